"""A recorded story: what a notebook has after it has played something, without anything running."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rma_notebooks.plan import Plan
from rma_notebooks.story import Story
from rma_notebooks.worlds import world
from rma_scenarios.engine.result import Failure, Result

DATA = Path(__file__).parents[1] / "scenarios" / "data"
DESK = "http://127.0.0.1:8701/w/w-0badcafe/desk"


def recorded_story(name: str, *, card: dict[str, Any] | None = None, failure: Failure | None = None) -> Story:
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    plan = Plan.of(world(), [{"agent": {"opens_profile": "Gina Lin"}}])
    result = Result(plan.case, "w-0badcafe", DESK, [], failure=failure)
    result.journal, result.rounds, result.card = rows["journal"], rows["rounds"], card or rows.get("profile")
    return Story(plan, result)


@pytest.fixture
def story() -> Story:
    return recorded_story("auto_linking")


@pytest.fixture
def outage() -> Story:
    return recorded_story("outage")


@pytest.fixture
def recorded() -> Callable[..., Story]:
    """Record a story with another card or end."""
    return recorded_story
