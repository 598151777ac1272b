"""Which variant a shopper takes instead of the one that comes back."""

from rma_mocks.core.products import Product, Variant

SIZING = {"TS": 1, "TB": -1}
"""The reasons that are about size, and which way the better size lies."""

_SAME_AGAIN = ("DM", "QLTY", "WRONG", "SP")


def exchange_target(product: Product, variant: Variant, reason: str, *, is_usual: bool = True) -> Variant | None:
    """Return what a shopper takes instead; None where the size run ends.

    A wrong size becomes the next one, or, where that is not the usual, one further or the next in another colour.
    What is broken, wrong or late comes again; what was not liked comes in another colour.
    """
    step = SIZING.get(reason)
    if step is None:
        return variant if reason in _SAME_AGAIN else product.moved(variant, colours=1)
    if is_usual:
        return product.moved(variant, sizes=step)
    return product.moved(variant, sizes=2 * step) or product.moved(variant, sizes=step, colours=1)
