"""Turn RMAs into the cards that Gladly shows; ARCHITECTURE and README say where each field comes from."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from rma_adaptor.money import currency_of, format_amount
from rma_adaptor.returnlogic import ReturnItem, Rma
from rma_adaptor.tenants import Tenant
from rma_adaptor.wire import Fulfillment, OrderCard, Product

_MOST_PRODUCTS = 50
_LONGEST_NOTE = 2000


def return_cards(tenant: Tenant, rows: Sequence[Rma], *, link_of: dict[str, str]) -> tuple[OrderCard, ...]:
    """Render the newest RMAs, one card each, at most the tenant's `max_cards`.

    Args:
        rows: Newest first.
        link_of: The address of each RMA's page, by id.
    """
    return tuple(return_card(tenant, row, link=link_of[row.id]) for row in rows[: tenant.max_cards])


def return_card(tenant: Tenant, rma: Rma, *, link: str) -> OrderCard:
    """Render one RMA as an ORDER transaction.

    Contract: GL-CARD-2, fields of ORDER (documented in part, the rest observed in Gladly's samples).
    """
    currency = currency_of(rma, tenant.currency)
    return OrderCard(
        order_number=rma.order_name or f"RMA {rma.id}",
        rma_number=rma.id,
        status=rma.status,
        order_status=rma.status,
        created_at=_iso(rma.created_at) if rma.created_at else None,
        order_total=_total(rma, currency),
        currency_code=currency,
        order_link=link,
        item_count=str(sum(_quantity(item) for item in rma.items)),
        note=_note(rma.items) or None,
        products=tuple(_product(item) for item in rma.items[:_MOST_PRODUCTS]),
        fulfillments=_fulfillments(rma),
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _total(rma: Rma, currency: str) -> str | None:
    amounts = [amount for amount in (rma.refund, rma.exchange, rma.gift_card) if amount is not None]
    return format_amount(sum(amounts[1:], amounts[0]), currency) if amounts else None


def _quantity(item: ReturnItem) -> int:
    return 1 if item.quantity is None else item.quantity


def _product(item: ReturnItem) -> Product:
    variant = f" ({item.variant_name})" if item.name and item.variant_name else ""
    return Product(
        id=item.id,
        name=f"{item.name}{variant}" if item.name else item.variant_name,
        sku=item.sku,
        quantity=str(_quantity(item)),
        status=item.return_type,
    )


def _note(items: Sequence[ReturnItem]) -> str:
    """Say per item why it comes back, in the merchant's and the shopper's words."""
    parts = []
    for item in items:
        comment = f'"{item.comment}"' if item.comment else ""
        why = ", ".join(part for part in (item.reason, comment) if part)
        if why:
            parts.append(f"{item.name}: {why}" if item.name else why)
    return "; ".join(parts)[:_LONGEST_NOTE]


def _fulfillments(rma: Rma) -> tuple[Fulfillment, ...]:
    label = rma.label
    if label is None or not (label.carrier or label.tracking_number or label.tracking_url):
        return ()
    product_ids = tuple(item.id for item in rma.items[:_MOST_PRODUCTS] if item.id)
    return (
        Fulfillment(
            carrier=label.carrier,
            tracking_number=label.tracking_number,
            tracking_url=_safe_url(label.tracking_url),
            product_ids=product_ids or None,
        ),
    )


def _safe_url(url: str | None) -> str | None:
    """Keep a web address; an agent must not be led to click anything else."""
    try:
        parts = urlsplit(url or "")
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return url if is_web and not re.search(r"\s", url or "") else None
