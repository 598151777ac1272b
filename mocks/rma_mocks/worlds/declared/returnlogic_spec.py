"""What a client may ask of a new world's ReturnLogic: how the assumed is played, what the merchant has decided."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rma_mocks.core.entities import RETURN_TYPES
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import Automation, Policies, Variants
from rma_mocks.worlds.declared.texts import Token, one_of

_MOST_DAYS = 3650

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
    money: Literal["number", "text"] = "number"
    item_keys: Literal["first", "second"] = "first"
    page_size: Annotated[int, Field(ge=1, le=100)] = 50


class AutomationSpec(_Spec):
    """One return type that is processed of itself."""

    return_type: ReturnType
    at: Literal["In Transit", "Delivered", "Received", "Inspected"]
    completes: bool = False


def _distinct(rows: list[AutomationSpec]) -> list[AutomationSpec]:
    kinds = [row.return_type for row in rows]
    if len(set(kinds)) < len(kinds):
        raise ValueError("must name each return type once")
    return rows


class PoliciesSpec(_Spec):
    """What the merchant has decided; `returnlogic.settings.Policies` says what each is."""

    authorisation: Literal["automatic", "manual"] = "automatic"
    automation: Annotated[list[AutomationSpec], AfterValidator(_distinct)] = Field(default_factory=list)
    processing: Literal["released", "by hand"] = "released"
    cancel_until: Literal["in_transit", "processed"] = "in_transit"
    abandoned_after_days: Days | None = None
    delete_until: Literal["authorized", "complete"] = "complete"
    archived_after_days: Days | None = 30

    def policies(self) -> Policies:
        """Return them as a team has them."""
        automation = tuple(Automation(row.return_type, row.at, row.completes) for row in self.automation)
        return Policies(**self.model_dump(exclude={"automation"}), automation=automation)


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
