"""The three flows of the demo: they hold, they are narrated, and a broken one says why."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from rma_scenarios.chapters import chapter_of, row_of
from rma_scenarios.client import Answer
from rma_scenarios.console import Console
from rma_scenarios.demo import STORIES, Story, play_story
from rma_scenarios.format.reading import Case

AUTO = STORIES[0]
EVERY = [pytest.param(story, id=story.title) for story in STORIES]


@pytest.mark.parametrize("story", EVERY)
async def test_a_story_ends_with_the_rma_link_in_front_of_the_agent(triangle: Any, story: Story) -> None:
    chapter = await play_story(story, triangle.stack, Console(io.StringIO()))

    assert chapter.failure is None
    assert all(check.is_met for check in chapter.checks)
    assert "rma" in {row["name"] for row in (chapter.card or {})["attributes"]}
    assert chapter.flow.arrows[-1].sentence.startswith("ReturnLogic shows RMA ")


@pytest.mark.parametrize("story", EVERY)
async def test_a_story_exercises_the_rules_that_it_names(triangle: Any, story: Story) -> None:
    chapter = await play_story(story, triangle.stack, Console(io.StringIO()))

    assert set(chapter.flow.rules) & set(chapter.rules)


async def test_a_step_is_followed_by_what_the_services_said_and_by_what_was_looked_at(triangle: Any) -> None:
    out = io.StringIO()

    await play_story(AUTO, triangle.stack, Console(out))

    lines = [line.rpartition(" (")[0] if line.startswith("  ✓") else line for line in out.getvalue().splitlines()]
    assert lines[:4] == [
        "  ✓ The agent opens the profile of Gina Lin",
        "      Gladly asks the lookup adaptor: who has +14155550100?",
        "      Adaptor answers: no match",
        "    ✓ The profile: not linked and no emails",
    ]


async def test_a_story_that_does_not_hold_says_what_was_expected_and_what_was_there(
    triangle: Any, read: Callable[..., list[Case]]
) -> None:
    text = AUTO.case().text.replace("verdict: {rule: GL-LINK-1, outcome: linked}", "verdict: {rule: GL-LINK-2}")
    [case] = read(text)
    result = await triangle.play(case, records=True)

    chapter = chapter_of(row_of(result))

    assert chapter.failure == "verdict.rule: expected GL-LINK-2, there is GL-LINK-1"
    assert [check.is_met for check in chapter.checks] == [True, True, True, False]


async def test_a_step_that_cannot_be_done_is_crossed_out(triangle: Any) -> None:
    out = io.StringIO()
    triangle.calls.instead["/emails"] = Answer(409, {}, b'{"errors": [{"detail": "the profile is locked"}]}')

    chapter = await play_story(AUTO, triangle.stack, Console(out))

    assert chapter.failure == "refused: the profile is locked"
    assert "  ✗ The agent adds gina.lin@example.com to the profile of Gina Lin" in out.getvalue().splitlines()
