"""How a team may play what nobody published, as world specs and the settings page give it, checked.

Title and description of a field are what the settings page shows; evidence and rule say on what it rests.
"""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.returnlogic.settings import Variants


def about(title: str, description: str, evidence: Literal["documented", "observed", "assumed"], rule: str) -> Any:
    """Return what says of a field how the settings page shows it, and on what it rests."""
    return Field(title=title, description=description, json_schema_extra={"x-evidence": evidence, "x-rule": rule})


class CheckedSettings(BaseModel):
    """Values of their own types only, and no unknown names."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class VariantsSpec(CheckedSettings):
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
    money: Annotated[Literal["number", "text"], about("Money", "The type of amounts.", "assumed", "RL-MONEY-1")] = (
        "number"
    )
    item_keys: Annotated[
        Literal["first", "second"],
        about("Item keys", "id and name, or rmaItemId and productName.", "assumed", "RL-RMA-5"),
    ] = "first"
    page_size: Annotated[
        int,
        Field(ge=1, le=100),
        about("Page size", "How many rows a page has for whoever sends no pageSize.", "assumed", "RL-PAGE-3"),
    ] = 50

    @classmethod
    def of(cls, variants: Variants) -> "VariantsSpec":
        """Return what a team is set to."""
        return cls(**asdict(variants))

    def variants(self) -> Variants:
        """Return them as a team has them."""
        return Variants(**self.model_dump())
