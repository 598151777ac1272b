"""What a return brings, and what is held back for its way: exact amounts in the order's currency."""

from collections.abc import Iterable
from decimal import Decimal

from rma_mocks.core.entities import (
    FIXED_DEDUCTION,
    FREE_SHIPPING,
    FULL_DEDUCTION,
    NO_SHIPPING,
    WITHOUT_LABEL,
    ReturnItem,
)
from rma_mocks.core.money import payable
from rma_mocks.core.products import Variant
from rma_mocks.returnlogic.settings import Policies

_HELD_BACK_FROM = ("Refund", "Store Credit")


def shipping_of(policies: Policies, items: Iterable[ReturnItem]) -> str:
    """Return the shipping type of a whole RMA: of its items', the one that costs the shopper least (RL-SHIP-2)."""
    costs = {FREE_SHIPPING: Decimal(0), FIXED_DEDUCTION: policies.fixed_deduction, FULL_DEDUCTION: policies.label_cost}
    types = dict.fromkeys(policies.shipping_of(item.return_type, item.reason_code) for item in items)
    if set(types) == {NO_SHIPPING}:
        return NO_SHIPPING
    return min(types, key=lambda kind: (kind in WITHOUT_LABEL, kind == NO_SHIPPING, costs.get(kind, 0)))


def with_deduction(
    policies: Policies, shipping_type: str, items: Iterable[ReturnItem], currency: str
) -> tuple[ReturnItem, ...]:
    """Return the items with what is held back for shipping.

    Contract: once for each RMA, from refunds first and then from store credit, never more than there is (assumed;
    RL-FEE-1). Amount and deduction of an item always add up to what the shopper paid.
    """
    of_type = {FIXED_DEDUCTION: policies.fixed_deduction, FULL_DEDUCTION: policies.label_cost}
    left, rows = payable(of_type.get(shipping_type, Decimal(0)), currency), list(items)
    for kind in _HELD_BACK_FROM:
        for place, item in enumerate(rows):
            if item.return_type == kind:
                held = min(left, item.amount)
                rows[place] = item._replace(amount=item.amount - held, deduction=held)
                left -= held
    return tuple(rows)


def extra_for(policies: Policies, returned: Variant, wanted: Variant | None, quantity: int) -> Decimal:
    """Return what a shopper pays besides for a dearer exchange (documented; RL-POLICY-4)."""
    if wanted is None or not policies.variant_exchange_charge:
        return Decimal(0)
    return max(Decimal(0), (wanted.price - returned.price) * quantity)
