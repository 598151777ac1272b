"""Turn played cases into the chapters of a report."""

from collections.abc import Iterator

from rma_scenarios.describing import expectation_sentences
from rma_scenarios.engine.matching import Difference
from rma_scenarios.engine.result import Failure, Result
from rma_scenarios.flow import record_flow
from rma_scenarios.format.expectations import Expected
from rma_scenarios.report import Chapter, Check
from rma_scenarios.verbs.cast import Cast


def chapter_of(result: Result, *, title: str, question: str) -> Chapter:
    """Return what a report tells about a case.

    Args:
        result: Played with its record.
        title: Names the flow.
        question: What the reader wants to know of it.
    """
    scenario = result.case.scenario
    steps = " ".join(f"{step.sentence}." for step in result.steps)
    return Chapter(
        flow=record_flow(result.journal, result.rounds, title=title, question=question),
        story=f"{scenario.because}.\n\n{steps}",
        checks=tuple(_checks(result)),
        card=result.card,
        failure=_reason(result.failure) if result.failure else None,
        duration_ms=result.duration_s * 1000,
        rules=tuple(scenario.rules or ()),
    )


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
    told = []
    for one in failure.differences:
        what = ".".join(str(part) for part in one.path if part not in {"steps", "expect", "finally", failure.step})
        told.append(f"{what}: expected {one.expected}, there is {one.actual}")
    return "; ".join(told)
