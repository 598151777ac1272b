"""Say what came near: the routes closest to a call that none took, the exchanges closest to a question."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from starlette.routing import BaseRoute, Route

_MOST = 3
_LEAST_ALIKE = 0.5
_SAME_METHOD = 0.2
_PARAMETER = re.compile(r"\{[^}]*\}")


def alike(one: str, other: str) -> float:
    """Return how much of two texts is the same, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One method of one route."""

    method: str
    path: str
    pattern: re.Pattern[str]

    def likeness(self, path: str) -> float:
        """Return how near a path comes; parameters take whatever stands in their place."""
        if self.pattern.match(path):
            return 1.0
        segments, given = self.path.split("/"), path.split("/")
        if len(segments) != len(given):
            return alike(self.path, path)
        filled = [there if _PARAMETER.fullmatch(segment) else segment for segment, there in zip(segments, given)]  # noqa: B905 -- as long
        return alike("/".join(filled), path)

    def miss(self, method: str, path: str) -> dict[str, Any]:
        """Render it with what differs from a call."""
        differs = {} if self.pattern.match(path) else {"path": {"wanted": self.path, "was": path}}
        if self.method != method:
            differs["method"] = {"wanted": self.method, "was": method}
        return {"method": self.method, "path": self.path, "differs": differs}


class RouteTable:
    """What a mock can be asked, method by method."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._entries = [
            _Entry(method, route.path, route.path_regex)
            for route in routes
            if isinstance(route, Route) and ":path}" not in route.path
            for method in sorted((route.methods or set()) - {"HEAD"})
        ]

    def missed(self, method: str, path: str) -> dict[str, Any]:
        """Return up to three routes near a call that none took, the nearest first, and a sentence about them."""
        ranked = sorted(
            ((entry.likeness(path), entry.method == method, entry) for entry in self._entries),
            key=lambda row: -row[0] - _SAME_METHOD * row[1],
        )
        near = [entry.miss(method, path) for likeness, _, entry in ranked[:_MOST] if likeness >= _LEAST_ALIKE]
        sentence = f"no route takes {method} {path}"
        if near:
            sentence += f"; the nearest is {near[0]['method']} {near[0]['path']}"
        return {"hint": sentence, "near_misses": near}


def nearest(rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]]) -> list[dict[str, Any]]:
    """Return up to three exchanges that fulfil most of a question, the nearest first.

    Args:
        rows: Journal rows, oldest first, each with its differences: `{field: {"wanted", "was"}}`.
    """
    ranked = sorted(rows, key=lambda pair: (len(pair[1]), _distance(pair[1]), -pair[0]["seq"]))
    return [
        {"seq": row["seq"], "method": row["method"], "path": row["path"], "differs": differs}
        for row, differs in ranked[:_MOST]
    ]


def _distance(differs: Mapping[str, Mapping[str, Any]]) -> float:
    return sum(1 - alike(str(one["wanted"]), str(one["was"])) for one in differs.values())
