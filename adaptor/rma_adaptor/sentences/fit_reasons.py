"""Read from a return reason whether something was too small or too big; a reason that is not clear says nothing."""

import re
from enum import Enum

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SMALL = {"narrow", "narrower", "small", "smaller", "snug", "tight", "tighter"}
_BIG = {"baggy", "big", "bigger", "large", "larger", "loose", "looser", "roomy", "wide", "wider"}
_NEGATIONS = {"didn't", "doesn't", "hardly", "isn't", "neither", "never", "no", "nor", "not", "wasn't"}
_DEGREES = {"a", "bit", "far", "just", "little", "much", "quite", "slightly", "so", "that", "very", "way"}
_CLAIMS = {"came", "comes", "fit", "fits", "ran", "run", "running", "runs", "too"}
_ABOUT = {
    *("about", "all", "an", "and", "around", "as", "at", "but", "by", "chart", "did", "do", "does", "expect"),
    *("expected", "fitting", "for", "garment", "i", "in", "is", "it", "it's", "item", "me", "my", "of", "on", "one"),
    *("order", "ordered", "other", "product", "reason", "size", "sized", "sizes", "sizing", "than", "the", "this"),
    *("to", "was", "when", "would"),
    *("arm", "arms", "bust", "chest", "feet", "foot", "hip", "hips", "leg", "legs", "shoulder", "shoulders"),
    *("sleeve", "sleeves", "thigh", "thighs", "waist"),
}
_VOCABULARY = _SMALL | _BIG | _NEGATIONS | _DEGREES | _CLAIMS | _ABOUT


class Misfit(Enum):
    """How something did not fit, in the words of ReturnLogic's default reasons (documented; RL-REASON-1)."""

    TOO_SMALL = "Too Small"
    TOO_BIG = "Too Big"


def misfit_in(reason: str | None) -> Misfit | None:
    """Return what a reason's description says of the size.

    Merchants word their reasons themselves. `Size: too small`, `SIZE_TOO_SMALL`, `Runs a bit tight` and `Smaller than
    expected` are Too Small; `Small hole`, `Not too small`, `Too small or too big` and `Wrong size` say nothing, and so
    does whatever has a word that has nothing to do with size.

    Contract: RL-REASON-1, reasons are the merchant's (documented).
    """
    if not reason:
        return None
    words = _WORD.findall(reason.replace("_", " ").replace("\u2019", "'").casefold())
    told = [place for place, word in enumerate(words) if word in _SMALL or word in _BIG]
    directions = {words[place] in _SMALL for place in told}
    if len(directions) != 1 or not _VOCABULARY.issuperset(words):
        return None
    if not all(_is_claimed(words, place) for place in told):
        return None
    return Misfit.TOO_SMALL if directions == {True} else Misfit.TOO_BIG


def _is_claimed(words: list[str], place: int) -> bool:
    """Tell whether a word such as `small` is said of the item: too small, runs small, smaller than."""
    before = [word for word in words[:place] if word not in _DEGREES][-2:]
    if not _NEGATIONS.isdisjoint(before):
        return False
    is_compared = words[place].endswith("er") and words[place + 1 : place + 2] == ["than"]
    return is_compared or (bool(before) and before[-1] in _CLAIMS)
