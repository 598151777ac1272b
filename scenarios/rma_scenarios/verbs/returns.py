"""Starting a return, as shoppers and staff do it: choose the order's lines, say why and what for."""

from typing import Any

from pydantic import Field

from rma_scenarios.format.given import Quantity
from rma_scenarios.format.parts import OrderKey, Part
from rma_scenarios.format.values import Key, Reason, ReturnType, Sentence
from rma_scenarios.verbs.cast import listed
from rma_scenarios.verbs.play import CannotPlay, Play

_CODES = {
    "Too Big": "TB",
    "Too Small": "TS",
    "Damage": "DM",
    "Quality": "QLTY",
    "Shipping": "SP",
    "Not as Pictured": "STYLE",
    "Changed Mind": "MIND",
    "Wrong Item": "WRONG",
    "Other": "OTHER",
}
"""Contract: ReturnLogic's default reasons by code (documented; RL-REASON-1), then the merchant's own (RL-REASON-2)."""


class ReturnedItem(Part):
    """A line of the order that is sent back."""

    short = "product"
    product: Sentence
    quantity: Quantity = 1
    reason: Reason = "Too Small"
    return_type: ReturnType = "Refund"
    comment: str | None = None


class NewReturn(Part):
    """A return to create; everything of the order when no items are named."""

    short = "order"
    order: OrderKey
    items: list[ReturnedItem] | None = None
    as_: Key | None = Field(default=None, alias="as", description="What the rest of the file calls this RMA.")


def wish_words(wish: NewReturn) -> str:
    """Say what is sent back."""
    if wish.items is None:
        return f"everything of the order {wish.order}"
    return listed([f"{item.product} ({item.return_type}, {item.reason})" for item in wish.items])


def order_name(play: Play, key: str) -> str:
    """Return the store's own name of a declared order."""
    name: str = play.world.links["orders"][key]["name"]
    return name


def chosen_lines(wish: NewReturn, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the form's rows for what is sent back.

    Raises:
        CannotPlay: When the order has no such product.
    """
    items = wish.items
    if items is None:
        items = [ReturnedItem(product=line["product"], quantity=line["quantity"]) for line in lines]
    return [_row(item, lines) for item in items]


def _row(item: ReturnedItem, lines: list[dict[str, Any]]) -> dict[str, Any]:
    line = next((line for line in lines if line["product"] == item.product), None)
    if line is None:
        raise CannotPlay(f"the order has no {item.product}; it has {listed([line['product'] for line in lines])}")
    return {
        "line_id": line["id"],
        "quantity": item.quantity,
        "reason_code": _CODES[item.reason],
        "return_type": item.return_type,
        "comment": item.comment,
    }
