"""The invented retailer's rows, as facts that neither vendor owns; each vendor renders them its own way."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import quote

from rma_mocks.core.products import Variant

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

FREE_SHIPPING, NO_SHIPPING, CUSTOMER_SHIPS = "Free Shipping", "No Shipping", "Customer"
FULL_DEDUCTION, FIXED_DEDUCTION = "Full Deduction", "Fixed Deduction"
SHIPPING_TYPES = (FREE_SHIPPING, FULL_DEDUCTION, NO_SHIPPING, CUSTOMER_SHIPS, FIXED_DEDUCTION)
"""Who pays the way back, and whether there is one (documented; RL-SHIP-1)."""

WITHOUT_LABEL = frozenset({NO_SHIPPING, CUSTOMER_SHIPS})
"""Where there is no parcel, or the shopper sends it on their own, there is no label (assumed; RL-SHIP-2)."""

UNASSIGNED = "Unassigned"
DISPOSITIONS = ("Ready for Resale", "Liquidate", "Damaged", "Incomplete", "Additional Units", UNASSIGNED)
"""The default dispositions (documented; RL-DISP-1)."""

DEFAULT_REASONS = {"TB": "Too Big", "TS": "Too Small", "DM": "Damage", "QLTY": "Quality", "SP": "Shipping"}
"""ReturnLogic's default reasons by code (documented; RL-REASON-1)."""

MERCHANT_REASONS = {"STYLE": "Not as Pictured", "MIND": "Changed Mind", "WRONG": "Wrong Item", "OTHER": "Other"}
"""Reasons that our merchants have added, which is theirs to do (documented); these four are assumed (RL-REASON-2)."""

RETURN_REASONS = DEFAULT_REASONS | MERCHANT_REASONS
"""What a return form offers, by code."""


class Person(NamedTuple):
    """One shopper, whom Gladly knows as a customer profile; `index` is -1 for a declared one."""

    key: str
    name: str
    email: str | None
    phone: str | None = None
    address: str = ""
    index: int = -1  # type: ignore[assignment] # tuple.index gives way: nobody looks for a value in a person


class OrderLine(NamedTuple):
    """So many of one variant, bought; `sent` of them have left the warehouse, all of them where it is None."""

    id: int
    bought: Variant
    quantity: int
    sent: int | None = None

    @property
    def product(self) -> str:
        """Return the product's name."""
        return self.bought.product

    @property
    def variant(self) -> str:
        """Return the variant as the shop shows it."""
        return self.bought.name

    @property
    def sku(self) -> str:
        """Return the warehouse's number of the variant."""
        return self.bought.sku

    @property
    def unit_price(self) -> Decimal:
        """Return the price of one, in major units."""
        return self.bought.price


class Order(NamedTuple):
    """One purchase; `name` is the store's own, such as `#20517`.

    `shipped_at` is the latest shipment, None where it left when it was ordered. `exchange_of` is the RMA whose exchange
    or warranty items this order brings, None where the shopper placed it.
    """

    name: str
    email: str
    customer_name: str
    created_at: datetime
    lines: tuple[OrderLine, ...]
    currency: str = "USD"
    shipped_at: datetime | None = None
    exchange_of: str | None = None


class Label(NamedTuple):
    """The return label, which comes with the RMA (documented; RL-CREATE-2)."""

    carrier: str
    tracking_number: str
    given_url: str | None = None

    @classmethod
    def invented(cls, carrier: str, number: str) -> "Label":
        """Return a label whose tracking number looks like the carrier's own and ends in digits of ours."""
        return _new(cls, (carrier, _TRACKING.get(carrier, "") + number.zfill(10), None))

    @property
    def tracking_url(self) -> str:
        """Return where to follow the parcel."""
        return self.given_url or f"https://tracking.example.com/{quote(self.tracking_number, safe='')}"


_new = tuple.__new__  # a label is made by the million, and skips its constructor, which takes twice as long
_TRACKING = {"USPS": "9202090153540000", "UPS": "1Z999AA1", "FedEx": "77"}
"""How some carriers' numbers begin; ours follow, in ten digits."""


class Handling(NamedTuple):
    """What became of a return item at the merchant's.

    `received` counts the pieces that arrived; `disposition` and `comment` are the warehouse's. `processed` is None
    until the item's return type was processed, then `released` where ReturnLogic moved the money or released the draft
    order, `by hand` where it did not (documented; RL-LIFE-9).
    """

    is_approved: bool = True
    received: int = 0
    disposition: str | None = None
    comment: str | None = None
    processed: str | None = None


UNTOUCHED = Handling()


class ReturnItem(NamedTuple):
    """One line of an RMA; `amount` is what the shopper gets for all of it, in major units.

    `exchange_for` is what they get instead, where the return type is an exchange and the retailer sells the product.
    `deduction` is held back for shipping: with it, `amount` is what the shopper paid. `extra` is what they pay besides
    for a dearer exchange. `given_reason` describes the reason where it is not one of RETURN_REASONS.
    """

    id: int
    returned: Variant
    quantity: int
    return_type: str
    reason_code: str
    comment: str | None
    amount: Decimal
    exchange_for: Variant | None = None
    handling: Handling = UNTOUCHED
    deduction: Decimal = Decimal(0)
    extra: Decimal = Decimal(0)
    given_reason: str | None = None

    @property
    def product(self) -> str:
        """Return the product's name."""
        return self.returned.product

    @property
    def variant(self) -> str:
        """Return the variant as the shop shows it."""
        return self.returned.name

    @property
    def sku(self) -> str:
        """Return the warehouse's number of the variant."""
        return self.returned.sku

    @property
    def reason(self) -> str:
        """Return the reason's description."""
        return self.given_reason or RETURN_REASONS[self.reason_code]


class TimelineEntry(NamedTuple):
    """One step of an RMA's life: what, when, by whom; `detail` says more, such as what arrived."""

    step: str
    at: datetime
    by: str
    detail: str = ""


class Mail(NamedTuple):
    """A notification that ReturnLogic sent to the shopper; `kind` is its published name, such as RMA Success."""

    kind: str
    at: datetime


class Comment(NamedTuple):
    """What somebody noted on an RMA as a whole."""

    text: str
    at: datetime
    by: str


class Rma(NamedTuple):
    """One return, with everything that either page or API may show of it.

    `shipping_type` is one of SHIPPING_TYPES; with No Shipping nothing is sent back. Mails and comments in time's order.
    """

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
    archived: bool = False
    shipping_type: str = FREE_SHIPPING
    mails: tuple[Mail, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def created_at(self) -> datetime:
        """Return the time of the first step."""
        return self.timeline[0].at

    @property
    def updated_at(self) -> datetime:
        """Return the time of the latest step."""
        return self.timeline[-1].at
