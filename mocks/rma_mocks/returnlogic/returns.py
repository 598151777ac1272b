"""Create a return, the same way for staff and shoppers: check the wish, then write the RMA."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rma_mocks.core.entities import (
    RETURN_REASONS,
    RETURN_TYPES,
    Label,
    Order,
    OrderLine,
    ReturnItem,
    Rma,
    TimelineEntry,
)
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.lifecycle.automation import automated
from rma_mocks.returnlogic.lifecycle.moves import AUTOMATION, Doing, authorize, mailed

_FREES_ITEMS = frozenset({"Canceled", "Abandoned"})
_CARRIER = "USPS"


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """What somebody wants to send back of one order line, and what they want for it.

    `exchange_sku` is the variant of the same product that they want instead, where the return type is Exchange.
    """

    line_id: int
    quantity: int
    reason_code: str
    return_type: str
    comment: str | None = None
    exchange_sku: str | None = None


def create_return(team: Team, order: Order, wishes: Sequence[ReturnWish], *, by: str) -> Rma:
    """Write a new RMA, with a label; nothing awaits, so two wishes never take one item.

    Args:
        team: The retailer.
        order: The order that the lines belong to.
        wishes: At least one; several may share a line.
        by: Who does it, for the timeline.

    Raises:
        ReturnLogicError: 422 with every wish that cannot be met.

    Contract: automatic authorisation skips Requested (documented; RL-CREATE-1), manual authorisation waits for staff
    (documented; RL-LIFE-1); the label comes with the RMA, its mail with the authorisation (documented; RL-LIFE-14).
    """
    retailer, now = team.world.retailer, team.world.clock.now()
    problems = _problems(retailer, order, wishes)
    if problems:
        raise ReturnLogicError(422, "This return cannot be created", tuple(problems))
    lines = {line.id: line for line in order.lines}
    number = retailer.next_rma_id()
    rma = Rma(
        id=number,
        status=stages.REQUESTED,
        order_name=order.name,
        order_date=order.created_at,
        email=order.email,
        customer_name=order.customer_name,
        items=tuple(_item(retailer, lines[wish.line_id], wish) for wish in wishes),
        timeline=(TimelineEntry("Generated", now, by),),
        label=Label.invented(_CARRIER, number),
        currency=order.currency,
    )
    doing = Doing(AUTOMATION, now, team.policies)
    rma = authorize(rma, doing) if team.policies.authorisation == "automatic" else mailed(rma, "RMA Requested", now)
    team.write(rma, "rma.created")
    done = automated(rma, doing)
    if done is not rma:
        team.write(done)
    return done


def returnable(retailer: Retailer, order: Order) -> dict[int, int]:
    """Return how many of each order line may still be sent back, by line id.

    Contract: an RMA blocks new ones for its items, a rejected one too (documented; RL-CREATE-3); that canceled and
    abandoned ones free them is assumed.
    """
    taken: Counter[str] = Counter()
    for rma in retailer.rmas_of_order(order.name):
        if rma.status not in _FREES_ITEMS:
            for item in rma.items:
                taken[item.sku] += item.quantity
    left = {}
    for line in order.lines:
        used = min(line.quantity, taken[line.sku])
        taken[line.sku] -= used
        left[line.id] = line.quantity - used
    return left


def _problems(retailer: Retailer, order: Order, wishes: Sequence[ReturnWish]) -> list[tuple[str, str]]:
    left, lines = returnable(retailer, order), {line.id: line for line in order.lines}
    if not wishes:
        return [("items", "choose at least one item")]
    problems = []
    for place, wish in enumerate(wishes):
        field = f"items.{place}"
        if wish.reason_code not in RETURN_REASONS:
            problems.append((f"{field}.reason_code", f"{wish.reason_code!r} is none of {', '.join(RETURN_REASONS)}"))
        if wish.return_type not in RETURN_TYPES:
            problems.append((f"{field}.return_type", f"{wish.return_type!r} is none of {', '.join(RETURN_TYPES)}"))
        if wish.exchange_sku and wish.line_id in lines and _wanted(retailer, lines[wish.line_id], wish) is None:
            problems.append((f"{field}.exchange_sku", f"{wish.exchange_sku!r} cannot be had in exchange for it"))
        if wish.line_id not in left:
            problems.append((f"{field}.line_id", f"order {order.name} has no line {wish.line_id}"))
        elif wish.quantity < 1:
            problems.append((f"{field}.quantity", "must be at least 1"))
        elif wish.quantity > left[wish.line_id]:
            problems.append((f"{field}.quantity", f"only {left[wish.line_id]} of it can still be returned"))
        else:
            left[wish.line_id] -= wish.quantity
    return problems


def _item(retailer: Retailer, line: OrderLine, wish: ReturnWish) -> ReturnItem:
    return ReturnItem(
        id=retailer.next_item_id(),
        returned=line.bought,
        quantity=wish.quantity,
        return_type=wish.return_type,
        reason_code=wish.reason_code,
        comment=(wish.comment or "").strip() or None,
        amount=line.unit_price * wish.quantity,
        exchange_for=_wanted(retailer, line, wish),
    )


def exchanges(retailer: Retailer, bought: Variant) -> list[Variant]:
    """Return what may be had instead: other variants of the same product that are in stock (RL-POLICY-3)."""
    product = next((product for product in retailer.products if product.name == bought.product), None)
    others = product.variants if product else ()
    return [variant for variant in others if variant.sku != bought.sku and retailer.stock(variant.sku) > 0]


def _wanted(retailer: Retailer, line: OrderLine, wish: ReturnWish) -> Variant | None:
    if wish.return_type != "Exchange":
        return None
    return next((variant for variant in exchanges(retailer, line.bought) if variant.sku == wish.exchange_sku), None)
