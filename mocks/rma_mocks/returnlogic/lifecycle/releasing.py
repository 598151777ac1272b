"""Release the draft order of an exchange or a warranty, which brings the shopper what they get instead."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from rma_mocks.core.entities import Order, OrderLine, Rma
from rma_mocks.core.products import Variant
from rma_mocks.core.world import Part

if TYPE_CHECKING:
    from rma_mocks.returnlogic.entities import Team


def release(team: "Team", before: Rma, after: Rma, at: datetime) -> None:
    """Write the order of what was processed between two states of an RMA, if that brings anything.

    Contract: exchanges hold a draft order that is turned live at processing, warranties one with the same item at no
    charge (documented; RL-EXCHANGE-1); processing by hand releases none (documented; RL-LIFE-9). The stock stays as it
    is (ours).
    """
    retailer = team.world.retailer
    brought = list(_brought(before, after))
    if not brought:
        return
    order = Order(
        name=retailer.next_order_name(),
        email=after.email,
        customer_name=after.customer_name,
        created_at=at,
        lines=tuple(OrderLine(retailer.next_item_id(), variant, quantity) for variant, quantity in brought),
        currency=after.currency,
        exchange_of=after.id,
    )
    retailer.add_order(order)
    team.world.changed(Part.ORDER, order.name)


def _brought(before: Rma, after: Rma) -> Iterator[tuple[Variant, int]]:
    """Return what comes, at the price that the shopper has paid for it in the end."""
    for old, new in zip(before.items, after.items, strict=True):
        if old.handling.processed == new.handling.processed or new.handling.processed != "released":
            continue
        if not new.handling.is_approved:
            continue
        if new.return_type == "Warranty":
            yield new.returned._replace(price=Decimal(0)), new.quantity
        elif new.exchange_for is not None:
            paid = new.exchange_for.price if new.extra else new.returned.price
            yield new.exchange_for._replace(price=paid), new.quantity
