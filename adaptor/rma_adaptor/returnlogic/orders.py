"""Read orders and what a merchant lets shoppers choose from. Contract: every call for it is assumed (RL-API-1)."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.returnlogic.envelopes import list_in
from rma_adaptor.returnlogic.models import Count, Moment, Row, Text
from rma_adaptor.returnlogic.values import as_objects, as_text

Id = Annotated[str, BeforeValidator(as_text)]


class OrderLine(Row):
    """One line of an order, and how many of it may still be sent back."""

    id: Id
    name: Text = None
    variant_name: Text = Field(None, validation_alias="variantName")
    sku: Text = None
    left: Count = Field(None, validation_alias="returnableQuantity")


class Order(Row):
    """One order of a shopper."""

    name: Id = Field(validation_alias="orderName")
    email: Text = Field(None, validation_alias="customerEmail")
    ordered_at: Moment = Field(None, validation_alias="orderDate")
    lines: Annotated[tuple[OrderLine, ...], BeforeValidator(as_objects)] = Field((), validation_alias="orderLines")


def orders_in(body: bytes) -> tuple[Order, ...]:
    """Return the orders of an answer, in its order.

    Raises:
        AnswerUnreadable: No list, or an order or a line without its name or id.
    """
    try:
        return tuple(Order.model_validate(entry) for entry in list_in(body, "orders"))
    except ValidationError:
        raise AnswerUnreadable("a row of ReturnLogic's answer is not an order") from None


def choices_in(body: bytes, named: str, *, value: str, text: str) -> tuple[tuple[str, str], ...]:
    """Return what may be chosen: the value that ReturnLogic wants, and the words for it.

    Args:
        named: The list's own name, such as `returnReasons`.
        value: The key of the value.
        text: The key of the words; the value stands in for missing ones.

    Raises:
        AnswerUnreadable: No list.
    """
    return tuple(_choice(entry, value, text) for entry in list_in(body, named) if as_text(entry.get(value)))


def _choice(entry: dict[str, Any], value: str, text: str) -> tuple[str, str]:
    chosen = as_text(entry[value]) or ""
    return chosen, as_text(entry.get(text)) or chosen
