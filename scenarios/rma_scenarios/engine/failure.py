"""Tell why a case failed, so that the output alone is enough to understand it."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rma_scenarios.engine.matching import Difference, Path
from rma_scenarios.engine.result import Failure, Result
from rma_scenarios.format.problems import shown_path
from rma_scenarios.replay import way_to_repeat

_MARKS = {"passed": "✓", "failed": "✗", "not played": "·"}
_AROUND = 2
_WIDEST = 44


def failure_text(
    result: Result, *, hides_people: bool = False, adaptor_url: str | None = None, is_signed: bool = False
) -> str:
    """Return what is shown of a failed case: place, YAML lines, differences, verdicts, flow, how to repeat it.

    Args:
        result: What the case came to.
        hides_people: Repeat it from its file, since a replay token holds all that the file says, keys too.
        adaptor_url: The adaptor elsewhere that it was played against.
        is_signed: That one was given a key.
    """
    failure = result.failure
    assert failure is not None, "only a failed case has a failure"  # noqa: S101 -- a bug of ours
    from rma_scenarios.flow import flow_lines, record_flow  # noqa: PLC0415 -- a run without failures needs no flow
    from rma_scenarios.flow.text import decision_line  # noqa: PLC0415

    case = result.case
    repeats = way_to_repeat(
        case, result.world_id, hides_people=hides_people, adaptor_url=adaptor_url, is_signed=is_signed
    )
    line = case.place(failure.path).line
    flow = record_flow(result.journal, result.rounds, title=case.scenario.scenario, question="")
    blocks = [
        [f"{shown_path(case.path)}:{line}: {case.scenario.scenario}", f"  because: {case.scenario.because}"],
        [f"  {_MARKS[step.outcome]} {number}. {step.sentence}" for number, step in enumerate(result.steps, 1)],
        _excerpt(case.text, line),
        list(_told(failure)),
        _headed("Verdicts", [decision_line(decision) for decision in flow.decisions]),
        _headed("Flow", flow_lines(replace(flow, decisions=()))),
        [f"  {result.lost_record}"] if result.lost_record else [],
        [f"Repeat it:  {repeats}"],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _told(failure: Failure) -> Iterator[str]:
    if not failure.differences:
        yield f"  {failure.sentence}"
        return
    yield from side_by_side(failure.differences)


def side_by_side(found: Sequence[Difference]) -> Iterator[str]:
    """Write differences as a table: what, expected, actual; long values continue below."""
    rows = [(dotted(one.path), one.expected, one.actual + (f" ({one.hint})" if one.hint else "")) for one in found]
    first = max(len("what"), *(len(row[0]) for row in rows))
    second = min(_WIDEST, max(len("expected"), *(len(row[1]) for row in rows)))
    for row in [("what", "expected", "actual"), *rows]:
        wrapped = [textwrap.wrap(cell, _WIDEST, break_long_words=False) or [""] for cell in row[1:]]
        for place in range(max(map(len, wrapped))):
            left, right = (cell[place] if place < len(cell) else "" for cell in wrapped)
            yield f"  {row[0] if place == 0 else '':<{first}}  {left:<{second}}  {right}".rstrip()


def dotted(path: Path) -> str:
    """Write a path without the part that says which step it belongs to."""
    parts = list(path)
    if parts[:1] == ["steps"]:
        parts = parts[3:] if len(parts) > 3 else parts  # noqa: PLR2004 -- steps, number, expect, subject
    elif parts[:1] == ["finally"]:
        parts = parts[1:]
    return ".".join(str(part) for part in parts) or "step"


def _excerpt(text: str, line: int) -> list[str]:
    lines = text.splitlines()
    first, last = max(line - 1 - _AROUND, 0), min(line + _AROUND, len(lines))
    return [
        f"  {'>' if number + 1 == line else ' '} {number + 1:>3} | {lines[number]}" for number in range(first, last)
    ]


def _headed(head: str, lines: list[str]) -> list[str]:
    return [head, *(f"  {line}" for line in lines)] if lines else []
