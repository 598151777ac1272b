"""Create a return, the same way for staff and shoppers: check the wishes, then write the RMA."""

from collections.abc import Sequence
from decimal import Decimal

from rma_mocks.core.entities import RETURN_REASONS, WITHOUT_LABEL, Label, Order, ReturnItem, Rma, TimelineEntry
from rma_mocks.returnlogic.amounts import extra_for, shipping_of, with_deduction
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.lifecycle.carrying_out import write_followed
from rma_mocks.returnlogic.lifecycle.moves import AUTOMATION, Doing, authorize, mailed
from rma_mocks.returnlogic.wishes import ReturnWish, Wishing, returnable

__all__ = ["ReturnWish", "create_return", "returnable"]

_CARRIER = "USPS"


def create_return(team: Team, order: Order, wishes: Sequence[ReturnWish], *, by: str, is_bound: bool = False) -> Rma:
    """Write a new RMA, with a label; nothing awaits, so two wishes never take one item.

    Args:
        team: The retailer.
        order: The order that the lines belong to.
        wishes: At least one; several may share a line.
        by: Who does it, for the timeline.
        is_bound: Whether policies bind who does it, as they do shoppers and nobody else (documented; RL-CREATE-4).

    Raises:
        ReturnLogicError: 422 with every wish that cannot be met.

    Contract: automatic authorisation skips Requested (documented; RL-CREATE-1), manual authorisation waits for staff
    (documented; RL-LIFE-1); the label comes with the RMA (documented; RL-CREATE-2), its mail with the authorisation
    (documented; RL-LIFE-14).
    """
    retailer, now, policies = team.world.retailer, team.world.clock.now(), team.policies
    wishing = Wishing(retailer, policies, order, now, is_bound)
    problems = wishing.problems(wishes)
    if problems:
        raise ReturnLogicError(422, "This return cannot be created", tuple(problems))
    rma = _requested(wishing, wishes, retailer.next_rma_id(), by)
    doing = Doing(AUTOMATION, now, policies)
    rma = authorize(rma, doing) if policies.authorisation == "automatic" else mailed(rma, "RMA Requested", now)
    return write_followed(team, rma, doing, topic="rma.created")


def _requested(wishing: Wishing, wishes: Sequence[ReturnWish], number: str, by: str) -> Rma:
    order, items = wishing.order, _items(wishing, wishes)
    shipping_type = shipping_of(wishing.policies, items)
    return Rma(
        id=number,
        status=stages.REQUESTED,
        order_name=order.name,
        order_date=order.created_at,
        email=order.email,
        customer_name=order.customer_name,
        items=with_deduction(wishing.policies, shipping_type, items, order.currency),
        timeline=(TimelineEntry("Generated", wishing.now, by),),
        label=None if shipping_type in WITHOUT_LABEL else Label.invented(_CARRIER, number),
        currency=order.currency,
        shipping_type=shipping_type,
    )


def _items(wishing: Wishing, wishes: Sequence[ReturnWish]) -> list[ReturnItem]:
    lines = {line.id: line for line in wishing.order.lines}
    items = []
    for wish in wishes:
        line = lines[wish.line_id]
        wanted = wishing.exchange_for(wish, line)
        item = ReturnItem(
            id=wishing.retailer.next_item_id(),
            returned=line.bought,
            quantity=wish.quantity,
            return_type=wish.return_type,
            reason_code=wish.reason_code,
            comment=(wish.comment or "").strip() or None,
            amount=line.unit_price * wish.quantity,
            exchange_for=wanted,
            deduction=Decimal(0),
            extra=extra_for(wishing.policies, line.bought, wanted, wish.quantity),
            given_reason=_given_reason(wishing, wish.reason_code),
        )
        items.append(item)
    return items


def _given_reason(wishing: Wishing, code: str) -> str | None:
    """Return the merchant's own words for a reason; an RMA keeps them, whatever becomes of the reason later."""
    reason = wishing.policies.reason_of(code)
    return None if reason is None or RETURN_REASONS.get(code) == reason.description else reason.description
