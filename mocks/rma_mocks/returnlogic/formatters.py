"""Render an RMA as ReturnLogic's API does; what nobody published is left out in a strict world."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from rma_mocks.core.entities import Label, ReturnItem, Rma
from rma_mocks.returnlogic.settings import Variants

if TYPE_CHECKING:
    from rma_mocks.returnlogic.entities import Team

_OUTCOMES = {"Refund": "refund", "Exchange": "exchange", "Warranty": "exchange", "Store Credit": "giftCard"}
"""Where an item's amount is counted; that a warranty counts as an exchange is assumed (RL-RMA-3)."""

_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
"""RMA ids that a JSON number keeps as they are, whatever reads it; others are sent as text."""

_SPELLINGS: dict[str, Callable[[str], str]] = {
    "title": lambda status: status,
    "lower": str.lower,
    "snake": lambda status: status.lower().replace(" ", "_"),
    "joined": lambda status: status.lower().replace(" ", ""),
}
_ITEM_KEYS = {"first": ("id", "name"), "second": ("rmaItemId", "productName")}

_DATES = {
    "Authorized": "authorizeDate",
    "Rejected": "rejectDate",
    "Received": "receiveDate",
    "Processed": "processDate",
    "Complete": "completeDate",
}


def rma_json(rma: Rma, team: "Team") -> dict[str, Any]:
    """Return one RMA as the API sends it, played as the team's variants say.

    Contract: names observed in a third-party client (RL-RMA-1); those of `_assumed_of` are assumed (RL-RMA-2), and so
    is how a value is written (RL-ID-1, RL-STATUS-2, RL-TIME-1, RL-MONEY-1).
    """
    shows_assumed, variants = team.world.shows_assumed, team.variants
    row = {
        "rlRmaId": rma_id_json(rma.id, variants),
        "workflowStatus": _SPELLINGS[variants.status_spelling](rma.status),
        "orderName": rma.order_name,
        "timeline": _timeline(rma, variants, shows_assumed=shows_assumed),
        "totals": {
            outcome: {"total": money_json(total, variants)} for outcome, total in totals_by_outcome(rma).items()
        },
        "shippingLabel": _label(rma.label) if rma.label else None,
        "rmaItems": [_item(item, variants, shows_assumed=shows_assumed) for item in rma.items],
    }
    return row | (_assumed_of(rma, team) if shows_assumed else {})


def rma_id_json(rma_id: str, variants: Variants) -> int | str:
    """Return an RMA's id as the API sends it. Contract: a number is assumed (RL-ID-1)."""
    return int(rma_id) if variants.rma_id == "number" and _NUMBER.fullmatch(rma_id) else rma_id


def money_json(amount: Decimal, variants: Variants) -> float | str:
    """Return an amount in major units as the API sends it. Contract: a number is assumed (RL-MONEY-1)."""
    return float(amount) if variants.money == "number" else f"{amount:f}"


def moment_json(at: datetime, variants: Variants) -> str:
    """Return a time as the API sends it. Contract: ISO 8601 in UTC with Z is assumed (RL-TIME-1)."""
    return _moment(at) if variants.time_zone == "utc" else _moment(at).removesuffix("Z")


def totals_by_outcome(rma: Rma) -> dict[str, Decimal]:
    """Add up the amounts of approved items by outcome, in major units; the others bring nothing (RL-LIFE-15)."""
    totals = {outcome: Decimal(0) for outcome in ("refund", "exchange", "giftCard")}
    for item in (item for item in rma.items if item.handling.is_approved):
        totals[_OUTCOMES[item.return_type]] += item.amount
    return totals


def _assumed_of(rma: Rma, team: "Team") -> dict[str, Any]:
    variants = team.variants
    email: dict[str, str] = {} if variants.email_key == "absent" else {variants.email_key: rma.email}
    return {
        "teamId": team.team_id,
        **email,
        "customerName": rma.customer_name,
        "currency": rma.currency,
        "orderDate": moment_json(rma.order_date, variants),
        "updatedDate": moment_json(rma.updated_at, variants),
        "archived": rma.archived,
    }


def _timeline(rma: Rma, variants: Variants, *, shows_assumed: bool) -> dict[str, str]:
    dates = {"createDate": moment_json(rma.created_at, variants)}
    if shows_assumed:
        dates |= {_DATES[entry.step]: moment_json(entry.at, variants) for entry in rma.timeline if entry.step in _DATES}
    return dates


def _label(label: Label) -> dict[str, str]:
    return {
        "carrier": label.carrier,
        "trackingNumber": label.tracking_number,
        "trackingUrl": label.tracking_url,
    }


def _item(item: ReturnItem, variants: Variants, *, shows_assumed: bool) -> dict[str, Any]:
    id_key, name_key = _ITEM_KEYS[variants.item_keys]
    row = {
        id_key: item.id,
        name_key: item.product,
        "variantName": item.variant,
        "sku": item.sku,
        "quantity": item.quantity,
        "returnType": item.return_type,
        "returnReasonDescription": item.reason,
        "returnReasonComment": item.comment,
    }
    return row | (_assumed_of_item(item) if shows_assumed else {})


def _assumed_of_item(item: ReturnItem) -> dict[str, Any]:
    row = {"returnReasonCode": item.reason_code}
    if item.exchange_for is None:
        return row
    return row | {"exchangeVariantName": item.exchange_for.name, "exchangeSku": item.exchange_for.sku}


@lru_cache(maxsize=4096)
def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
