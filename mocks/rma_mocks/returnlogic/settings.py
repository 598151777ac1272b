"""What nobody published about ReturnLogic, and what a merchant decides for themselves, as settings of a team."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rma_mocks.core.entities import DISPOSITIONS, FREE_SHIPPING, RETURN_REASONS, RETURN_TYPES


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
        completes: Whether the RMA is completed, too, if this was the last of its return types.
    """

    return_type: str
    at: Literal["In Transit", "Delivered", "Received", "Inspected"]
    completes: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something comes back; merchants add, edit and delete them (documented; RL-REASON-2)."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class Shipping:
    """The shipping type of one return type, or of one reason, by its code."""

    of: str
    type: str


@dataclass(frozen=True, slots=True)
class Policies:
    """What a merchant has decided; amounts in major units of the order's currency.

    Args:
        authorisation: Whether a new RMA is authorised at once or waits for staff (RL-CREATE-1, RL-LIFE-1).
        automation: What is processed without staff, at most one for each return type (RL-LIFE-8).
        processing: Whether processing moves the money, or staff does that elsewhere (RL-LIFE-9).
        cancel_until: How far an RMA may be when it is still canceled (RL-LIFE-10).
        abandoned_after_days: When a Requested or Authorized RMA without movement is given up; None for never
            (RL-LIFE-11).
        delete_until: How far an RMA may be when it is still deleted: the help pages contradict each other (RL-LIFE-12).
            None is deleted once it was processed, in part or wholly (assumed).
        archived_after_days: When a completed RMA is archived; None for never (RL-LIFE-13).
        return_types: What may be had for a return (RL-TYPE-1).
        reasons: What a return form offers (RL-REASON-1, RL-REASON-2).
        dispositions: What the warehouse may say of an item (RL-DISP-1); Unassigned, which says nothing, always.
        shipping_by: What shipping types are attached to (RL-SHIP-1).
        shipping: The shipping types that are not Free Shipping (RL-SHIP-1).
        fixed_deduction: What Fixed Deduction holds back (RL-FEE-1).
        label_cost: What a label costs, which Full Deduction holds back (RL-FEE-1).
        return_window_days: How long shoppers may return something; None for ever (RL-POLICY-1).
        window_from: From when that counts (RL-POLICY-1).
        returns_before_fulfilment: Whether shoppers may return what was not sent yet (RL-POLICY-2).
        tax_in_price: Whether prices have the tax in them; only told, since our retailers charge none (RL-POLICY-7).
        full_catalogue_exchange: Whether an exchange may be for another product (RL-POLICY-3).
        inventory_threshold: Variants of which no more are on the shelf are not offered (RL-POLICY-3).
        exchange_exclusions: Tags, or SKUs in which `*` stands for anything, that are not offered (RL-POLICY-3). The
            tag of our products is their kind, such as sock.
        variant_exchange_charge: Whether the shopper pays for a dearer variant (RL-POLICY-4).
        after_exchange: What may be done with what came by an exchange (RL-POLICY-5).
        store_credit_expiry_days: When store credit expires; 0 for never (RL-POLICY-6).
    """

    authorisation: Literal["automatic", "manual"] = "automatic"
    automation: tuple[Automation, ...] = ()
    processing: Literal["released", "by hand"] = "released"
    cancel_until: Literal["in_transit", "processed"] = "in_transit"
    abandoned_after_days: int | None = None
    delete_until: Literal["authorized", "complete"] = "complete"
    archived_after_days: int | None = 30
    return_types: tuple[str, ...] = RETURN_TYPES
    reasons: tuple[Reason, ...] = tuple(Reason(code, text) for code, text in RETURN_REASONS.items())
    dispositions: tuple[str, ...] = DISPOSITIONS
    shipping_by: Literal["return type", "reason"] = "return type"
    shipping: tuple[Shipping, ...] = ()
    fixed_deduction: Decimal = Decimal("5.00")
    label_cost: Decimal = Decimal("7.50")
    return_window_days: int | None = None
    window_from: Literal["order date", "latest shipment"] = "order date"
    returns_before_fulfilment: bool = True
    tax_in_price: Literal["included", "excluded"] = "included"
    full_catalogue_exchange: bool = False
    inventory_threshold: int = 0
    exchange_exclusions: tuple[str, ...] = ()
    variant_exchange_charge: bool = False
    after_exchange: Literal["all", "exchange only", "none"] = "all"
    store_credit_expiry_days: int = 0

    def automation_of(self, return_type: str) -> Automation | None:
        """Return how a return type is processed without staff, None where it is not."""
        return next((row for row in self.automation if row.return_type == return_type), None)

    def reason_of(self, code: str) -> Reason | None:
        """Return the reason of a code, None where the merchant has none."""
        return next((row for row in self.reasons if row.code == code), None)

    def shipping_of(self, return_type: str, reason_code: str) -> str:
        """Return the shipping type of an item."""
        of = return_type if self.shipping_by == "return type" else reason_code
        return next((row.type for row in self.shipping if row.of == of), FREE_SHIPPING)


USUAL_VARIANTS = Variants()
USUAL_POLICIES = Policies()
"""What a team is set to unless somebody says otherwise."""
