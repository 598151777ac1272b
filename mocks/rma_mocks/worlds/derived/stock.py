"""How many of each variant a retailer has; nine in ten can be sent at once."""

from functools import lru_cache

from rma_mocks.core.ids import digest
from rma_mocks.worlds.derived.catalogue import PRODUCTS

IN_STOCK = 0.88
"""The share of variants that are on the shelf."""

_MOST = 60


@lru_cache(maxsize=64)
def stock_of(seed: int) -> dict[str, int]:
    """Return the pieces on the shelf by sku; exactly the share that is in stock has any."""
    skus = [variant.sku for product in PRODUCTS for variant in product.variants]
    drawn = sorted((digest(seed, "stock", sku), sku) for sku in skus)
    are_gone = len(skus) - round(len(skus) * IN_STOCK)
    return {sku: 0 if place < are_gone else 1 + raw[-1] % _MOST for place, (raw, sku) in enumerate(drawn)}
