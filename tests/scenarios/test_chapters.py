"""A played case becomes a row that can be kept, and a row a chapter of the report."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.chapters import chapter_of, row_of, write_case_report
from rma_scenarios.engine.result import Result
from rma_scenarios.format.reading import Case

Played = Callable[..., Awaitable[Result]]

HELD = "  - agent: {opens_profile: gina}\n    expect: {profile: {linked: true}, verdict: GL-LINK-1}\n"
FAILED = "  - agent: {opens_profile: gina}\n    expect: {profile: {linked: false}, verdict: GL-LINK-1}\n"


@pytest.fixture
def played_on_record(triangle: Any, case: Callable[..., Case]) -> Played:
    async def play(steps: str) -> Result:
        return await triangle.play(case(steps), records=True)

    return play


async def test_a_row_survives_being_written_and_read(played_on_record: Played) -> None:
    row = row_of(await played_on_record(HELD))

    assert json.loads(json.dumps(row)) == row
    assert (row["outcome"], row["failure"], row["reason"]) == ("passed", None, None)


async def test_a_chapter_shows_the_flow_the_checks_and_the_card(played_on_record: Played) -> None:
    chapter = chapter_of(row_of(await played_on_record(HELD)))

    assert chapter.flow.title == "story.scenario.yaml"
    assert chapter.flow.question == "The agent sees why a shopper writes"
    assert [(check.sentence, check.is_met) for check in chapter.checks] == [
        ("The profile: linked", True),
        ("Gladly's verdict: rule is GL-LINK-1", True),
    ]
    assert chapter.card is not None
    assert chapter.card["name"] == "Gina Lin"
    assert chapter.flow.arrows[0].sentence == "Agent opens the profile of Gina Lin"
    assert chapter.plain.startswith("The agent sees why a shopper writes\n")


async def test_a_failed_chapter_says_which_check_was_not_met_and_what_was_there(played_on_record: Played) -> None:
    chapter = chapter_of(row_of(await played_on_record(FAILED)))

    assert [check.is_met for check in chapter.checks] == [False, True]
    assert chapter.failure == "profile.linked: expected false, there is true"


async def test_a_case_of_a_matrix_is_named_once(played_on_record: Played) -> None:
    row = row_of(await played_on_record(HELD)) | {"id": "failures/down.scenario.yaml::down[search-known]"}

    assert chapter_of(row).flow.title == "failures/down.scenario.yaml · search-known"


async def test_the_report_of_many_cases_puts_failed_ones_first(played_on_record: Played, tmp_path: Path) -> None:
    held, failed = row_of(await played_on_record(HELD)), row_of(await played_on_record(FAILED))
    rows = [held | {"id": "a::a"}, failed | {"id": "b::b", "scenario": "This one fails"}]

    page = write_case_report(tmp_path / "new" / "report.html", rows).read_text(encoding="utf-8")

    assert page.index("This one fails") < page.index("The agent sees why a shopper writes")
