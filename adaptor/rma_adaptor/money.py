"""Write amounts the way an agent reads them."""

import re
from decimal import Decimal

from rma_adaptor.returnlogic import Rma

_SYMBOLS = {
    "AUD": "A$", "BRL": "R$", "CAD": "CA$", "CNY": "CN¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "ILS": "₪",
    "INR": "₹", "JPY": "¥", "KRW": "₩", "MXN": "MX$", "NZD": "NZ$", "SGD": "S$", "USD": "$", "VND": "₫",
}  # fmt: skip
_DECIMALS = {"BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0}
_CODE = re.compile("[A-Z]{3}")


def format_amount(amount: Decimal, currency: str) -> str:
    """Return the amount with its currency's sign, or with its code where there is no common sign.

    Args:
        currency: ISO 4217 code in capitals.

    Contract: GL-CARD-2, `orderTotal` is a string with currency symbol (documented, Sidekick order data).
    """
    figure = f"{abs(amount):,.{_DECIMALS.get(currency, 2)}f}"
    minus = "-" if amount < 0 else ""
    symbol = _SYMBOLS.get(currency)
    return f"{minus}{symbol}{figure}" if symbol else f"{minus}{currency} {figure}"


def currency_of(rma: Rma, default: str) -> str:
    """Return the code of an RMA's currency in capitals; the default when it names none that is a code."""
    code = rma.currency.upper() if rma.currency else ""
    return code if _CODE.fullmatch(code) else default
