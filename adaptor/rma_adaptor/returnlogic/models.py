"""Hold the fields we read of ReturnLogic's RMAs: tolerant of types, frozen, blind to all else."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from rma_adaptor.returnlogic.statuses import as_status, is_closed
from rma_adaptor.returnlogic.values import (
    as_amount,
    as_count,
    as_flag,
    as_moment,
    as_object,
    as_objects,
    as_shown,
    as_text,
)

Text = Annotated[str | None, BeforeValidator(as_shown)]
# What names a person, an RMA or an address is taken as it came: to tame it could make it another one's.
Name = Annotated[str | None, BeforeValidator(as_text)]
Status = Annotated[str | None, BeforeValidator(as_status)]
Amount = Annotated[Decimal | None, BeforeValidator(as_amount)]
Count = Annotated[int | None, BeforeValidator(as_count)]
Flag = Annotated[bool, BeforeValidator(as_flag)]
Moment = Annotated[datetime | None, BeforeValidator(as_moment)]

_LONGEST_NUMBER = 40
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


KEPT = "kept"
"""The context in which to validate rows that were read before and kept: a value that is none stays none."""


class Row(BaseModel):
    """Anything that ReturnLogic sends as an object; what we do not know is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _lift(cls, row: object, info: ValidationInfo) -> object:
        """Drop blank keys, so that the next name of a field is tried, and look under `_assumed` last."""
        if info.context == KEPT or not isinstance(row, dict):
            return row
        assumed, values = as_object(row.get("_assumed")), row.values()
        if assumed is None and None not in values and "" not in values:
            return row
        named = {key: value for key, value in row.items() if value is not None and value != ""}
        return {**assumed, **named} if assumed else named


class ReturnItem(Row):
    """One line of an RMA.

    Contract: RL-RMA-1 (observed in a third-party client; `id` or `rmaItemId`, `name` or `productName` are guesses).
    """

    id: Text = Field(None, validation_alias=AliasChoices("id", "rmaItemId"))
    name: Text = Field(None, validation_alias=AliasChoices("name", "productName"))
    variant_name: Text = Field(None, validation_alias="variantName")
    sku: Text = Field(None, validation_alias="sku")
    quantity: Count = Field(1, validation_alias="quantity")
    return_type: Text = Field(None, validation_alias="returnType")
    reason: Text = Field(None, validation_alias="returnReasonDescription")
    comment: Text = Field(None, validation_alias="returnReasonComment")
    exchange_variant: Text = Field(None, validation_alias="exchangeVariantName")


class ShippingLabel(Row):
    """The label of a return."""

    carrier: Text = Field(None, validation_alias="carrier")
    tracking_number: Text = Field(None, validation_alias="trackingNumber")
    tracking_url: Name = Field(None, validation_alias="trackingUrl")


class Rma(Row):
    """One return as a whole; the id is an opaque text, the status in the help pages' words or else the vendor's own.

    Contract: RL-RMA-1 (observed in a third-party client, not confirmed by ReturnLogic's reference).
    """

    id: Annotated[str, BeforeValidator(as_text)] = Field(validation_alias=AliasChoices("rlRmaId", "id"))
    status: Status = Field(None, validation_alias=AliasChoices("workflowStatus", "status"))
    order_name: Text = Field(None, validation_alias="orderName")
    created_at: Moment = Field(
        None, validation_alias=AliasChoices(AliasPath("timeline", "createDate"), "createdAt", "createDate")
    )
    customer_email: Name = Field(None, validation_alias=AliasChoices("customerEmail", "email"))
    customer_name: Text = Field(None, validation_alias="customerName")
    currency: Text = Field(None, validation_alias=AliasChoices("currency", "currencyCode"))
    refund: Amount = Field(None, validation_alias=AliasPath("totals", "refund", "total"))
    exchange: Amount = Field(None, validation_alias=AliasPath("totals", "exchange", "total"))
    gift_card: Amount = Field(None, validation_alias=AliasPath("totals", "giftCard", "total"))
    label: Annotated[ShippingLabel | None, BeforeValidator(as_object)] = Field(None, validation_alias="shippingLabel")
    items: Annotated[tuple[ReturnItem, ...], BeforeValidator(as_objects)] = Field((), validation_alias="rmaItems")
    is_archived: Flag = Field(default=False, validation_alias=AliasChoices("archived", "isArchived"))
    is_deleted: Flag = Field(default=False, validation_alias=AliasChoices("deleted", "isDeleted"))

    @property
    def is_open(self) -> bool:
        """Tell whether something may still happen to it."""
        return not (self.is_archived or self.is_deleted or is_closed(self.status))

    @property
    def put_away(self) -> str:
        """Return `deleted` or `archived` when it is, by flag or by status; else nothing."""
        if self.is_deleted or self.status == "Deleted":
            return "deleted"
        return "archived" if self.is_archived or self.status == "Archived" else ""


def newest_first(rows: Iterable[Rma]) -> tuple[Rma, ...]:
    """Sort by creation, then by id (numbers as numbers); a row without a date is the oldest."""
    return tuple(sorted(rows, key=_age_key, reverse=True))


def _age_key(row: Rma) -> tuple[datetime, int, str]:
    is_number = row.id.isascii() and row.id.isdecimal() and len(row.id) <= _LONGEST_NUMBER
    return (row.created_at or _BEFORE_ALL, int(row.id) if is_number else -1, row.id)
