"""Write a flow as an HTML table: readable everywhere, by everyone, with or without a style sheet."""

from collections.abc import Iterable
from html import escape

from rma_scenarios.flow.record import Arrow, Flow
from rma_scenarios.flow.wording import CHANGED, offset


def flow_table(flow: Flow, *, changed: frozenset[int] = frozenset()) -> str:
    """Write one row per arrow: number, when, from whom to whom, what happens, status.

    Args:
        flow: What to write.
        changed: Numbers of the arrows that another flow does not have.
    """
    heads = "".join(f"<th{_class(kind)}>{name}</th>" for name, kind in _COLUMNS)
    rows = "".join(_row(arrow, is_changed=arrow.number in changed) for arrow in flow.arrows)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


_COLUMNS = (
    ("No.", "number"),
    ("After", "number"),
    ("From → to", ""),
    ("What happens", ""),
    ("Status", "number"),
)


def _row(arrow: Arrow, *, is_changed: bool) -> str:
    status = str(arrow.status) if arrow.status is not None else "none" if arrow.is_failed else ""
    mark = f"{CHANGED} " if is_changed else ""
    cells: Iterable[tuple[str, str]] = (
        (f"{mark}{arrow.number}", "number"),
        (offset(arrow.at_ms), "number"),
        (f"{arrow.source.value} → {arrow.target.value}", ""),
        (f"{'✗ ' if arrow.is_failed else ''}{arrow.sentence}", "bad" if arrow.is_failed else ""),
        (status, "number"),
    )
    return f"<tr>{''.join(f'<td{_class(kind)}>{escape(text)}</td>' for text, kind in cells)}</tr>"


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
