"""What the pages' own calls carry; wrong shapes are refused before any handler sees them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rma_mocks.core.clock import EARLIEST, LATEST
from rma_mocks.returnlogic.returns import ReturnWish

EmailAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
]
Day = Annotated[date, Field(ge=EARLIEST.date(), le=LATEST.date())]
OrderName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WishIn(_Input):
    """One order line to send back; values are checked against the order, together with all others."""

    line_id: int
    quantity: int
    reason_code: str
    return_type: str
    comment: Annotated[str, StringConstraints(max_length=1000)] | None = None
    exchange_sku: Annotated[str, StringConstraints(max_length=100)] | None = None

    def wish(self) -> ReturnWish:
        """Return it as the return-creating code takes it."""
        return ReturnWish(**self.model_dump())


class StaffReturn(_Input):
    """A return that staff creates by hand."""

    order_name: OrderName
    items: Annotated[list[WishIn], Field(max_length=100)]


class ShopperReturn(StaffReturn):
    """A return that a shopper creates; the e-mail must be the order's."""

    email: EmailAddress


class ShopperCancel(_Input):
    """A shopper who no longer wants to send something back; the e-mail must be the RMA's."""

    email: EmailAddress


class OrderLookup(_Input):
    """How a shopper finds an order; without an order name, a mail with links is sent instead."""

    email: EmailAddress
    order_name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class Approval(_Input):
    """Whether staff approves an item."""

    approved: bool


class Processing(_Input):
    """Which return type staff processes; all that are left without one."""

    return_type: str | None = None


class Note(_Input):
    """A comment on an RMA as a whole."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class Verdict(_Input):
    """What the warehouse thinks of an item that it has received."""

    disposition: str
    comment: Annotated[str, StringConstraints(max_length=1000)] | None = None


class Receipt(_Input):
    """What the warehouse says of an item that arrived; values are checked against the RMA."""

    quantity: int = 1
    disposition: str | None = None
    comment: Annotated[str, StringConstraints(max_length=1000)] | None = None


class WantedRmas(BaseModel):
    """Which RMAs the table shows, and which page of them; both days are included."""

    search: str = ""
    status: str = ""
    return_type: str = ""
    reason_code: str = ""
    created_from: Day | None = None
    created_to: Day | None = None
    archived: Literal["shown", "hidden", "only"] = "shown"
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    offset: Annotated[int, Field(ge=0)] = 0
