"""Write small HTML that survives every viewer: no script, no style sheet, no class, and plain text beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_CELL = "text-align:left;vertical-align:top;padding:4px 16px 4px 0"
_SHORT = 16
"""A cell with no more letters is not broken into lines."""


@dataclass(frozen=True, slots=True)
class Html:
    """Markup, and the same in plain text for those who see no markup."""

    markup: str
    plain: str

    def bundle(self) -> dict[str, str]:
        """Return what Jupyter asks a value for."""
        return {"text/html": self.markup, "text/plain": self.plain}

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return self.bundle()


def paragraph(text: str, *, strong: str = "") -> str:
    """Write a paragraph, its beginning in bold."""
    lead = f"<strong>{escape(strong)}</strong> " if strong else ""
    return f"<p>{lead}{escape(text)}</p>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; cells are markup already, the first of each row heads it.

    Code hosts drop styles but not `align`.
    """
    head = "".join(f'<th scope="col" align="left" style="{_CELL}">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{_first(row[0])}{''.join(map(_cell, row[1:]))}</tr>" for row in rows)
    thead = f"<thead><tr>{head}</tr></thead>" if heads else ""
    return f"<table>{thead}<tbody>{body}</tbody></table>"


def folded(summary: str, content: str) -> str:
    """Write something that opens on a click, without a script."""
    return f"<details><summary>{escape(summary)}</summary>{content}</details>"


def plain_table(rows: Iterable[Sequence[str]]) -> str:
    """Write rows in aligned columns."""
    rows = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _first(markup: str) -> str:
    return f'<th scope="row" align="left" style="{_style(markup)}">{markup}</th>'


def _cell(markup: str) -> str:
    return f'<td align="left" style="{_style(markup)}">{markup}</td>'


def _style(markup: str) -> str:
    return f"{_CELL};white-space:nowrap" if len(markup) <= _SHORT else _CELL
