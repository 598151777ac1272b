"""Find the size in a variant's name, and its place among other sizes."""

import re
from dataclasses import dataclass

_SEPARATOR = re.compile(r"\s*(?:[/|;:]|,(?!\d))\s*|\s+-\s+")
_LETTERS = re.compile(r"(?P<times>\d{1,2})?(?P<more>x*)(?P<end>[sml])")
_NUMBER = re.compile(r"(?:(?P<system>us|uk|eu|size)\s*)?(?P<number>\d{1,3}(?:[.,]\d)?)\s*w?")
_RANGE = re.compile(r"(?P<first>\d{1,3})\s*[-\u2013]\s*\d{1,3}")
_WORDS = {"small": "s", "medium": "m", "large": "l"}
_WITHOUT_OTHERS = {"one size", "onesize", "os", "one size fits all"}
_MEDIUM = {"s": -1, "m": 0, "l": 1}


@dataclass(frozen=True)
class Size:
    """One size as the merchant writes it.

    Attributes:
        run: Which sizes it can be compared with; empty for none.
        rank: Its place among them; letters are a step apart, numbers as far as they are.
    """

    text: str
    run: str = ""
    rank: float = 0.0


def size_in(variant: str | None) -> Size | None:
    """Return the size in a variant's name: `M` of `Pine / M`; the whole name where no part of it, or more than one, is.

    Contract: RL-RMA-1, `variantName` is the store's own text (observed in a third-party client).
    """
    if not variant:
        return None
    found = [size for part in _SEPARATOR.split(variant) if (size := _size(part.strip()))]
    return found[0] if len(found) == 1 else Size(variant)


def _size(text: str) -> Size | None:
    plain = " ".join(text.casefold().replace("extra", "x").split())
    if plain in _WITHOUT_OTHERS:
        return Size(text)
    if span := _RANGE.fullmatch(plain):
        return Size(text, "ranges", float(span["first"]))
    if number := _NUMBER.fullmatch(plain):
        return Size(text, f"numbers {number['system'] or ''}", float(number["number"].replace(",", ".")))
    for word, letter in _WORDS.items():
        plain = plain.replace(word, letter)
    letters = _LETTERS.fullmatch(plain.replace(" ", "").replace("-", ""))
    if not letters or (letters["end"] == "m" and (letters["more"] or letters["times"])):
        return None
    if letters["times"] and not letters["more"]:
        return None
    more = int(letters["times"] or 0) or len(letters["more"])
    return Size(text, "letters", _MEDIUM[letters["end"]] * (1 + more))
