"""Draw the arrows of a flow between four lanes."""

from collections.abc import Sequence
from dataclasses import dataclass

from rma_scenarios.flow.record import Arrow, Lane
from rma_scenarios.flow.svg_parts import LINE_HEIGHT, element, line, text, text_block
from rma_scenarios.flow.wording import CHANGED, offset
from rma_scenarios.flow.wrapping import wrapped

WIDTH = 1060
_HEADER = 34
_LANE_X = dict(zip(Lane, (160, 424, 688, 952), strict=True))
_LANE_BOX = 168
_GAP = 22
_BUSY = 5
_SIZE = 13
_OFFSET_X = 62


@dataclass(frozen=True)
class _Row:
    arrow: Arrow
    lines: Sequence[str]
    top: int

    @property
    def y(self) -> int:
        """Give the height of the arrow itself, under its sentence."""
        return self.top + len(self.lines) * LINE_HEIGHT + 6

    @property
    def bottom(self) -> int:
        return self.y + 14


def sequence(arrows: Sequence[Arrow], top: int, changed: frozenset[int] = frozenset()) -> tuple[str, int]:
    """Draw lanes and arrows.

    Every arrow has a row of its own, as high as its sentence needs, so nothing overlaps whatever the words are.

    Returns:
        The markup, and the height at which it ends.
    """
    rows = _rows(arrows, top + _HEADER + 12)
    bottom = (rows[-1].bottom if rows else top + _HEADER + 40) + 6
    parts = [_changed(row) for row in rows if row.arrow.number in changed]
    parts += [line((x, top + _HEADER), (x, bottom), "life") for x in _LANE_X.values()]
    parts += _busy(rows)
    for lane, x in _LANE_X.items():
        parts.append(
            element("rect", x=x - _LANE_BOX / 2, y=top, width=_LANE_BOX, height=_HEADER, rx=6, class_="box"),
        )
        parts.append(text(lane.value, x, top + 22, "lane"))
    parts += [_drawn(row) for row in rows]
    return "".join(parts), bottom


def _rows(arrows: Sequence[Arrow], top: int) -> list[_Row]:
    rows: list[_Row] = []
    for arrow in arrows:
        room = abs(_LANE_X[arrow.target] - _LANE_X[arrow.source]) or _LANE_BOX
        says = f"{arrow.number}. {'✗ ' if arrow.is_failed else ''}{arrow.sentence}"
        rows.append(_Row(arrow, wrapped(says, room - _GAP, _SIZE), rows[-1].bottom if rows else top))
    return rows


def _busy(rows: Sequence[_Row]) -> list[str]:
    """Draw on each lane how long it is busy with a call: what is nested shows at a glance."""
    calls = {row.arrow.exchange: row for row in rows if not row.arrow.is_answer}
    pairs = [(calls[row.arrow.exchange], row) for row in rows if row.arrow.is_answer and row.arrow.exchange in calls]
    return [
        element(
            "rect",
            x=_LANE_X[call.arrow.target] - _BUSY,
            y=call.y,
            width=2 * _BUSY,
            height=answer.y - call.y,
            class_="busy",
        )
        for call, answer in pairs
    ]


def _changed(row: _Row) -> str:
    """Lay a band under a row, with a sign at both its ends: no meaning rests on colour."""
    band = element("rect", x=4, y=row.top - 1, width=WIDTH - 8, height=row.bottom - row.top - 2, rx=6, class_="changed")
    return band + text(CHANGED, 12, row.y, "sign") + text(CHANGED, WIDTH - 26, row.y, "sign")


def _drawn(row: _Row) -> str:
    arrow, y = row.arrow, row.y
    kind = "failed" if arrow.is_failed else "answer" if arrow.is_answer else "call"
    start, end = _LANE_X[arrow.source], _LANE_X[arrow.target]
    step = 1 if end >= start else -1
    tail, tip = start + step * _BUSY, end - step * (_BUSY + 1)
    if start == end:  # somebody calls itself: an arrow from the side of its own lane
        step, tail, tip = -1, start + _LANE_BOX // 2, start + _BUSY
    says = f"says{' bad' if arrow.is_failed else ''}"
    parts = [
        line((tail, y), (tip, y), kind),
        _head(tip, y, step, kind),
        text_block(row.lines, (start + end) / 2, row.top + LINE_HEIGHT - 4, says),
    ]
    if arrow.at_ms > 0:
        parts.append(text(offset(arrow.at_ms), _OFFSET_X, y + 4, "muted end"))
    return "".join(parts)


def _head(tip: float, y: float, step: int, kind: str) -> str:
    if kind == "failed":
        cross = tip - step * 7
        return line((cross - 6, y - 6), (cross + 6, y + 6), "cross failed") + line(
            (cross - 6, y + 6), (cross + 6, y - 6), "cross failed"
        )
    shape = f"{tip - step * 9},{y - 5} {tip},{y} {tip - step * 9},{y + 5}"
    return element("polygon" if kind == "call" else "polyline", points=shape, class_=kind)
