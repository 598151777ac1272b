"""What the merchant has decided about returns, as `given.returnlogic.policies` says it."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from rma_scenarios.format.parts import Part
from rma_scenarios.format.values import ReachedStatus, ReturnType, Sentence, ShippingType

_NEVER, _MOST_DAYS = "never", 3650


def _days(given: Any) -> Any:
    is_number = isinstance(given, int) and not isinstance(given, bool)
    if given != _NEVER and not (is_number and 1 <= given <= _MOST_DAYS):
        reason = f"must be a whole number of days from 1 to {_MOST_DAYS}, or the word never"
        raise PydanticCustomError("days", "{reason}", {"reason": reason})
    return given


_DAYS_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 1, "maximum": _MOST_DAYS}, {"const": _NEVER}]}
Amount = Annotated[int | float, Field(ge=0, description="In the currency's major unit.")]
Days = Annotated[Any, PlainValidator(_days), WithJsonSchema(_DAYS_SCHEMA)]


class AutomationGiven(Part):
    """A return type that is processed without staff."""

    return_type: ReturnType
    at: ReachedStatus = Field(description="The status at which that happens; Inspected is received with a disposition.")
    completes: bool | None = Field(default=None, description="true: the RMA is completed, too.")

    def sentence(self) -> str:
        """Say what follows by itself."""
        end = ", which completes the RMA" if self.completes else ""
        return f"{self.return_type} items are processed by themselves at {self.at}{end}"


class ReasonGiven(Part):
    """A reason that a return form offers."""

    code: Sentence
    description: Sentence


class ShippingGiven(Part):
    """Who pays the way back of a return type, or of a reason by its code."""

    of: Sentence
    type: ShippingType


class PoliciesGiven(Part):
    """The merchant's policies; whatever is left out is the mock's usual."""

    authorisation: Literal["automatic", "manual"] | None = None
    automation: list[AutomationGiven] | None = None
    processing: Literal["released", "by hand"] | None = Field(
        default=None, description="Whether ReturnLogic moves the money when an item is processed."
    )
    cancel_until: Literal["in_transit", "processed"] | None = None
    abandoned_after_days: Days | None = Field(default=None, description="A number, or the word never.")
    delete_until: Literal["authorized", "complete"] | None = None
    archived_after_days: Days | None = Field(default=None, description="A number, or the word never.")

    return_types: list[ReturnType] | None = None
    reasons: list[ReasonGiven] | None = None
    dispositions: list[Sentence] | None = None
    shipping_by: Literal["return type", "reason"] | None = None
    shipping: list[ShippingGiven] | None = Field(default=None, description="What is not named is Free Shipping.")
    fixed_deduction: Amount | None = None
    label_cost: Amount | None = None
    return_window_days: Days | None = Field(default=None, description="A number, or the word never.")
    window_from: Literal["order date", "latest shipment"] | None = None
    returns_before_fulfilment: bool | None = None
    tax_in_price: Literal["included", "excluded"] | None = None
    full_catalogue_exchange: bool | None = None
    inventory_threshold: Annotated[int, Field(ge=0)] | None = None
    exchange_exclusions: list[Sentence] | None = Field(default=None, description="Tags, or SKUs with *.")
    variant_exchange_charge: bool | None = None
    after_exchange: Literal["all", "exchange only", "none"] | None = None
    store_credit_expiry_days: Annotated[int, Field(ge=0)] | None = None

    def spec(self) -> dict[str, Any]:
        """Return what the control API is asked for."""
        written = self.model_dump(exclude_none=True)
        return {name: None if value == _NEVER else value for name, value in written.items()}

    def sentences(self) -> Iterator[str]:
        """Say each, one sentence a policy."""
        yield from (row.sentence() for row in self.automation or ())
        yield from (f"{row.of} ships by {row.type}" for row in self.shipping or ())
        if self.reasons is not None:
            yield f"reasons are {', '.join(row.description for row in self.reasons)}"
        told = {"automation", "shipping", "reasons"}
        for name, value in self.model_dump(exclude_none=True, exclude=told).items():
            words = ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")
            yield f"{name.replace('_', ' ')} is {words}"
