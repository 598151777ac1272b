"""Show what two descriptions have in common and what not, on a terminal and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from rma_scenarios.links_text import in_columns
from rma_scenarios.truth.differing import DiffRow, RuleRow

_MOST_PLACES = 3


def table_of(rows: Sequence[DiffRow], rules: Sequence[RuleRow], problems: Sequence[str]) -> str:
    """Return a table an operation, then our rules, then what could not be read."""
    parts = [_operation(list(group)) for _, group in groupby(rows, key=lambda row: row.operation)]
    counted = ", ".join(
        f"{sum(row.verdict == verdict for row in rows)} {verdict}"
        for verdict in ("confirmed", "contradicted", "unknown to them", "new")
    )
    return "\n\n".join([*parts, f"In all: {counted}.", _rules(rules), *([_problems(problems)] if problems else [])])


def json_of(rows: Sequence[DiffRow], rules: Sequence[RuleRow], problems: Sequence[str]) -> str:
    """Return everything as one JSON object."""
    content = {"rows": [asdict(row) for row in rows], "rules": [asdict(row) for row in rules], "problems": problems}
    return json.dumps(content, indent=2)


def _operation(rows: list[DiffRow]) -> str:
    whole, inside = rows[0], rows[1:]
    marks = " ".join(part for part in (whole.evidence, whole.rule) if part)
    head = f"{whole.operation}   {whole.verdict}{f' ({marks})' if marks else ''}"
    if not inside:
        return head
    table = [("", "Name", "Ours", "Theirs", "Verdict", "Evidence", "Rule")]
    table += [
        (row.kind, row.name, row.ours or "-", row.theirs or "-", row.verdict, row.evidence, row.rule) for row in inside
    ]
    return f"{head}\n{in_columns(table, indent='  ')}"


def _rules(rules: Sequence[RuleRow]) -> str:
    if not rules:
        return "No line of rules.yaml would be another."
    lines = ["Lines of rules.yaml that would be others:"]
    for row in rules:
        more = len(row.places) - _MOST_PLACES
        places = ", ".join(row.places[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"  {row.rule} ({row.evidence} → {row.becomes}): {row.sentence} [{places}]")
    return "\n".join(lines)


def _problems(problems: Sequence[str]) -> str:
    return "\n".join(["Of their description these could not be followed:", *(f"  {row}" for row in problems)])
