"""What a team may be set to, as world specs and the settings page give it: the settings' own values, checked.

Title and description of a field are what the settings page shows; evidence and rule say on what it rests.
"""

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rma_mocks.returnlogic.settings import Automation, Policies, Variants

_MOST_DAYS = 3650

Days = Annotated[int, Field(ge=1, le=_MOST_DAYS)]
ReturnType = Literal["Refund", "Exchange", "Store Credit", "Warranty"]


def about(title: str, description: str, evidence: Literal["documented", "observed", "assumed"], rule: str) -> Any:
    """Return what says of a field how the settings page shows it, and on what it rests."""
    return Field(title=title, description=description, json_schema_extra={"x-evidence": evidence, "x-rule": rule})


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class VariantsSpec(_Spec):
    """How what nobody published is played; `returnlogic.settings.Variants` says what each is."""

    envelope: Annotated[
        Literal["data", "rmas", "results", "array"],
        about("Envelope", "Where a list stands in its answer; array is no envelope at all.", "assumed", "RL-PAGE-1"),
    ] = "data"
    paging: Annotated[
        Literal["page", "cursor", "none"], about("Paging", "How a list goes on.", "assumed", "RL-PAGE-2")
    ] = "page"
    rma_id: Annotated[
        Literal["number", "text"],
        about("RMA id", "What rlRmaId is, where a number would be exact.", "assumed", "RL-ID-1"),
    ] = "number"
    status_spelling: Annotated[
        Literal["title", "lower", "snake", "joined"],
        about("Status spelling", "In Transit, in transit, in_transit or intransit.", "assumed", "RL-STATUS-2"),
    ] = "title"
    email_key: Annotated[
        Literal["customerEmail", "email", "absent"],
        about("E-mail key", "Under which key an RMA carries the shopper's e-mail, if at all.", "assumed", "RL-RMA-4"),
    ] = "customerEmail"
    nothing_found: Annotated[
        Literal["empty_list", "not_found"],
        about("Nothing found", "What a list of nobody's RMAs is: empty, or a 404.", "assumed", "RL-ERR-3"),
    ] = "empty_list"
    retry_after: Annotated[bool, about("Retry-After", "A 429 says when to come back.", "assumed", "RL-LIMIT-4")] = False
    rate_limit_body: Annotated[
        Literal["gateway", "error"],
        about("Body of a 429", "The gateway's own, or that of all errors.", "assumed", "RL-ERR-2"),
    ] = "gateway"
    refresh_rotation: Annotated[
        bool,
        about(
            "Refresh rotation",
            "A refresh brings a new refresh token and ends the old one.",
            "assumed",
            "RL-OAUTH-3",
        ),
    ] = True
    email_filter: Annotated[
        Literal["honoured", "ignored"],
        about("E-mail filter", "Whether a list heeds the e-mail it is asked for.", "assumed", "RL-RMAS-3"),
    ] = "honoured"
    time_zone: Annotated[
        Literal["utc", "absent"],
        about("Time zone", "Whether times end in Z or say nothing of a zone.", "assumed", "RL-TIME-1"),
    ] = "utc"

    @classmethod
    def of(cls, variants: Variants) -> "VariantsSpec":
        """Return what a team is set to."""
        return cls(**asdict(variants))

    def variants(self) -> Variants:
        """Return them as a team has them."""
        return Variants(**self.model_dump())


class AutomationSpec(_Spec):
    """One return type that is processed of itself."""

    return_type: ReturnType
    at: Literal["In Transit", "Delivered", "Received", "Inspected"]
    completes: Annotated[bool, Field(title="Completes the RMA, too")] = False


def _distinct(rows: list[AutomationSpec]) -> list[AutomationSpec]:
    kinds = [row.return_type for row in rows]
    if len(set(kinds)) < len(kinds):
        raise ValueError("must name each return type once")
    return rows


class PoliciesSpec(_Spec):
    """What the merchant has decided; `returnlogic.settings.Policies` says what each is."""

    authorisation: Annotated[
        Literal["automatic", "manual"],
        about("Authorisation", "A new RMA is authorised at once, or waits for staff.", "documented", "RL-CREATE-1"),
    ] = "automatic"
    automation: Annotated[
        list[AutomationSpec],
        AfterValidator(_distinct),
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

    @classmethod
    def of(cls, policies: Policies) -> "PoliciesSpec":
        """Return what a team's merchant has decided."""
        return cls.model_validate_json(json.dumps(asdict(policies), default=str))

    def policies(self) -> Policies:
        """Return them as a team has them."""
        automation = tuple(Automation(row.return_type, row.at, row.completes) for row in self.automation)
        return Policies(**self.model_dump(exclude={"automation"}), automation=automation)
