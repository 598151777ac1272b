"""The raw exchanges of a flow, folded, secrets masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.steady import is_steady
from rma_notebooks.views.markup import Html, folded
from rma_scenarios.flow import Flow
from rma_scenarios.flow.raw import raw_exchanges

_STEADY_HEADERS = frozenset({"content-type", "retry-after"})
"""Headers that are the same in every run."""


@dataclass(frozen=True, slots=True)
class Exchanges:
    """What went over the wire, the first exchange first."""

    flow: Flow

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        rows = raw_exchanges(self.flow.exchanges)
        markup = "".join(folded(_summary(row), "".join(map(_side, row["sides"]))) for row in rows)
        return Html(markup, "\n".join(map(_summary, rows))).bundle()


def _summary(row: Mapping[str, Any]) -> str:
    took = "" if is_steady() else f" · {row['took']}"
    return f"{row['ends']}: {row['line']} · {row['status']}{took}"


def _side(side: Mapping[str, Any]) -> str:
    headers = {
        name: value for name, value in side["headers"].items() if not is_steady() or name.lower() in _STEADY_HEADERS
    }
    text = "\n".join([f"{name}: {value}" for name, value in headers.items()])
    return f"<p>{side['name']}</p><pre>{escape(text)}\n\n{escape(side['body'])}</pre>"
