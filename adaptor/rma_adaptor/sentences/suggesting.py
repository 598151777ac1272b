"""Suggest what an agent can offer, from what a person's returns show; nothing where they show nothing."""

from collections.abc import Mapping, Sequence

from rma_adaptor.money import currency_of, format_amount
from rma_adaptor.returnlogic import ProductFacts, Rma
from rma_adaptor.sentences.fit_reasons import Misfit
from rma_adaptor.sentences.other_sizes import OtherSize, other_size
from rma_adaptor.sentences.sizes import Size
from rma_adaptor.sentences.sizing import Fit, is_below, name_of, size_text
from rma_adaptor.texts import shortened, tame

_UNPAID = {"Requested", "Authorized", "In Transit", "Delivered", "Partially Received", "Received", "Inspected"}
_PAID = {"Processed", "Complete", "Completed"}
_WARRANTY, _EXCHANGE, _REFUND = "warranty", "exchange", "refund"
_CREDIT = ("store credit", "gift card")
_LONGEST_ID = 40
_LONGEST_VARIANT = 40


def suggestion_sentence(
    rows: Sequence[Rma], fits: Sequence[Fit], *, is_complete: bool, currency: str, facts: Mapping[str, ProductFacts]
) -> str:
    """Return one offer that names the return it follows from, or nothing.

    First comes another size of what did not fit, the latest complaint first; where complaints contradict each other
    there is none. Then store credit in place of a refund, but only for who has taken store credit before: it shows that
    the retailer gives it and that the shopper takes it.

    Args:
        rows: One person's, newest first.
        fits: What `fits_of` made of them.
        is_complete: Whether there are no more returns than these.
        currency: Of rows that name none.
        facts: What is known of products, by name in lower case; may be empty.

    Contract: RL-TYPE-1, return types (documented); RL-LIFE-7, what comes before processing (documented); RL-API-1, what
    products can be had (assumed).
    """
    for fit in fits:
        kept = _kept_in_exchange(rows, fit) if is_complete else ""
        offer = kept or _another_size(fit, currency, facts.get(fit.product.casefold()))
        if offer:
            return offer
    return _store_credit(rows, currency)


def _kept_in_exchange(rows: Sequence[Rma], fit: Fit) -> str:
    """Suggest what was taken in exchange, once that is done and has not come back: so far it fits."""
    ill = fit.ills[0]
    variant = ill.item.exchange_variant
    if not variant or ill.rma.status not in _PAID or _EXCHANGE not in (ill.item.return_type or "").casefold():
        return ""
    back = {((item.name or "").casefold(), (item.variant_name or "").casefold()) for row in rows for item in row.items}
    if (fit.product.casefold(), variant.casefold()) in back:
        return ""
    what = f"{shortened(variant, _LONGEST_VARIANT)}, taken in exchange (RMA {_id(ill.rma)}) and not returned since"
    return f"For another {name_of(fit.product)} suggest {what}."


def _another_size(fit: Fit, currency: str, facts: ProductFacts | None) -> str:
    ill = fit.ills[0]
    kind = (ill.item.return_type or "").casefold()
    wanted = "" if fit.is_contradictory or _WARRANTY in kind else _wanted(fit)
    if not wanted:
        return ""
    other = other_size(fit, facts, currency_of(ill.rma, currency)) if facts else None
    if other and not other.exists:
        return f"There is no {name_of(fit.product)} {other.said}."
    if _EXCHANGE in kind and ill.rma.is_open:
        return _exchange_under_way(fit, wanted)
    target = other.size if other else wanted
    why = f"{ill.how.value}{' in ' + size_text(ill.size) if ill.size else ''}, RMA {_id(ill.rma)}"
    if other and other.is_out:
        return f"{name_of(fit.product)}: {target} would be next ({why}), but {other.said}."
    if ill.rma.status in _UNPAID and ill.rma.is_open and _EXCHANGE not in kind:
        instead = _instead_of(ill.rma, kind, currency)
        return f"Offer to exchange the {name_of(fit.product)} for {target}{instead} ({_named(ill.rma)}){_stock(other)}."
    return f"For another {name_of(fit.product)} suggest {target} ({why}){_stock(other)}."


def _wanted(fit: Fit) -> str:
    """Say which size may fit, as far as the sizes that did not fit tell."""
    small, big = fit.sizes(Misfit.TOO_SMALL), fit.sizes(Misfit.TOO_BIG)
    hows = {ill.how for ill in fit.ills}
    if len(hows) > 1:
        is_between = bool(small and big) and is_below(small[-1], big[0]) and big[0].rank - small[-1].rank > 1
        return f"a size between {size_text(small[-1])} and {size_text(big[0])}" if is_between else ""
    up = Misfit.TOO_SMALL in hows
    sizes = small if up else big
    if not sizes:
        return "a larger size" if up else "a smaller size"
    if len(sizes) > 1 and not _are_comparable(sizes):
        return ""
    return f"a size up from {size_text(sizes[-1])}" if up else f"a size down from {size_text(sizes[0])}"


def _are_comparable(sizes: Sequence[Size]) -> bool:
    return bool(sizes[0].run) and all(size.run == sizes[0].run for size in sizes)


def _exchange_under_way(fit: Fit, wanted: str) -> str:
    ill = fit.ills[0]
    if ill.item.exchange_variant:
        variant = shortened(ill.item.exchange_variant, _LONGEST_VARIANT)
        return f"An exchange of the {name_of(fit.product)} for {variant} is under way ({_named(ill.rma)})."
    return f"An exchange of the {name_of(fit.product)} is under way ({_named(ill.rma)}); see that it is for {wanted}."


def _instead_of(rma: Rma, kind: str, currency: str) -> str:
    if any(credit in kind for credit in _CREDIT):
        return " instead of store credit"
    if _REFUND not in kind:
        return ""
    return f" instead of the {_refund_of(rma, currency)}refund"


def _refund_of(rma: Rma, currency: str) -> str:
    """Return the amount with a blank after it, where it is this one refund's alone."""
    refunds = [item for item in rma.items if _REFUND in (item.return_type or "").casefold()]
    if rma.refund is None or rma.refund <= 0 or len(refunds) != 1:
        return ""
    return f"{format_amount(rma.refund, currency_of(rma, currency))} "


def _stock(other: OtherSize | None) -> str:
    return f": {other.said}" if other and other.said else ""


def _store_credit(rows: Sequence[Rma], currency: str) -> str:
    taken = next((row for row in rows if row.status in _PAID and row.gift_card and row.gift_card > 0), None)
    waiting = next((row for row in rows if row.status in _UNPAID and row.is_open and (row.refund or 0) > 0), None)
    if taken is None or taken.gift_card is None or waiting is None or waiting.refund is None:
        return ""
    given, refund = (
        format_amount(amount, currency_of(row, currency))
        for row, amount in ((taken, taken.gift_card), (waiting, waiting.refund))
    )
    return (
        f"Offer store credit instead of the {refund} refund ({_named(waiting)}): "
        f"{given} of it was taken before (RMA {_id(taken)})."
    )


def _named(rma: Rma) -> str:
    return f"RMA {_id(rma)}, {rma.status}" if rma.status else f"RMA {_id(rma)}"


def _id(rma: Rma) -> str:
    return shortened(tame(rma.id), _LONGEST_ID)
