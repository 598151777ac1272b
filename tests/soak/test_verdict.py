"""What the soak makes of answers that nobody plays for minutes to get."""

import json
from typing import Any

import pytest
from asking import Asked, Outcome, Question, judged
from run import share_done, wanted_of
from truth import Shopper
from verdict import Calm, Point, exit_code, of_answers, of_calm

from rma_scenarios.client import Answer

GINA = Shopper("gina.lin@example.com", frozenset({"RMA-1"}))
NEWCOMER = Shopper("leo@example.com", frozenset())


def answer(*results: dict[str, Any], status: int = 200) -> Answer:
    return Answer(status, {}, json.dumps({"results": results}).encode())


def calm(**outcomes: tuple[Question, Outcome]) -> Calm:
    """Return a calm time in which each of these was answered once."""
    asked = Asked()
    for question, outcome in outcomes.values():
        asked.note(question, outcome, answer())
    return Calm(opened=4, calls=4, asked=asked)


def verdicts(points: list[Point]) -> dict[str, bool | None]:
    return {point.about.removesuffix(", while nothing fails"): point.holds for point in points}


def test_an_auto_link_that_finds_nobody_of_a_person_with_returns_counts_as_an_outage() -> None:
    assert judged("auto_link", GINA, answer()) == "outage"
    assert judged("auto_link", NEWCOMER, answer()) == "current"
    assert judged("auto_link", NEWCOMER, answer({"externalCustomerId": "gina.lin@example.com"})) == "false"


def test_a_missed_auto_link_breaks_the_promise_while_nothing_fails() -> None:
    found = verdicts(of_calm(calm(missed=("auto_link", "outage"), opened=("detailed", "current"))))

    assert found == {"auto-links missed": False, "outages and old answers": True, "calls per profile opened": True}


@pytest.mark.parametrize("question", ["search", "detailed"])
@pytest.mark.parametrize("outcome", ["outage", "old"])
def test_one_outage_breaks_the_promise_while_nothing_fails(question: Question, outcome: Outcome) -> None:
    linked, opened = ("auto_link", "current"), ("detailed", "current")

    found = verdicts(of_calm(calm(linked=linked, opened=opened, shown=(question, outcome))))

    assert found == {"auto-links missed": True, "outages and old answers": False, "calls per profile opened": True}


def test_an_outage_breaks_nothing_once_something_was_made_to_fail() -> None:
    asked = Asked()
    asked.note("detailed", "current", answer())
    asked.note("auto_link", "outage", answer())

    assert set(verdicts(of_answers(asked)).values()) == {True}


def test_more_calls_than_profiles_opened_break_the_promise() -> None:
    assert verdicts(of_calm(Calm(opened=4, calls=5, asked=Asked())))["calls per profile opened"] is False


def test_what_nobody_asked_is_not_judged() -> None:
    assert set(verdicts(of_calm(None)).values()) == {None}
    assert verdicts(of_answers(Asked())) == {
        "lookups": False,
        "false answers": None,
        "errors outside the outage table": None,
    }


def test_the_exit_code_is_1_only_where_something_is_broken() -> None:
    held, broken, unknown = (Point("memory", "1 MB", holds) for holds in (True, False, None))

    assert [exit_code([held, unknown]), exit_code([held, unknown, broken])] == [0, 1]
    assert [str(point).split("  ")[0].strip() for point in (held, broken, unknown)] == ["held", "BROKEN", "not judged"]


@pytest.mark.parametrize(
    ("arguments", "after_an_hour", "after_all_lookups"),
    [
        ([], 12.0, 0.0),
        (["--minutes", "60"], 1.0, 0.0),
        (["--lookups", "1000"], 0.0, 1.0),
        (["--lookups", "1000", "--minutes", "120"], 0.5, 1.0),
    ],
)
def test_a_soak_ends_by_what_was_asked_for_alone(
    arguments: list[str], after_an_hour: float, after_all_lookups: float
) -> None:
    wanted = wanted_of(arguments)

    assert share_done(wanted, minutes=60, lookups=0) == after_an_hour
    assert share_done(wanted, minutes=0, lookups=1000) == after_all_lookups
