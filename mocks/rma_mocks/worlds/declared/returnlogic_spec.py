"""What a client may ask of a new world's ReturnLogic: how the assumed is played, what the merchant has decided."""

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rma_mocks.core.entities import DISPOSITIONS, RETURN_TYPES, SHIPPING_TYPES
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import USUAL_POLICIES, Automation, Policies, Reason, Shipping, Variants
from rma_mocks.worlds.declared.texts import Amount, Label, Token, like, one_of

_MOST_DAYS = 3650
_MOST_ROWS = 100

ReasonCode = Annotated[str, like(r"[A-Za-z0-9_-]{1,20}", "a reason code of up to 20 letters, digits, _ and -")]

Days = Annotated[int, Field(ge=1, le=_MOST_DAYS)]
ReturnType = Annotated[str, one_of(RETURN_TYPES)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class VariantsSpec(_Spec):
    """How what nobody published is played; `returnlogic.settings.Variants` says what each is."""

    envelope: Literal["data", "rmas", "results", "array"] = "data"
    paging: Literal["page", "cursor", "none"] = "page"
    rma_id: Literal["number", "text"] = "number"
    status_spelling: Literal["title", "lower", "snake", "joined"] = "title"
    email_key: Literal["customerEmail", "email", "absent"] = "customerEmail"
    nothing_found: Literal["empty_list", "not_found"] = "empty_list"
    retry_after: bool = False
    rate_limit_body: Literal["gateway", "error"] = "gateway"
    refresh_rotation: bool = True
    email_filter: Literal["honoured", "ignored"] = "honoured"
    time_zone: Literal["utc", "absent"] = "utc"


class AutomationSpec(_Spec):
    """One return type that is processed of itself."""

    return_type: ReturnType
    at: Literal["In Transit", "Delivered", "Received", "Inspected"]
    completes: bool = False


class ReasonSpec(_Spec):
    """One reason that a return form offers."""

    code: ReasonCode
    description: Label


class ShippingSpec(_Spec):
    """The shipping type of one return type, or of one reason, by its code."""

    of: Label
    type: Annotated[str, one_of(SHIPPING_TYPES)]


def _once(what: str, name: str) -> AfterValidator:
    """Return what refuses two rows that are the same in the field of that name, or two values that are."""

    def check(rows: list[Any]) -> list[Any]:
        names = [getattr(row, name) if name else row for row in rows]
        if len(set(names)) < len(names):
            raise ValueError(f"must name each {what} once")
        return rows

    return AfterValidator(check)


Reasons = Annotated[
    list[ReasonSpec],
    Field(min_length=1, max_length=_MOST_ROWS),
    _once("code", "code"),
    _once("description", "description"),
]
Dispositions = Annotated[list[Label], Field(min_length=1, max_length=_MOST_ROWS), _once("disposition", "")]
ShippingTypes = Annotated[list[ShippingSpec], Field(max_length=_MOST_ROWS), _once("of", "of")]


def _usual_reasons() -> list[ReasonSpec]:
    return [ReasonSpec(code=row.code, description=row.description) for row in USUAL_POLICIES.reasons]


class PoliciesSpec(_Spec):
    """What the merchant has decided; `returnlogic.settings.Policies` says what each is."""

    authorisation: Literal["automatic", "manual"] = "automatic"
    automation: Annotated[list[AutomationSpec], _once("return type", "return_type")] = Field(default_factory=list)
    processing: Literal["released", "by hand"] = "released"
    cancel_until: Literal["in_transit", "processed"] = "in_transit"
    abandoned_after_days: Days | None = None
    delete_until: Literal["authorized", "complete"] = "complete"
    archived_after_days: Days | None = 30
    return_types: Annotated[list[ReturnType], Field(min_length=1), _once("return type", "")] = list(RETURN_TYPES)
    reasons: Reasons = Field(default_factory=_usual_reasons)
    dispositions: Dispositions = list(DISPOSITIONS)
    shipping_by: Literal["return type", "reason"] = "return type"
    shipping: ShippingTypes = Field(default_factory=list)
    fixed_deduction: Amount = USUAL_POLICIES.fixed_deduction
    label_cost: Amount = USUAL_POLICIES.label_cost
    return_window_days: Days | None = None
    window_from: Literal["order date", "latest shipment"] = "order date"
    returns_before_fulfilment: bool = True
    tax_in_price: Literal["included", "excluded"] = "included"
    full_catalogue_exchange: bool = False
    inventory_threshold: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    exchange_exclusions: Annotated[list[Label], Field(max_length=_MOST_ROWS)] = Field(default_factory=list)
    variant_exchange_charge: bool = False
    after_exchange: Literal["all", "exchange only", "none"] = "all"
    store_credit_expiry_days: Annotated[int, Field(ge=0, le=_MOST_DAYS)] = 0

    @model_validator(mode="after")
    def _ships_what_there_is(self) -> Self:
        """Refuse shipping types of what is not there."""
        known = list(RETURN_TYPES) if self.shipping_by == "return type" else [row.code for row in self.reasons]
        strange = next((row.of for row in self.shipping if row.of not in known), None)
        if strange is not None:
            raise ValueError(f"shipping is by {self.shipping_by}: {strange!r} is none of {', '.join(known)}")
        return self

    def policies(self) -> Policies:
        """Return them as a team has them."""
        rows: dict[str, Any] = {
            "automation": tuple(Automation(**row.model_dump()) for row in self.automation),
            "reasons": tuple(Reason(**row.model_dump()) for row in self.reasons),
            "shipping": tuple(Shipping(**row.model_dump()) for row in self.shipping),
        }
        rows |= {name: tuple(getattr(self, name)) for name in ("return_types", "dispositions", "exchange_exclusions")}
        return Policies(**self.model_dump(exclude=set(rows)), **rows)


class ReturnLogicSpec(_Spec):
    """Given id and key of the ReturnLogic team, which no two open worlds may share, its limits and settings.

    Contract: 2 calls a second and 120 a minute (documented; RL-LIMIT-1).
    """

    team_id: Token | None = None
    api_key: Token | None = None
    per_second: Annotated[int, Field(ge=1, le=1_000_000)] = 2
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 120
    variants: VariantsSpec = Field(default_factory=VariantsSpec)
    policies: PoliciesSpec = Field(default_factory=PoliciesSpec)


def set_up_team(team: Team, spec: ReturnLogicSpec) -> None:
    """Set a team as a new world says."""
    team.variants = Variants(**spec.variants.model_dump())
    team.policies = spec.policies.policies()
