"""What nobody published about ReturnLogic, and what a merchant decides for themselves, as settings of a team."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Variants:
    """How a team's API plays what is assumed; the defaults are the likeliest.

    Args:
        envelope: Where a list stands in its answer; with `array` there is none, and nothing tells of pages (RL-PAGE-1).
        paging: How a list goes on; a cursor needs an envelope to stand in, an array is whole then (RL-PAGE-2).
        rma_id: Whether `rlRmaId` is a number, where one is exact, or text (RL-ID-1).
        status_spelling: How `workflowStatus` is written: In Transit, in transit, in_transit, intransit (RL-STATUS-2).
        email_key: Under which key an RMA carries the shopper's e-mail, if at all (RL-RMA-4).
        nothing_found: What a list of nobody's RMAs is (RL-ERR-3).
        retry_after: Whether a 429 says when to come back (RL-LIMIT-4).
        rate_limit_body: Whether a 429 has the gateway's body or that of all errors (RL-ERR-2).
        refresh_rotation: Whether a refresh brings a new refresh token, and ends the old one (RL-OAUTH-3).
        email_filter: Whether a list heeds its e-mail filter (RL-RMAS-3).
        time_zone: Whether times end in Z or say nothing of a zone (RL-TIME-1).
        money: Whether an amount is a number or its text (RL-MONEY-1).
        item_keys: Whether an item has `id` and `name`, or `rmaItemId` and `productName` (RL-RMA-5).
        page_size: How many rows a page holds for whoever does not say so, 1 to 100 (RL-PAGE-3).
    """

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
    page_size: int = 50


@dataclass(frozen=True, slots=True)
class Automation:
    """Process a return type of itself, as soon as an RMA reaches a status.

    Args:
        return_type: One of the four.
        at: The status; Inspected is received with a disposition (assumed; RL-LIFE-8).
        completes: Whether the RMA is completed, too, once all its return types are processed.
    """

    return_type: str
    at: Literal["In Transit", "Delivered", "Received", "Inspected"]
    completes: bool = False


@dataclass(frozen=True, slots=True)
class Policies:
    """What a merchant has decided.

    Args:
        authorisation: Whether a new RMA is authorised at once or waits for staff (RL-CREATE-1, RL-LIFE-1).
        automation: What is processed without staff, at most one for each return type (RL-LIFE-8).
        processing: Whether processing moves the money, or staff does that elsewhere (RL-LIFE-9).
        cancel_until: How far an RMA may be when it is still canceled (RL-LIFE-10).
        abandoned_after_days: When a Requested or Authorized RMA without movement is given up; None for never
            (RL-LIFE-11).
        delete_until: How far an RMA may be when it is still deleted: the help pages contradict each other (RL-LIFE-12).
        archived_after_days: When a completed RMA is archived; None for never (RL-LIFE-13).
    """

    authorisation: Literal["automatic", "manual"] = "automatic"
    automation: tuple[Automation, ...] = ()
    processing: Literal["released", "by hand"] = "released"
    cancel_until: Literal["in_transit", "processed"] = "in_transit"
    abandoned_after_days: int | None = None
    delete_until: Literal["authorized", "complete"] = "complete"
    archived_after_days: int | None = 30

    def automation_of(self, return_type: str) -> Automation | None:
        """Return how a return type is processed without staff, None where it is not."""
        return next((row for row in self.automation if row.return_type == return_type), None)


USUAL_VARIANTS = Variants()
USUAL_POLICIES = Policies()
"""What a team is set to unless somebody says otherwise."""
