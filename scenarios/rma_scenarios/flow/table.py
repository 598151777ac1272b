"""Write a flow as a table: readable everywhere, by everyone, with or without a style sheet."""

from html import escape

from rma_scenarios.flow.record import Arrow, Flow
from rma_scenarios.flow.wording import CHANGED, offset

FLOW_HEADS = ("No.", "After", "From → to", "What happens", "Status")
_NUMBERS = frozenset({0, 1, 4})
_SENTENCE = 3


def flow_rows(flow: Flow, *, changed: frozenset[int] = frozenset()) -> list[tuple[str, ...]]:
    """Return one row per arrow, as `FLOW_HEADS` names its parts; all of it is text.

    Args:
        flow: What to tell.
        changed: Numbers of the arrows that another flow does not have; they are marked.
    """
    return [_row(arrow, is_changed=arrow.number in changed) for arrow in flow.arrows]


def flow_table(flow: Flow) -> str:
    """Write the rows as HTML; numbers have the class `number`, failures `bad`."""
    heads = "".join(f"<th{_class(place)}>{name}</th>" for place, name in enumerate(FLOW_HEADS))
    rows = "".join(
        f"<tr>{''.join(_cell(place, text, arrow) for place, text in enumerate(row))}</tr>"
        for arrow, row in zip(flow.arrows, flow_rows(flow), strict=True)
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(arrow: Arrow, *, is_changed: bool) -> tuple[str, ...]:
    status = str(arrow.status) if arrow.status is not None else "none" if arrow.is_failed else ""
    return (
        f"{CHANGED} {arrow.number}" if is_changed else str(arrow.number),
        offset(arrow.at_ms) if arrow.at_ms > 0 else "",
        f"{arrow.source.value} → {arrow.target.value}",
        f"{'✗ ' if arrow.is_failed else ''}{arrow.sentence}",
        status,
    )


def _cell(place: int, text: str, arrow: Arrow) -> str:
    return f"<td{_class(place, is_failed=arrow.is_failed)}>{escape(text)}</td>"


def _class(place: int, *, is_failed: bool = False) -> str:
    kind = "number" if place in _NUMBERS else "bad" if is_failed and place == _SENTENCE else ""
    return f' class="{kind}"' if kind else ""
