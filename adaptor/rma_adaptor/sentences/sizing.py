"""Say from a person's returns which sizes were too small or too big; without such a reason say nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rma_adaptor import caps
from rma_adaptor.returnlogic import ProductFacts, ReturnItem, Rma
from rma_adaptor.sentences.fit_reasons import Misfit, misfit_in
from rma_adaptor.sentences.sizes import Size, size_in
from rma_adaptor.texts import shortened

MOST_PRODUCTS = 3
_MOST_SIZES = 4
_LONGEST_NAME = 60
_LONGEST_SIZE = 24
_FOR_THE_REST = 40
_FEWEST_PIECES = 5
"""Shares of fewer returned pieces say more about single shoppers than about the product."""

_TAKEN_BACK = {"Rejected", "Canceled", "Cancelled", "Abandoned", "Deleted"}


@dataclass(frozen=True)
class Ill:
    """One return item that did not fit."""

    rma: Rma
    item: ReturnItem
    how: Misfit
    size: Size | None


@dataclass(frozen=True)
class Fit:
    """What a person's returns say of one product: at least one item that did not fit.

    Attributes:
        product: Its name, as ReturnLogic wrote it last.
        ills: What did not fit, newest first.
        pieces: All pieces of it in returns, for whatever reason.
    """

    product: str
    ills: tuple[Ill, ...]
    pieces: int

    def sizes(self, how: Misfit) -> tuple[Size, ...]:
        """Return the sizes that were too small or too big, each once, small ones first where that is known."""
        found = {ill.size.text.casefold(): ill.size for ill in reversed(self.ills) if ill.how is how and ill.size}
        return tuple(sorted(found.values(), key=lambda size: (size.run, size.rank)))

    @property
    def is_contradictory(self) -> bool:
        """Tell whether a size was too small that was, or must then have been, too big as well."""
        small, big = self.sizes(Misfit.TOO_SMALL), self.sizes(Misfit.TOO_BIG)
        return any(not is_below(one, other) and is_alike(one, other) for one in small for other in big)


def is_alike(one: Size, other: Size) -> bool:
    """Tell whether two sizes can be compared."""
    return one.text.casefold() == other.text.casefold() or (bool(one.run) and one.run == other.run)


def is_below(one: Size, other: Size) -> bool:
    """Tell whether a size is known to be the smaller one."""
    return bool(one.run) and one.run == other.run and one.rank < other.rank


def fits_of(rows: Sequence[Rma]) -> tuple[Fit, ...]:
    """Return what returns say of each product that did not fit, the latest complaint first.

    A return that was rejected, canceled, abandoned or deleted says nothing: its reason was taken back or not accepted.

    Args:
        rows: One person's, newest first.

    Contract: RL-REASON-1, reasons and their words are the merchant's (documented); RL-RMA-1 (observed).
    """
    of_product: dict[str, list[tuple[Rma, ReturnItem]]] = {}
    for row in rows:
        if row.is_deleted or row.status in _TAKEN_BACK:
            continue
        for item in row.items:
            if item.name:
                of_product.setdefault(item.name.casefold(), []).append((row, item))
    fits = [_fit_of(found, ills) for found in of_product.values() if (ills := _ills_in(found))]
    place = {row.id: number for number, row in enumerate(rows)}
    return tuple(sorted(fits, key=lambda fit: place[fit.ills[0].rma.id]))


def sizing_sentence(fits: Sequence[Fit], *, is_complete: bool, facts: Mapping[str, ProductFacts]) -> str:
    """Say of each product how often it was too small or too big, in which sizes, since when; nothing without evidence.

    Args:
        is_complete: Whether there are no more returns than were read.
        facts: What is known of products, by name in lower case; may be empty.
    """
    said = ""
    for place, fit in enumerate(fits):
        more = f"{_said_of(fit, is_complete=is_complete)}{_shares_said(facts.get(fit.product.casefold()))} "
        if place == MOST_PRODUCTS or len(said) + len(more) > caps.SENTENCE - _FOR_THE_REST:
            left = len(fits) - place
            return f"{said}And {left} more product{'s' if left > 1 else ''}."
        said += more
    return said.rstrip()


def name_of(product: str) -> str:
    """Return a product's name, short enough for a sentence."""
    return shortened(product, _LONGEST_NAME)


def size_text(size: Size) -> str:
    """Return a size, short enough for a sentence."""
    return shortened(size.text, _LONGEST_SIZE)


def _ills_in(lines: Sequence[tuple[Rma, ReturnItem]]) -> tuple[Ill, ...]:
    return tuple(
        Ill(row, item, how, size_in(item.variant_name))
        for row, item in lines
        if (how := misfit_in(item.reason)) is not None
    )


def _fit_of(lines: Sequence[tuple[Rma, ReturnItem]], ills: tuple[Ill, ...]) -> Fit:
    return Fit(lines[0][1].name or "", ills, sum(_pieces(item) for _, item in lines))


def _pieces(item: ReturnItem) -> int:
    return item.quantity if item.quantity and item.quantity > 0 else 1


def _shares_said(facts: ProductFacts | None) -> str:
    """Say how much of what came back from all shoppers did not fit; nothing of a few pieces."""
    if facts is None or facts.returned < _FEWEST_PIECES or not 0 < facts.too_small + facts.too_big <= 1:
        return ""
    small, big = (f"{share:.0%}" for share in (facts.too_small, facts.too_big))
    return f" All shoppers: of {facts.returned} returned {small} Too Small, {big} Too Big."


def _said_of(fit: Fit, *, is_complete: bool) -> str:
    small, big = (_in_sizes(fit, how) for how in Misfit)
    end = ": no size follows from that." if fit.is_contradictory else "."
    return f"{name_of(fit.product)}: {' and '.join(filter(None, (small, big)))} ({_evidence(fit, is_complete)}){end}"


def _in_sizes(fit: Fit, how: Misfit) -> str:
    if all(ill.how is not how for ill in fit.ills):
        return ""
    sizes = [size_text(size) for size in fit.sizes(how)]
    if not sizes:
        return f"{how.value} in a size not named"
    return f"{how.value} in {_listed(sizes)}"


def _listed(texts: Sequence[str]) -> str:
    shown = list(texts[:_MOST_SIZES])
    if len(texts) > len(shown):
        return f"{', '.join(shown)} and {len(texts) - len(shown)} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _evidence(fit: Fit, is_complete: bool) -> str:  # noqa: FBT001  private, and one word there
    did_not = sum(_pieces(ill.item) for ill in fit.ills)
    days = [day(ill.rma.created_at) for ill in fit.ills if ill.rma.created_at]
    if fit.pieces == 1 and is_complete:
        return f"return of {days[0]}" if days else "one return, undated"
    where = "in returns" if is_complete else "in the returns read"
    since = f", since {min(days)}" if days else ""
    return f"{did_not} of {fit.pieces} piece{'s' if fit.pieces > 1 else ''} {where}{since}"


def day(moment: datetime) -> str:
    """Return the day as sentences have it, in UTC."""
    return f"{moment:%Y-%m-%d}"
