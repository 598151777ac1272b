"""Break sentences into lines of a given width, without asking any font.

Widths are those of DejaVu Sans, the widest of the usual sans-serif fonts, so a line that fits here fits everywhere.
"""

_NARROW = frozenset("iljI.,:;|'!()[]/")
_WIDE = frozenset("mwMWQO@%—…→")
_EM = {"narrow": 0.37, "usual": 0.62, "upper": 0.72, "wide": 0.98}


def text_width(text: str, size: float) -> float:
    """Estimate how wide a text is, in pixels, at a font size; never too little for Latin letters."""
    return sum(_em(letter) for letter in text) * size


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines that fit; a word wider than a whole line is cut."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _cut(word, width, size)
    return lines or [""]


def _cut(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _em(letter: str) -> float:
    if letter in _NARROW:
        return _EM["narrow"]
    if letter in _WIDE or ord(letter) >= 0x1100:  # noqa: PLR2004 - from here on letters are as wide as high
        return _EM["wide"]
    return _EM["upper"] if letter.isupper() else _EM["usual"]
