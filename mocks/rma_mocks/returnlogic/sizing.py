"""What an agent needs for answers about sizes: why things come back, and what a shopper keeps.

Each function answers one question from the retailer's own rows, as plain data.
Contract: all of it is assumed; that agents give such answers is documented, that any field carries them is not
(RL-API-1).
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rma_mocks.core.entities import Order, ReturnItem
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic.exchanging import product_of
from rma_mocks.returnlogic.lifecycle import stages

MOST_LOOKED_AT = 2_000
"""So many RMAs are looked at for shares, the newest ones; a world of millions has the same shares all over."""

_NEVER_CAME_BACK = frozenset({stages.REQUESTED, stages.REJECTED, stages.CANCELED, stages.ABANDONED})


def reason_shares(retailer: Retailer, *, product: str = "", sku: str = "") -> dict[str, Any]:
    """Say for which reasons a product, or one variant of it, comes back.

    Args:
        retailer: Whose returns they are.
        product: Its name; any when empty. Case does not matter.
        sku: The variant; any when empty.

    Returns:
        `rmas_looked_at` of `rmas_total` (a sample where they differ), the `returned` pieces, and for each reason its
        code, description, pieces and share from 0 to 1, the commonest first; `too_small` and `too_big` again alone.
    """
    rmas, total = retailer.rmas(limit=MOST_LOOKED_AT)
    items = [item for rma in rmas for item in rma.items if _is_of(item, product, sku)]
    pieces: Counter[tuple[str, str]] = Counter()
    for item in items:
        pieces[item.reason_code, item.reason] += item.quantity
    returned = pieces.total()
    # A code has several descriptions where the merchant has changed its words.
    of_code: Counter[str] = Counter()
    for (code, _), number in pieces.items():
        of_code[code] += number
    return {
        "rmas_looked_at": len(rmas),
        "rmas_total": total,
        "returned": returned,
        "reasons": [
            {"code": code, "description": text, "pieces": number, "share": _share(number, returned)}
            for (code, text), number in pieces.most_common()
        ],
        "too_small": _share(of_code["TS"], returned),
        "too_big": _share(of_code["TB"], returned),
    }


def shopper_sizes(retailer: Retailer, email: str) -> dict[str, Any]:
    """Say which sizes a shopper has kept and which they have returned, by kind of product such as jacket.

    Returns:
        `kept` and `returned`: rows with kind, product, size, pieces and, for what came back, the reason; bought first
        comes first. What is requested, rejected, canceled or abandoned counts as kept.
    """
    returned, back = [], Counter[tuple[str, str]]()
    for rma in reversed(retailer.rmas_of_email(email)):
        if rma.status in _NEVER_CAME_BACK:
            continue
        for item in rma.items:
            back[rma.order_name, item.sku] += item.quantity
            returned.append(_sized(retailer, item.returned, item.quantity) | {"reason": item.reason})
    kept = [
        _sized(retailer, variant, pieces)
        for order in reversed(retailer.orders_of_email(email))
        for variant, pieces in _kept_of(order, back)
        if pieces
    ]
    return {"kept": kept, "returned": returned}


def _is_of(item: ReturnItem, product: str, sku: str) -> bool:
    is_product = not product or item.product.casefold() == product.strip().casefold()
    return is_product and (not sku or item.sku == sku)


def _share(number: int, total: int) -> float:
    return round(number / total, 3) if total else 0.0


def _kept_of(order: Order, back: Counter[tuple[str, str]]) -> Iterable[tuple[Variant, int]]:
    """Return the variants of an order with the pieces that did not come back; takes these off what did."""
    for line in order.lines:
        gone = min(line.quantity, back[order.name, line.sku])
        back[order.name, line.sku] -= gone
        yield line.bought, line.quantity - gone


def _sized(retailer: Retailer, variant: Variant, pieces: int) -> dict[str, Any]:
    product = product_of(retailer, variant)
    kind = product.kind if product else None
    return {"kind": kind, "product": variant.product, "sku": variant.sku, "size": variant.size, "pieces": pieces}
