"""When each call was made, how long it took, and how much of Gladly's five seconds that is."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.views.markup import Html, paragraph, plain_table, table
from rma_scenarios.flow import Arrow, Flow
from rma_scenarios.flow.record import Lane
from rma_scenarios.flow.wording import FIVE_SECONDS_MS, lookup_time, offset, span

_HEADS = ("After", "What happens", "Took", "Of five seconds")
_BLOCKS = 10


@dataclass(frozen=True, slots=True)
class Timeline:
    """The calls of a flow, the first first; a call that others wait for stands before them."""

    flow: Flow

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = list(self._rows())
        slowest = self.flow.slowest_lookup_ms
        last = "No lookup was made." if slowest is None else f"{lookup_time(slowest)}."
        markup = table(_HEADS, [tuple(map(escape, row)) for row in rows]) + paragraph(last)
        return Html(markup, "\n".join([plain_table([_HEADS, *rows]), last])).bundle()

    def _rows(self) -> Iterator[tuple[str, str, str, str]]:
        took = {arrow.exchange: arrow.duration_ms for arrow in self.flow.arrows if arrow.is_answer}
        for arrow in self.flow.arrows:
            if arrow.is_answer:
                continue
            duration = took.get(arrow.exchange)
            yield (
                offset(arrow.at_ms) if arrow.at_ms else "",
                f"{'  ' * arrow.depth}{arrow.sentence}",
                "" if duration is None else span(duration),
                _bar(arrow, duration),
            )


def _bar(arrow: Arrow, duration_ms: float | None) -> str:
    """Draw a lookup's time in blocks of half a second."""
    if duration_ms is None or arrow.target is not Lane.ADAPTOR:
        return ""
    full = min(_BLOCKS, max(1, round(duration_ms / FIVE_SECONDS_MS * _BLOCKS)))
    over = " over" if duration_ms > FIVE_SECONDS_MS else ""
    return f"{'▓' * full}{'░' * (_BLOCKS - full)}{over}"
