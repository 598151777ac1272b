"""A case is told while it is played."""

import io
from collections.abc import Callable
from typing import Any

from rma_scenarios.console import Console
from rma_scenarios.engine.player import play_case
from rma_scenarios.format.reading import Case
from rma_scenarios.narration import Narration

NOT_SIGNED = "  - api: {sends_lookup: {kind: detailed, email: gina.lin@example.com, signed: false}}\n"
OPEN = "  - agent: {opens_profile: gina}\n    expect: {profile: {linked: true}}\n"


async def told(triangle: Any, case: Case) -> str:
    stage, out = await triangle.open(case), io.StringIO()
    await play_case(case, stage, listener=Narration(Console(out), stage.play))
    return out.getvalue()


async def test_each_step_is_told_with_its_talk_and_its_checks(triangle: Any, case: Callable[..., Case]) -> None:
    lines = (await told(triangle, case(OPEN))).splitlines()

    assert lines[0].startswith("  ✓ The agent opens the profile of Gina Lin (")
    assert "Gladly asks the lookup adaptor: who has gina.lin@example.com?" in lines[1]
    assert lines[-1] == "    ✓ The profile: linked"


async def test_a_call_that_no_mock_saw_does_not_end_the_telling(triangle: Any, case: Callable[..., Case]) -> None:
    lines = (await told(triangle, case(NOT_SIGNED + OPEN))).splitlines()

    assert lines[0].startswith("  ✓ A program sends the adaptor a detailed lookup about gina.lin@example.com, unsigned")
    assert lines[1].startswith("  ✓ The agent opens the profile of Gina Lin (")
    assert lines[-1] == "    ✓ The profile: linked"
