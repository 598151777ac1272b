"""Render RMAs and orders for the pages; amounts are decimal strings, to be shown with their currency."""

from decimal import Decimal
from typing import Any

from rma_mocks.core.clock import stamp
from rma_mocks.core.entities import Order, ReturnItem, Rma
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.exchanging import offered
from rma_mocks.returnlogic.formatters import totals_by_outcome
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.settings import USUAL_POLICIES, Policies
from rma_mocks.returnlogic.standing import life, refusals, what_comes_next
from rma_mocks.returnlogic.wishes import returnable


def rma_row(rma: Rma) -> dict[str, Any]:
    """Return what the RMA table shows of one RMA."""
    return {
        "id": rma.id,
        "status": rma.status,
        "archived": rma.archived,
        "order_name": rma.order_name,
        "order_date": stamp(rma.order_date),
        "created_at": stamp(rma.created_at),
        "customer_name": rma.customer_name,
        "email": rma.email,
        "currency": rma.currency,
        "return_types": list(dict.fromkeys(item.return_type for item in rma.items)),
        "items": [{"product": item.product, "variant": item.variant, "quantity": item.quantity} for item in rma.items],
    }


def rma_view(rma: Rma, team: Team) -> dict[str, Any]:
    """Return everything that the RMA page shows, with what may be done: in `allowed`, and in `refused` why not."""
    why_not = refusals(rma, team.policies)
    allowed = [act for act, why in why_not.items() if why is None]
    return rma_row(rma) | {
        "updated_at": stamp(rma.updated_at),
        "shipping_type": rma.shipping_type,
        "allowed": allowed,
        "refused": {act: why for act, why in why_not.items() if why is not None},
        "life": life(rma),
        "next": what_comes_next(rma, team.policies),
        "left_to_process": list(dict.fromkeys(item.return_type for item in stages.left_to_process(rma))),
        "items": [_item(item, allowed) for item in rma.items],
        "totals": _totals(rma),
        "label": None
        if rma.label is None
        else {
            "carrier": rma.label.carrier,
            "tracking_number": rma.label.tracking_number,
            "tracking_url": rma.label.tracking_url,
        },
        "mails": [{"kind": mail.kind, "at": stamp(mail.at)} for mail in rma.mails],
        "comments": [{"text": note.text, "at": stamp(note.at), "by": note.by} for note in rma.comments],
        "timeline": [
            {"step": entry.step, "at": stamp(entry.at), "by": entry.by, "detail": entry.detail}
            for entry in rma.timeline
        ],
    }


def _totals(rma: Rma) -> dict[str, str]:
    totals = totals_by_outcome(rma)
    held_back = sum((item.deduction for item in rma.items if item.handling.is_approved), Decimal(0))
    return {
        "refund": _money(totals["refund"]),
        "exchange": _money(totals["exchange"]),
        "store_credit": _money(totals["giftCard"]),
        "deduction": _money(held_back),
        "all": _money(sum(totals.values(), Decimal(0))),
    }


def _item(item: ReturnItem, allowed: list[str]) -> dict[str, Any]:
    handling = item.handling
    left = item.quantity - handling.received
    may = {"approve": handling.processed is None, "receive": left > 0, "inspect": handling.received > 0}
    return {
        "id": item.id,
        "product": item.product,
        "variant": item.variant,
        "sku": item.sku,
        "quantity": item.quantity,
        "return_type": item.return_type,
        "reason_code": item.reason_code,
        "reason": item.reason,
        "exchange_for": item.exchange_for and _variant(item.exchange_for),
        "comment": item.comment,
        "amount": _money(item.amount),
        "deduction": _money(item.deduction),
        "extra": _money(item.extra),
        "approved": handling.is_approved,
        "received": handling.received,
        "disposition": handling.disposition,
        "warehouse_comment": handling.comment,
        "processed": handling.processed,
        "allowed": [act for act, is_so in may.items() if is_so and act in allowed],
    }


def _variant(variant: Variant) -> dict[str, str]:
    return {"sku": variant.sku, "product": variant.product, "variant": variant.name}


def order_view(order: Order, retailer: Retailer, policies: Policies | None = None) -> dict[str, Any]:
    """Return an order with what may still be sent back of each line; shoppers are bound by policies, staff by none."""
    left = returnable(retailer, order, policies)
    return {
        "name": order.name,
        "email": order.email,
        "customer_name": order.customer_name,
        "created_at": stamp(order.created_at),
        "currency": order.currency,
        "lines": [
            {
                "id": line.id,
                "product": line.product,
                "variant": line.variant,
                "sku": line.sku,
                "quantity": line.quantity,
                "returnable": left[line.id],
                "unit_price": _money(line.unit_price),
                "exchanges": [
                    _variant(variant) for variant in offered(retailer, policies or USUAL_POLICIES, line.bought)
                ],
            }
            for line in order.lines
        ],
    }


def choices(policies: Policies) -> dict[str, Any]:
    """Return what a return form offers under a merchant's policies.

    Contract: default reasons and return types (documented; RL-TYPE-1, RL-REASON-1), our reasons (assumed; RL-REASON-2).
    """
    return {
        "reasons": [{"code": row.code, "description": row.description} for row in policies.reasons],
        "return_types": list(policies.return_types),
    }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
