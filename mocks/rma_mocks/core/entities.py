"""The invented retailer's rows, as facts that neither vendor owns; each vendor renders them its own way."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Self

STATUSES = (
    "Requested",
    "Authorized",
    "In Transit",
    "Delivered",
    "Partially Received",
    "Received",
    "Partially Processed",
    "Processed",
    "Complete",
    "Rejected",
    "Canceled",
    "Abandoned",
)
"""ReturnLogic's status labels (documented, the partial ones and Canceled and Abandoned observed)."""

RETURN_TYPES = ("Refund", "Exchange", "Store Credit", "Warranty")
"""The four return types (documented)."""

RETURN_REASONS = {"TB": "Too Big", "TS": "Too Small", "DM": "Damage", "QLTY": "Quality", "SP": "Shipping"}
"""ReturnLogic's default reasons by code (documented)."""


@dataclass(frozen=True, slots=True)
class Person:
    """One shopper, whom Gladly knows as a customer profile; `index` is -1 for a declared one."""

    key: str
    name: str
    email: str | None
    phone: str | None = None
    address: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One bought product; `unit_price` in major units."""

    id: int
    product: str
    variant: str
    sku: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase; `name` is the store's own, such as `#20517`."""

    name: str
    email: str
    customer_name: str
    created_at: datetime
    lines: tuple[OrderLine, ...]
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Label:
    """The return label and where to follow it."""

    carrier: str
    tracking_number: str
    tracking_url: str

    @classmethod
    def invented(cls, carrier: str, number: int) -> Self:
        """Return a label whose tracking number looks like the carriers' own."""
        tracking = f"92020901535400{number:012d}"
        return cls(carrier, tracking, f"https://tracking.example.com/{tracking}")


@dataclass(frozen=True, slots=True)
class ReturnItem:
    """One line of an RMA; `amount` is what the shopper gets for all of it, in major units."""

    id: int
    product: str
    variant: str
    sku: str
    quantity: int
    return_type: str
    reason_code: str
    reason: str
    comment: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step of an RMA's life: what, when, by whom."""

    step: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Rma:
    """One return, with everything that either page or API may show of it."""

    id: str
    status: str
    order_name: str
    order_date: datetime
    email: str
    customer_name: str
    items: tuple[ReturnItem, ...]
    timeline: tuple[TimelineEntry, ...]
    label: Label | None = None
    currency: str = "USD"
    archived: bool = field(default=False)

    @property
    def created_at(self) -> datetime:
        """Return the time of the first step."""
        return self.timeline[0].at

    @property
    def updated_at(self) -> datetime:
        """Return the time of the latest step."""
        return self.timeline[-1].at
