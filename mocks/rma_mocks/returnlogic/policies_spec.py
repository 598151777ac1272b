"""What a merchant may decide, as world specs and the settings page give it, checked.

Title and description of a field are what the settings page shows; evidence and rule say on what it rests.
"""

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from rma_mocks.core.entities import DISPOSITIONS
from rma_mocks.core.texts import Amount, Label, like
from rma_mocks.returnlogic.settings import USUAL_POLICIES, Automation, Policies, Reason, Shipping
from rma_mocks.returnlogic.variants_spec import CheckedSettings, about

_MOST_DAYS = 3650
_MOST_ROWS = 100

Days = Annotated[int, Field(ge=1, le=_MOST_DAYS)]
ReasonCode = Annotated[str, like(r"[A-Za-z0-9_-]{1,20}", "a reason code of up to 20 letters, digits, _ and -")]
ReturnType = Literal["Refund", "Exchange", "Store Credit", "Warranty"]
ShippingType = Literal["Free Shipping", "Full Deduction", "No Shipping", "Customer", "Fixed Deduction"]


class AutomationSpec(CheckedSettings):
    """One return type that is processed of itself."""

    return_type: ReturnType
    at: Literal["In Transit", "Delivered", "Received", "Inspected"]
    completes: Annotated[bool, Field(title="Completes the RMA, too")] = False


class ReasonSpec(CheckedSettings):
    """One reason that a return form offers."""

    code: ReasonCode
    description: Label


class ShippingSpec(CheckedSettings):
    """The shipping type of one return type, or of one reason, by its code."""

    of: Label
    type: ShippingType


def _once(what: str, name: str = "") -> AfterValidator:
    """Return what refuses two rows that are the same in the field of that name, or two values that are."""

    def check(rows: list[Any]) -> list[Any]:
        names = [getattr(row, name) if name else row for row in rows]
        if len(set(names)) < len(names):
            raise ValueError(f"must name each {what} once")
        return rows

    return AfterValidator(check)


def _usual_reasons() -> list[ReasonSpec]:
    return [ReasonSpec(code=row.code, description=row.description) for row in USUAL_POLICIES.reasons]


class PoliciesSpec(CheckedSettings):
    """What the merchant has decided; `returnlogic.settings.Policies` says what each is."""

    authorisation: Annotated[
        Literal["automatic", "manual"],
        about("Authorisation", "A new RMA is authorised at once, or waits for staff.", "documented", "RL-CREATE-1"),
    ] = "automatic"
    automation: Annotated[
        list[AutomationSpec],
        _once("return type", "return_type"),
        about(
            "Automated processing",
            "Return types that are processed of themselves as soon as the RMA reaches a status.",
            "documented",
            "RL-LIFE-8",
        ),
    ] = Field(default_factory=list)
    processing: Annotated[
        Literal["released", "by hand"],
        about("Processing", "It moves the money, or staff does that elsewhere by hand.", "documented", "RL-LIFE-9"),
    ] = "released"
    cancel_until: Annotated[
        Literal["in_transit", "processed"],
        about("Cancel until", "How far an RMA may be when it is still canceled.", "assumed", "RL-LIFE-10"),
    ] = "in_transit"
    abandoned_after_days: Annotated[
        Days | None,
        about(
            "Abandoned after days",
            "Days without movement after which a requested or authorised RMA is given up; empty for never.",
            "assumed",
            "RL-LIFE-11",
        ),
    ] = None
    delete_until: Annotated[
        Literal["authorized", "complete"],
        about(
            "Delete until",
            "How far an RMA may be when it is still deleted; the help pages contradict each other.",
            "documented",
            "RL-LIFE-12",
        ),
    ] = "complete"
    archived_after_days: Annotated[
        Days | None,
        about(
            "Archived after days",
            "Days after which a complete RMA is archived; empty for never. The number is assumed.",
            "documented",
            "RL-LIFE-13",
        ),
    ] = 30

    return_types: Annotated[
        list[ReturnType],
        Field(min_length=1),
        _once("return type"),
        about("Return types", "What may be had for a return.", "documented", "RL-TYPE-1"),
    ] = Field(default_factory=lambda: list(get_args(ReturnType)))
    reasons: Annotated[
        list[ReasonSpec],
        Field(min_length=1, max_length=_MOST_ROWS),
        _once("code", "code"),
        _once("description", "description"),
        about("Return reasons", "What a return form offers.", "documented", "RL-REASON-1"),
    ] = Field(default_factory=_usual_reasons)
    dispositions: Annotated[
        list[Label],
        Field(min_length=1, max_length=_MOST_ROWS),
        _once("disposition"),
        about(
            "Dispositions",
            "What the warehouse may say of an item; Unassigned, which says nothing, always.",
            "documented",
            "RL-DISP-1",
        ),
    ] = Field(default_factory=lambda: list(DISPOSITIONS))
    shipping_by: Annotated[
        Literal["return type", "reason"],
        about("Shipping type by", "What shipping types are attached to.", "documented", "RL-SHIP-1"),
    ] = "return type"
    shipping: Annotated[
        list[ShippingSpec],
        Field(max_length=_MOST_ROWS),
        _once("of", "of"),
        about("Shipping types", "Those that are not Free Shipping.", "documented", "RL-SHIP-1"),
    ] = Field(default_factory=list)
    fixed_deduction: Annotated[
        Amount,
        about("Fixed deduction", "What Fixed Deduction holds back from a return.", "assumed", "RL-FEE-1"),
    ] = USUAL_POLICIES.fixed_deduction
    label_cost: Annotated[
        Amount,
        about("Label cost", "What a label costs, which Full Deduction holds back.", "assumed", "RL-FEE-1"),
    ] = USUAL_POLICIES.label_cost
    return_window_days: Annotated[
        Days | None,
        about(
            "Return window in days",
            "How long shoppers may return something; empty for ever.",
            "documented",
            "RL-POLICY-1",
        ),
    ] = None
    window_from: Annotated[
        Literal["order date", "latest shipment"],
        about("Return window from", "From when the window counts.", "documented", "RL-POLICY-1"),
    ] = "order date"
    returns_before_fulfilment: Annotated[
        bool,
        about("Returns before fulfilment", "Shoppers may return what was not sent yet.", "documented", "RL-POLICY-2"),
    ] = True
    tax_in_price: Annotated[
        Literal["included", "excluded"],
        about("Tax in price", "Only told, since these retailers charge none.", "documented", "RL-POLICY-7"),
    ] = "included"
    full_catalogue_exchange: Annotated[
        bool,
        about("Full-catalogue exchange", "An exchange may be for another product.", "documented", "RL-POLICY-3"),
    ] = False
    inventory_threshold: Annotated[
        int,
        Field(ge=0, le=1_000_000),
        about(
            "Inventory threshold",
            "Variants of which no more are on the shelf are not offered.",
            "documented",
            "RL-POLICY-3",
        ),
    ] = 0
    exchange_exclusions: Annotated[
        list[Label],
        Field(max_length=_MOST_ROWS),
        about(
            "Exchange exclusions",
            "Tags, or SKUs in which * stands for anything, that are not offered.",
            "documented",
            "RL-POLICY-3",
        ),
    ] = Field(default_factory=list)
    variant_exchange_charge: Annotated[
        bool,
        about("Variant exchange charge", "The shopper pays for a dearer variant.", "documented", "RL-POLICY-4"),
    ] = False
    after_exchange: Annotated[
        Literal["all", "exchange only", "none"],
        about("After an exchange", "What may be done with what came by an exchange.", "documented", "RL-POLICY-5"),
    ] = "all"
    store_credit_expiry_days: Annotated[
        int,
        Field(ge=0, le=_MOST_DAYS),
        about("Store credit expires after days", "0 for never.", "documented", "RL-POLICY-6"),
    ] = 0

    @model_validator(mode="after")
    def _ships_what_there_is(self) -> Self:
        """Refuse shipping types of what is not there."""
        known = list(get_args(ReturnType)) if self.shipping_by == "return type" else [row.code for row in self.reasons]
        strange = next((row.of for row in self.shipping if row.of not in known), None)
        if strange is not None:
            raise ValueError(f"shipping is by {self.shipping_by}: {strange!r} is none of {', '.join(known)}")
        return self

    @classmethod
    def of(cls, policies: Policies) -> "PoliciesSpec":
        """Return what a team's merchant has decided."""
        return cls.model_validate_json(json.dumps(asdict(policies), default=str))

    def policies(self) -> Policies:
        """Return them as a team has them."""
        rows: dict[str, Any] = {
            "automation": tuple(Automation(**row.model_dump()) for row in self.automation),
            "reasons": tuple(Reason(**row.model_dump()) for row in self.reasons),
            "shipping": tuple(Shipping(**row.model_dump()) for row in self.shipping),
        }
        rows |= {name: tuple(getattr(self, name)) for name in ("return_types", "dispositions", "exchange_exclusions")}
        return Policies(**self.model_dump(exclude=set(rows)), **rows)
