"""Start a return on behalf of a shopper."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from rma_adaptor.actions.answered import refusal_in, rma_in
from rma_adaptor.actions.doing import Doing, Wish
from rma_adaptor.actions.forms import (
    MOST_OPTIONS,
    Blank,
    Filled,
    InputSection,
    Option,
    SelectInput,
    TextInput,
    TextSection,
    explaining,
)
from rma_adaptor.actions.outcomes import FieldError, FieldsRefused, Outcome, nobody_knows
from rma_adaptor.matching import belongs_to
from rma_adaptor.returnlogic import Order, OrderLine, choices_in, orders_in
from rma_adaptor.returnlogic.values import as_count

_ATTRS = {
    "orderLineId": "item",
    "quantity": "quantity",
    "returnReasonCode": "reason",
    "returnType": "type",
    "returnReasonComment": "comment",
}
_LONGEST_CHOICE = 300
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_NOT_THERE = FieldError("item", "This item is not, or no longer, among what this shopper can return.", "unknown_item")


class StartReturn:
    """Create an RMA for one item of one order.

    Contract: the calls for orders, reasons and types, and to create an RMA, are assumed (RL-API-1); that staff may is
    documented (RL-CREATE-4).
    """

    name = "start-return"
    label = "Start a return"

    async def form(self, doing: Doing) -> Blank:
        """Ask for item, quantity, reason, return type and the shopper's words."""
        orders, reasons, types = await asyncio.gather(
            _orders(doing), _choices(doing, "return-reasons", "code"), _choices(doing, "return-types", "name")
        )
        items = [_item(order, line) for order in orders for line in order.lines if line.left]
        if not items or not reasons or not types:
            return explaining(
                self.label, "ReturnLogic lists no order of this shopper of which anything can be returned."
            )
        more = len(items) - MOST_OPTIONS
        told = [TextSection(text=f"{more} items of older orders are left out.")] if more > 0 else []
        return Blank(
            self.label,
            self.label,
            [
                *told,
                _select("item", "Item", items[:MOST_OPTIONS]),
                InputSection(attr="quantity", label="Quantity", default_value="1", input=TextInput()),
                _select("reason", "Reason", reasons),
                _select("type", "Return type", types),
                InputSection(
                    attr="comment", label="Comment", hint="The shopper's words", input=TextInput(optional=True)
                ),
            ],
        )

    def read(self, filled: Filled) -> Wish:
        """Return what was chosen."""
        item, quantity = filled.text("item", "Item", longest=_LONGEST_CHOICE), filled.count("quantity", "Quantity")
        line, _, rest = item.partition(":")
        left, _, order = rest.partition(":")
        if item and not (line and order and left.isascii() and left.isdecimal()):
            filled.refuse("item", _NOT_THERE.detail, _NOT_THERE.code)
        reason = filled.text("reason", "Reason", longest=_LONGEST_CHOICE)
        kind = filled.text("type", "Return type", longest=_LONGEST_CHOICE)
        comment = filled.text("comment", "Comment", is_optional=True)
        filled.check()
        chosen = {"line": line, "left": int(left), "order": order, "quantity": quantity}
        return {**chosen, "reason": reason, "type": kind, "comment": comment}

    async def act(self, doing: Doing, wish: Wish) -> Outcome:
        """See whose item it is, then make the call; see `Action`."""
        order, line = await _chosen(doing, wish)
        item = {
            "orderLineId": _as_sent(line.id),
            "quantity": wish["quantity"],
            "returnReasonCode": wish["reason"],
            "returnType": wish["type"],
            **({"returnReasonComment": wish["comment"]} if wish["comment"] else {}),
        }
        answer = await doing.change("/rmas", {"orderName": order.name, "items": [item]})
        refusal = refusal_in(answer, attrs=_ATTRS)
        if refusal is not None:
            return refusal
        rma = rma_in(answer)
        return _done(order, line, wish, rma.id if rma else "", (rma and rma.status) or "")

    async def look(self, doing: Doing, wish: Wish) -> Outcome | None:
        """Tell from what is left of the item, as long as nobody else returns the same meanwhile; see `Action`."""
        order, line = await _chosen(doing, wish)
        if (line.left or 0) >= wish["left"]:
            return None
        made = next((rma for rma in await doing.rmas() if rma.order_name == order.name and _has(rma.items, line)), None)
        # Fewer are left, and nobody knows through what: to start one more could be one too many.
        return _done(order, line, wish, made.id, made.status or "") if made else nobody_knows("unknown_before")


def _has(items: Sequence[object], line: OrderLine) -> bool:
    return any(getattr(item, "sku", None) == line.sku for item in items)


async def _orders(doing: Doing) -> list[Order]:
    """Return the shopper's orders, newest first; the filter is no more trusted than for RMAs (RL-RMAS-3)."""
    found = orders_in((await doing.get("/orders", email=doing.ticket.email)).body)
    theirs = [order for order in found if _is_theirs(order, doing)]
    return sorted(theirs, key=lambda order: order.ordered_at or _BEFORE_ALL, reverse=True)


def _is_theirs(order: Order, doing: Doing) -> bool:
    is_theirs = belongs_to(doing.ticket.email, order.email)
    return doing.tenant.trust_filter if is_theirs is None else is_theirs


async def _choices(doing: Doing, what: str, value: str) -> Sequence[Option]:
    named = {"return-reasons": "returnReasons", "return-types": "returnTypes"}[what]
    found = choices_in((await doing.get(f"/{what}")).body, named, value=value, text="description")
    return [Option(text=text, value=chosen) for chosen, text in dict(found).items()][:MOST_OPTIONS]


async def _chosen(doing: Doing, wish: Wish) -> tuple[Order, OrderLine]:
    for order in await _orders(doing):
        for line in order.lines:
            if (order.name, line.id) == (wish["order"], wish["line"]):
                return order, line
    raise FieldsRefused(_NOT_THERE)


def _item(order: Order, line: OrderLine) -> Option:
    # How many were left when the form was opened goes along: when it is sent again, fewer tell that it was done.
    bought = f" of {order.ordered_at:%Y-%m-%d}" if order.ordered_at else ""
    text = f"{_name(line)}, {line.left} left to return, order {order.name}{bought}"
    return Option(text=text, value=f"{line.id}:{line.left}:{order.name}")


def _name(line: OrderLine) -> str:
    name = line.name or line.sku or f"item {line.id}"
    return f"{name} ({line.variant_name})" if line.variant_name else name


def _select(attr: str, label: str, options: Sequence[Option]) -> InputSection:
    return InputSection(attr=attr, label=label, input=SelectInput(placeholder="Select", options=tuple(options)))


def _as_sent(line_id: str) -> int | str:
    number = as_count(line_id)
    return line_id if number is None or str(number) != line_id else number


def _done(order: Order, line: OrderLine, wish: Wish, rma_id: str, status: str) -> Outcome:
    started = f"RMA {rma_id} was started" if rma_id else "A return was started"
    now = f" Its status in ReturnLogic is {status}." if status else ""
    detail = f"{wish['quantity']} of {_name(line)} from order {order.name}, {wish['type']}.{now}"
    return Outcome("done", started, detail, rma_id=rma_id)


START_RETURN = StartReturn()
