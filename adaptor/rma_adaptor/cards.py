"""Turn RMAs into the cards that Gladly shows; ARCHITECTURE and README say where each field comes from."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rma_adaptor import caps
from rma_adaptor.links import CARRIERS, allowed_link
from rma_adaptor.money import currency_of, format_amount
from rma_adaptor.returnlogic import ReturnItem, Rma
from rma_adaptor.tenants import Tenant
from rma_adaptor.texts import shortened, tame
from rma_adaptor.wire import Fulfillment, OrderCard, Product

_TYPES = ("Exchange", "Store Credit", "Warranty", "Refund")
_RANK = {name.casefold(): place for place, name in enumerate(_TYPES)}


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
    number, status = shown_id(rma), _short(rma.status, caps.WORD)
    return OrderCard(
        order_number=shortened(rma.order_name or f"RMA {number}", caps.ID),
        rma_number=number,
        status=status,
        order_status=status,
        created_at=_iso(rma.created_at) if rma.created_at else None,
        order_total=_total(rma, currency),
        currency_code=currency,
        order_link=link or None,
        item_count=counted(tenant, sum(_quantity(item) for item in rma.items)),
        return_type=return_types(rma) or None,
        note=shortened(_note(rma.items), caps.NOTE) or None,
        products=tuple(_product(tenant, item) for item in rma.items[: caps.PRODUCTS]),
        fulfillments=_fulfillments(tenant, rma),
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _total(rma: Rma, currency: str) -> str | None:
    amounts = [amount for amount in (rma.refund, rma.exchange, rma.gift_card) if amount is not None]
    return format_amount(sum(amounts[1:], amounts[0]), currency) if amounts else None


def counted(tenant: Tenant, number: int) -> str | int:
    """Return a count as the tenant's Gladly wants it.

    Contract: GL-ANSWER-5, strings in one of Gladly's samples, numbers in the other (observed).
    """
    return number if tenant.counts == "number" else str(number)


def shown_id(rma: Rma) -> str:
    """Return an RMA's number as people are shown it."""
    return shortened(tame(rma.id), caps.ID)


def return_types(rma: Rma) -> str:
    """Return what the shopper gets, such as `Exchange + Refund`; of items that do not say it, what the totals say.

    Contract: RL-TYPE-1, each item has its return type (documented); RL-RMA-1, `totals` (observed).
    """
    named: dict[str, str] = {}
    for item in rma.items[: caps.PRODUCTS]:
        if item.return_type:
            named.setdefault(item.return_type.casefold(), item.return_type)
    found = list(named.values()) or _types_in_totals(rma)
    if len(found) > 1:
        found.sort(key=lambda name: (_RANK.get(name.casefold(), len(_RANK)), name))
    return shortened(" + ".join(shortened(name, caps.WORD) for name in found), caps.NAME)


def _types_in_totals(rma: Rma) -> list[str]:
    totals = {"Exchange": rma.exchange, "Store Credit": rma.gift_card, "Refund": rma.refund}
    return [name for name, amount in totals.items() if amount and amount > 0]


def _quantity(item: ReturnItem) -> int:
    return 1 if item.quantity is None else max(0, item.quantity)


def _short(text: str | None, longest: int) -> str | None:
    return shortened(text, longest) if text else None


def _product(tenant: Tenant, item: ReturnItem) -> Product:
    variant = f" ({item.variant_name})" if item.name and item.variant_name else ""
    return Product(
        id=_item_id(item),
        name=_short(f"{item.name}{variant}" if item.name else item.variant_name, caps.NAME),
        sku=_short(item.sku, caps.ID),
        quantity=counted(tenant, _quantity(item)),
        status=_short(item.return_type, caps.WORD),
    )


def _item_id(item: ReturnItem) -> str | None:
    return _short(item.id, caps.ID)


def _note(items: Sequence[ReturnItem]) -> str:
    """Say per item why it comes back, in the merchant's and the shopper's words."""
    parts = []
    for item in items[: caps.PRODUCTS]:
        comment = f'"{item.comment}"' if item.comment else ""
        why = ", ".join(part for part in (item.reason, comment) if part)
        if why:
            parts.append(f"{item.name}: {why}" if item.name else why)
    return "; ".join(parts)


def _fulfillments(tenant: Tenant, rma: Rma) -> tuple[Fulfillment, ...]:
    label = rma.label
    if label is None or not (label.carrier or label.tracking_number or label.tracking_url):
        return ()
    product_ids = tuple(found for item in rma.items[: caps.PRODUCTS] if (found := _item_id(item)))
    hosts = (*CARRIERS, *tenant.link_hosts)
    return (
        Fulfillment(
            carrier=_short(label.carrier, caps.WORD),
            tracking_number=_short(label.tracking_number, caps.ID),
            tracking_url=allowed_link(label.tracking_url, hosts, longest=caps.LINK),
            product_ids=product_ids or None,
        ),
    )
