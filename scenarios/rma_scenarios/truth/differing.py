"""Hold our description of the API against the vendor's own, and say what becomes of our rules."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from rma_scenarios.truth.operations import Operation
from rma_scenarios.truth.schema_fields import ENVELOPE, Field

Verdict = Literal["confirmed", "contradicted", "unknown to them", "new"]
Kind = Literal["operation", "parameter", "request", "response", "status"]


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing that either side says; `ours` and `theirs` are empty where it says nothing."""

    operation: str
    kind: Kind
    name: str
    ours: str
    theirs: str
    verdict: Verdict
    evidence: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What the vendor's description does to one of our rules."""

    rule: str
    evidence: str
    becomes: Literal["documented", "partly documented", "contradicted"]
    sentence: str
    places: tuple[str, ...]


def differences(ours: Mapping[str, Operation], theirs: Mapping[str, Operation]) -> list[DiffRow]:
    """Return every operation, and for shared ones every parameter, field and status, ours first."""
    rows: list[DiffRow] = []
    for name, mine in ours.items():
        other = theirs.get(name)
        verdict: Verdict = "unknown to them" if other is None else "confirmed"
        rows.append(DiffRow(name, "operation", "", "yes", "yes" if other else "", verdict, mine.evidence, mine.rule))
        if other is not None:
            rows += _inside(mine, other)
    return rows + [DiffRow(name, "operation", "", "", "yes", "new") for name in theirs if name not in ours]


def _inside(mine: Operation, other: Operation) -> Iterator[DiffRow]:
    name = mine.name
    yield from _fields(name, "parameter", mine.parameters, other.parameters)
    yield from _fields(name, "request", mine.request, other.request)
    yield from _fields(name, "response", mine.response, other.response)
    yield from _statuses(name, mine.statuses, other.statuses)


def _statuses(operation: str, ours: Mapping[str, Field], theirs: Mapping[str, Field]) -> Iterator[DiffRow]:
    for status in sorted({*ours, *theirs}):
        mine, is_theirs = ours.get(status), status in theirs
        verdict: Verdict = "new" if mine is None else "confirmed" if is_theirs else "unknown to them"
        words = "" if mine is None else "yes", "yes" if is_theirs else ""
        marks = (mine.evidence, mine.rule) if mine else ("", "")
        yield DiffRow(operation, "status", status, *words, verdict, *marks)


def _fields(operation: str, kind: Kind, ours: Mapping[str, Field], theirs: Mapping[str, Field]) -> Iterator[DiffRow]:
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        mine, other = ours.get(name), theirs.get(name)
        shows_need = kind != "response"
        yield DiffRow(
            operation,
            kind,
            name,
            shown(mine, needed=shows_need) if mine else "",
            shown(other, needed=shows_need) if other else "",
            _verdict(name, kind, mine, other),
            mine.evidence if mine else "",
            mine.rule if mine else "",
        )


def _verdict(name: str, kind: Kind, mine: Field | None, other: Field | None) -> Verdict:
    if mine is None:
        return "new"
    if other is None:
        return "unknown to them"
    is_as_needed = kind == "response" or mine.is_required == other.is_required
    is_same = mine.types == other.types if name == ENVELOPE else mine.agrees_with(other)
    return "confirmed" if is_same and is_as_needed else "contradicted"


def shown(field: Field, *, needed: bool) -> str:
    """Return a field in a few words, such as `string date-time` or `integer, required`."""
    types = " or ".join(sorted(field.types)) or "any type"
    values = f", one of {len(field.values)}" if field.values is not None else ""
    need = ", required" if needed and field.is_required else ""
    return f"{types}{f' {field.format}' if field.format else ''}{values}{need}"


def rules_touched(rows: list[DiffRow], rules: Mapping[str, Mapping[str, str]]) -> list[RuleRow]:
    """Return the rules whose line in rules.yaml would be another: contradicted ones, and those that are now published.

    Args:
        rows: All differences.
        rules: Ours, by id.
    """
    places: dict[tuple[str, Verdict], list[str]] = defaultdict(list)
    for row in rows:
        places[row.rule, row.verdict].append(f"{row.operation} {row.name}".strip())
    touched = (_touched(rule, about, places) for rule, about in rules.items())
    return [found for found in touched if found is not None]


def _touched(rule: str, about: Mapping[str, str], places: Mapping[tuple[str, Verdict], list[str]]) -> RuleRow | None:
    contradicted, confirmed = places.get((rule, "contradicted")), places.get((rule, "confirmed"))
    if contradicted:
        return RuleRow(rule, about["evidence"], "contradicted", about["sentence"], tuple(contradicted))
    if not confirmed or about["evidence"] == "documented":
        return None
    becomes: Literal["documented", "partly documented"] = (
        "partly documented" if (rule, "unknown to them") in places else "documented"
    )
    return RuleRow(rule, about["evidence"], becomes, about["sentence"], tuple(confirmed))
