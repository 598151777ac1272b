"""Write SVG elements: escaped, with whole numbers, in the order given."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

LINE_HEIGHT = 17


def element(name: str, content: Iterable[str] = (), /, **attributes: str | float) -> str:
    """Write one element; `class_` becomes `class` and `_` in names becomes `-`; content is markup already."""
    written = "".join(f" {_name(key)}={quoteattr(_value(value))}" for key, value in attributes.items())
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def text(says: str, x: float, y: float, class_: str = "") -> str:
    """Write one line of text, starting or centred at x as its class says."""
    return element("text", [escape(says)], x=x, y=y, class_=class_)


def text_block(lines: Sequence[str], x: float, y: float, class_: str = "") -> str:
    """Write several lines of text, the first at y."""
    return "".join(text(line, x, y + row * LINE_HEIGHT, class_) for row, line in enumerate(lines))


def line(start: tuple[float, float], end: tuple[float, float], class_: str) -> str:
    """Write a straight line."""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=class_)


def plain(says: str) -> str:
    """Escape text that stands inside an element."""
    return escape(says)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-") if key != "viewBox" else key


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")
