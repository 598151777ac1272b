"""Tame what others wrote: nothing invisible, one line, not too long."""

import unicodedata

_JOINERS = "\u200c\u200d"
"""Zero-width joiners, which emoji and Persian are written with."""


def tame(text: str) -> str:
    """Return a text as one line that shows all there is: no control characters, none that turn or hide text.

    Blanks of every kind become one space each run; what cannot be written in UTF-8 becomes a question mark.
    """
    if text.isprintable():  # so its only blanks are spaces
        return " ".join(text.split()) if "  " in text else text.strip()
    plain = text.encode("utf-8", "replace").decode()
    return " ".join("".join(_seen(character) for character in plain).split())


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters; one that was longer ends with an ellipsis."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "\u2026"


def _seen(character: str) -> str:
    if character in _JOINERS:
        return character
    kind = unicodedata.category(character)
    if kind in {"Cc", "Zl", "Zp"}:
        return " "
    return "" if kind in {"Cf", "Cn", "Cs"} else character
