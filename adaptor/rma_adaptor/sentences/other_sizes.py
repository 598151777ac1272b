"""Look up the next size of what did not fit: whether it exists, is in stock, and costs the same.

Contract: RL-API-1, products, variants and stock (assumed).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rma_adaptor.money import format_amount
from rma_adaptor.returnlogic import ProductFacts, Variant
from rma_adaptor.sentences.fit_reasons import Misfit
from rma_adaptor.sentences.sizes import Size
from rma_adaptor.sentences.sizing import Fit
from rma_adaptor.texts import shortened

_LONGEST_VARIANT = 40


@dataclass(frozen=True)
class OtherSize:
    """The size that would be next, and what is known of it.

    Without `exists`, `said` tells which one there is none of. `is_out` says that none is left, as far as known.
    """

    size: str
    said: str
    exists: bool = True
    is_out: bool = False


def other_size(fit: Fit, facts: ProductFacts, currency: str) -> OtherSize | None:
    """Return the nearest size that may fit; None where the product's sizes do not hold those that did not fit.

    Args:
        fit: Not contradictory.
        currency: Of the prices.
    """
    run = [size.casefold() for size in facts.sizes]
    small, big = (_places(run, fit.sizes(how)) for how in Misfit)
    if small is None or big is None or not (small or big):
        return None
    low, high = max(small, default=-1), min(big, default=len(run))
    place = low + 1 if small else high - 1
    if not low < place < high:
        return OtherSize("", _there_is_none(facts.sizes, low, high), exists=False)
    return _found(fit, facts, facts.sizes[place], currency)


def _places(run: Sequence[str], sizes: Sequence[Size]) -> list[int] | None:
    texts = [size.text.casefold() for size in sizes]
    return [run.index(text) for text in texts] if all(run.count(text) == 1 for text in texts) else None


def _there_is_none(sizes: Sequence[str], low: int, high: int) -> str:
    if low >= 0 and high < len(sizes):
        return f"between {sizes[low]} and {sizes[high]}"
    return f"above {sizes[low]}" if low >= 0 else f"below {sizes[high]}"


def _found(fit: Fit, facts: ProductFacts, size: str, currency: str) -> OtherSize:
    """Look for the size in the colour that came back; nothing is said of it when that is not known."""
    item, shown = fit.ills[0].item, shortened(size, _LONGEST_VARIANT)
    returned = next((one for one in facts.variants if one.sku and one.sku == item.sku), None)
    if returned is None:
        return OtherSize(shown, "")
    other = next((one for one in facts.variants if _is(one, size) and one.color == returned.color), None)
    if other is None or other.stock is None:
        return OtherSize(shown, "")
    name = shortened(other.name or size, _LONGEST_VARIANT)
    if other.stock <= 0:
        return OtherSize(shown, f"{name} is out of stock", is_out=True)
    return OtherSize(shown, f"{name} is in stock ({other.stock}){_difference(returned, other, currency)}")


def _is(variant: Variant, size: str) -> bool:
    return (variant.size or "").casefold() == size.casefold()


def _difference(returned: Variant, other: Variant, currency: str) -> str:
    if returned.price is None or other.price is None:
        return ""
    more = other.price - returned.price
    if not more:
        return ", same price"
    return f", {format_amount(abs(more), currency)} {'more' if more > 0 else 'less'}"
