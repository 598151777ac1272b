"""What a shopper may have instead of what comes back, under their merchant's policies."""

from fnmatch import fnmatchcase

from rma_mocks.core.exchanges import exchange_target
from rma_mocks.core.products import Product, Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic.settings import Policies


def variant_of(retailer: Retailer, sku: str) -> Variant | None:
    """Return what the retailer sells under that number."""
    return next((row for product in retailer.products for row in product.variants if row.sku == sku), None)


def offered(retailer: Retailer, policies: Policies, returned: Variant, quantity: int = 1) -> list[Variant]:
    """Return what a shopper may have instead of a variant, product by product.

    Contract: other variants only, or the whole catalogue; what is excluded or at or below the inventory threshold is
    not offered (documented; RL-POLICY-3). The same variant again counts as one (assumed).
    """
    rows = (row for product in retailer.products for row in product.variants)
    return [row for row in rows if why_not(retailer, policies, returned, row, quantity) is None]


def why_not(
    retailer: Retailer, policies: Policies, returned: Variant, wanted: Variant, quantity: int = 1
) -> str | None:
    """Say why a shopper may not have so many of a variant instead of another one; None where they may."""
    if wanted.product != returned.product and not policies.full_catalogue_exchange:
        return f"{returned.product} can be exchanged for another size or colour of it, not for another product"
    if is_excluded(retailer, policies, wanted):
        return f"{wanted.product} {wanted.name} is excluded from exchanges"
    if retailer.stock(wanted.sku) - policies.inventory_threshold < quantity:
        return f"{wanted.product} {wanted.name} is not in stock for exchanges"
    return None


def fitting(retailer: Retailer, returned: Variant, reason_code: str) -> Variant | None:
    """Return the variant that fits a reason, such as the next size; None where there is none."""
    product = product_of(retailer, returned)
    is_sized = product is not None and returned.size in product.sizes
    return exchange_target(product, returned, reason_code) if product and is_sized else None


def product_of(retailer: Retailer, variant: Variant) -> Product | None:
    """Return the product of a variant; None for what the retailer does not sell."""
    return next((product for product in retailer.products if product.name == variant.product), None)


def is_excluded(retailer: Retailer, policies: Policies, wanted: Variant) -> bool:
    """Tell whether a variant is excluded from exchanges, by its tag or its number; case does not matter."""
    product = product_of(retailer, wanted)
    tag, sku = (product.kind.casefold() if product else ""), wanted.sku.casefold()
    patterns = [pattern.casefold().replace("[", "[[]").replace("?", "[?]") for pattern in policies.exchange_exclusions]
    return any(pattern == tag or fnmatchcase(sku, pattern) for pattern in patterns)
