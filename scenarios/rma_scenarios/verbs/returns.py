"""Starting a return, as shoppers and staff do it: choose the order's lines, say why and what for."""

from collections.abc import Mapping
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
    size: str | None = Field(default=None, description="Where the order has the product in several sizes.")
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


def item_words(product: str, size: str | None) -> str:
    """Return how a sentence calls a line of an order or RMA."""
    return f"{product} in {size}" if size else product


def is_item(line: Mapping[str, Any], product: str, size: str | None) -> bool:
    """Say whether a line is of this product, and of this size if one is said; variants end in it, as in Pine / M."""
    return line["product"] == product and size in (None, str(line["variant"]).rpartition(" / ")[2])


def wish_words(wish: NewReturn) -> str:
    """Say what is sent back."""
    if wish.items is None:
        return f"everything of the order {wish.order}"
    return listed([f"{item_words(item.product, item.size)} ({item.return_type}, {item.reason})" for item in wish.items])


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
    line = next((line for line in lines if is_item(line, item.product, item.size)), None)
    if line is None:
        wanted, there = item_words(item.product, item.size), listed([line["product"] for line in lines])
        raise CannotPlay(f"the order has no {wanted}; it has {there}")
    return {
        "line_id": line["id"],
        "quantity": item.quantity,
        "reason_code": _CODES[item.reason],
        "return_type": item.return_type,
        "comment": item.comment,
    }
