"""What all exchanges of a case come to: who called whom, how often, in what order and time (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from rma_scenarios.engine.matching import Difference, Names, Path, differences, shown

_LOOKUPS = {"auto_link": "auto_links", "manual_search": "manual_searches", "detailed": "detailed_lookups"}
_OK = 200

Rows = Sequence[Mapping[str, Any]]


def ledger_differences(expected: Mapping[str, Any], rows: Rows, names: Names, path: Path) -> list[Difference]:
    """Return where the ledger is not as expected.

    Args:
        expected: The fields of a ledger expectation.
        rows: Journal rows in any order.
        names: Looks up RMAs.
        path: Where the expectation stands.
    """
    facts = _facts(rows)
    found: list[Difference] = []
    for name, wanted in expected.items():
        here = (*path, name)
        if name == "order":
            found += _order_differences(wanted, rows, here)
        elif name == "calls":
            for place, pattern in enumerate(wanted):
                found += count_differences(pattern, rows, names, (*here, place))
        else:
            found += differences(wanted, facts[name], names, here)
    return found


def count_differences(
    pattern: Mapping[str, Any], rows: Rows, names: Names, path: Path, *, count: Any = None
) -> list[Difference]:
    """Return the difference when the calls like a pattern are not as many as expected; at least one by default."""
    wanted = count if count is not None else pattern.get("count", {"at_least": 1})
    like = [row for row in rows if is_like(pattern, row, names)]
    if not differences(wanted, len(like), names):
        return []
    asked = shown({key: value for key, value in pattern.items() if key != "count"})
    number = (
        shown(wanted)
        if not isinstance(wanted, dict)
        else " ".join(f"{k.replace('_', ' ')} {v}" for k, v in wanted.items())
    )
    return [
        Difference(
            path, f"{number} of the calls {asked}", f"{len(like)}{_listed(like) or _nearest(pattern, rows, names)}"
        )
    ]


def is_like(pattern: Mapping[str, Any], row: Mapping[str, Any], names: Names) -> bool:
    """Say whether a row agrees with every word of a pattern."""
    return next(_unlike(pattern, row, names), None) is None


def _unlike(pattern: Mapping[str, Any], row: Mapping[str, Any], names: Names) -> Iterator[str]:
    """Walk through the words of a pattern with which a row does not agree."""
    facts = {**row, "took": _seconds(row)}
    for name, wanted in pattern.items():
        if name == "path":
            if not fnmatchcase(str(row.get("path", "")), wanted) and not fnmatchcase(_inner(row), wanted):
                yield name
        elif name != "count" and differences(wanted, facts.get(name), names):
            yield name


def _nearest(pattern: Mapping[str, Any], rows: Rows, names: Names) -> str:
    """Tell the call that agrees with most words of a pattern, unless none agrees with any."""
    words = len(pattern.keys() - {"count"})
    unlike = [(list(_unlike(pattern, row, names)), row) for row in rows]
    missed, row = min(unlike, key=lambda pair: len(pair[0]), default=([], None))
    if row is None or len(missed) >= words:
        return ""
    return f"; the nearest differs in {' and '.join(missed)}{_listed([row])}"


def _facts(rows: Rows) -> dict[str, Any]:
    lookups = [row for row in rows if row.get("operation") in _LOOKUPS]
    facts: dict[str, Any] = {
        word: sum(row["operation"] == operation for row in lookups) for operation, word in _LOOKUPS.items()
    }
    return facts | {
        "lookups": len(lookups),
        "failed_lookups": sum(row.get("status") != _OK or bool(row.get("error")) for row in lookups),
        "returnlogic_calls": sum((row.get("from"), row.get("to")) == ("adaptor", "returnlogic") for row in rows),
        "slowest_lookup": max((_seconds(row) for row in lookups), default=None),
    }


def _order_differences(wanted: Sequence[str], rows: Rows, path: Path) -> list[Difference]:
    begun = [row["operation"] for row in sorted(rows, key=lambda row: row.get("begun") or 0) if row.get("operation")]
    rest = iter(begun)
    if all(operation in rest for operation in wanted):
        return []
    return [Difference(path, ", then ".join(wanted), ", then ".join(begun) or "no calls")]


def _seconds(row: Mapping[str, Any]) -> float:
    return float(row.get("duration_ms") or 0) / 1000


def _inner(row: Mapping[str, Any]) -> str:
    """Return a page's path as it reads inside its world."""
    parts = str(row.get("path", "")).split("/", 3)
    is_page = len(parts) == 4 and parts[1] == "w"  # noqa: PLR2004 -- "", "w", the world, the rest
    return f"/{parts[3]}" if is_page else str(row.get("path", ""))


def _listed(rows: Rows) -> str:
    told = [
        f"{row.get('from')} → {row.get('to')} {row.get('method')} {row.get('path')} {row.get('status')}" for row in rows
    ]
    few = 5
    return f": {'; '.join(told[:few])}{' …' if len(told) > few else ''}" if told else ""
