"""Turn played cases into rows that can be kept, and rows into the chapters of a report."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from rma_scenarios.describing import description, expectation_sentences
from rma_scenarios.engine.failure import dotted, failure_text
from rma_scenarios.engine.matching import Difference
from rma_scenarios.engine.result import Failure, Result
from rma_scenarios.flow import flow_data, record_flow
from rma_scenarios.format.expectations import Expected
from rma_scenarios.format.names import known_rules
from rma_scenarios.hiding import without_people, without_secrets
from rma_scenarios.report import Chapter, Check, write_report
from rma_scenarios.verbs.cast import Cast

_TITLE = "Scenarios between Gladly, the lookup adaptor and ReturnLogic"


def row_of(result: Result, *, hides_people: bool = False) -> dict[str, Any]:
    """Return everything about a case that a report or a program may want, as JSON.

    Args:
        result: The played case.
        hides_people: Put numbers in the place of people, for runs that may have met real ones.
    """
    case, scenario = result.case, result.case.scenario
    flow = record_flow(result.journal, result.rounds, title=_place(case.id), question=scenario.scenario)
    row = {
        "id": case.id,
        "scenario": scenario.scenario,
        "because": scenario.because,
        "rules": scenario.rules or [],
        "tags": scenario.tags or [],
        "outcome": "passed" if result.is_passed else "failed",
        "duration_s": round(result.duration_s, 4),
        "set_up_s": round(result.set_up_s, 4),
        "steps": [
            {"sentence": step.sentence, "outcome": step.outcome, "duration_ms": round(step.duration_ms, 2)}
            for step in result.steps
        ],
        "checks": [{"sentence": check.sentence, "is_met": check.is_met} for check in _checks(result)],
        "reason": _reason(result.failure) if result.failure else None,
        "failure": failure_text(result, hides_people=hides_people) if result.failure else None,
        "plain": description(case),
        "text": case.text,
        "card": result.card,
        "journal": list(result.journal),
        "rounds": list(result.rounds),
        "flow": flow_data(flow),
    }
    return without_people(row, case) if hides_people else without_secrets(row, case)


def chapter_of(
    row: Mapping[str, Any], *, title: str | None = None, question: str | None = None, held: str = "Held"
) -> Chapter:
    """Return what a report tells about a case.

    Args:
        row: What `row_of` made.
        title: Names the flow; else the case's id does.
        question: What the reader wants to know; else the scenario's own sentence stands there.
        held: What to say when it held.
    """
    steps = " ".join(f"{step['sentence']}." for step in row["steps"])
    title, question = title or _place(row["id"]), question or row["scenario"]
    return Chapter(
        flow=record_flow(row["journal"], row["rounds"], title=title, question=question),
        story=f"{row['because']}.\n\n{steps}",
        checks=tuple(Check(check["sentence"], is_met=check["is_met"]) for check in row["checks"]),
        card=row["card"],
        failure=row["reason"],
        duration_ms=row["duration_s"] * 1000,
        rules=tuple(row["rules"]),
        plain=row["plain"],
        held=held,
    )


def _place(case_id: str) -> str:
    """Write a case's id without saying its file's name twice."""
    path, _, name = case_id.partition("::")
    label = name.partition("[")[2].removesuffix("]")
    return f"{path} · {label}" if label else path


def write_case_report(path: Path, rows: Iterable[Mapping[str, Any]], *, is_masked: bool = False) -> Path:
    """Write the report of many cases, sorted by id, the failed ones first, and return its absolute path."""
    chapters = [chapter_of(row) for row in sorted(rows, key=lambda row: str(row["id"]))]
    made_at = datetime.now().astimezone()
    return write_report(path, chapters, title=_TITLE, made_at=made_at, known_rules=known_rules(), is_masked=is_masked)


def step_checks(result: Result, number: int) -> list[Check]:
    """Return what was looked at after one step, counted from 0, as far as it came."""
    step = result.case.scenario.steps[number]
    record, failure = result.steps[number], result.failure
    if record.outcome == "not played":
        return []
    differences = failure.differences if failure and failure.step == number else ()
    expected = [one for one in (step.expect, step.eventually) if one is not None]
    return [check for one in expected for check in _judged(result, one, differences)]


def _checks(result: Result) -> Iterator[Check]:
    for number in range(len(result.steps)):
        yield from step_checks(result, number)
    last, failure = result.case.scenario.finally_, result.failure
    if last is not None and (failure is None or failure.path[:1] == ("finally",)):
        yield from _judged(result, last, failure.differences if failure else ())


def _judged(result: Result, expected: Expected, differences: tuple[Difference, ...]) -> Iterator[Check]:
    """Say of each subject whether it was as expected."""
    cast = Cast(result.case.scenario.given)
    wrong = {part for one in differences for part in one.path if isinstance(part, str)}
    for name, value in expected.written.items():
        if name != "within":
            for sentence in expectation_sentences({name: value}, cast):
                yield Check(sentence[:1].upper() + sentence[1:], is_met=name not in wrong)


def _reason(failure: Failure) -> str:
    if not failure.differences:
        return failure.sentence
    return "\n".join(
        f"{dotted(one.path)}: expected {one.expected}, there is {one.actual}" for one in failure.differences
    )
