"""Amounts as a currency can pay them."""

from decimal import ROUND_DOWN, Decimal

_WITHOUT_CENTS = frozenset({"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"})


def payable(amount: Decimal, currency: str) -> Decimal:
    """Return the largest amount not above this one, in major units, that the currency has coins for."""
    return amount.quantize(Decimal(1) if currency in _WITHOUT_CENTS else Decimal("0.01"), ROUND_DOWN)
