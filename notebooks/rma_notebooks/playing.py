"""Play steps on a world of their own and give what came of it."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

from rma_notebooks.background import background
from rma_notebooks.errors import STACK_GONE, NotebookProblem, in_one_sentence
from rma_notebooks.plan import Plan
from rma_notebooks.session import current_stack, is_there
from rma_notebooks.story import Story
from rma_notebooks.worlds import World
from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.set_up import SetUpFailed, Stage, set_up
from rma_scenarios.stack import Stack

_MOST_OPEN = 20
"""How many stories keep their world open, so that their pages can be visited; older ones are closed."""

_stages: list[Stage] = []
_is_cleaning: list[bool] = []


def play(world: World, *steps: Mapping[str, Any], **step: Any) -> Story:
    """Play a story and return it; the world is opened anew each time.

    Args:
        world: The retailer.
        steps: What happens, each as in a scenario file: `{"customer": {"who": "gina", "starts_chat": {…}}}`.
        step: The last or only step, shorter: `agent={"opens_profile": "Gina Lin"}`.

    Raises:
        NotebookProblem: When a step makes no sense or names nobody, or the stack is gone.
    """
    plan = Plan.of(world, (*steps, *([step] if step else [])))
    return background().run(played(plan, stack_of_cell()))


def stack_of_cell() -> Stack:
    """Return the stack for a cell that is about to play."""
    stack = current_stack()
    if not _is_cleaning:
        background().open(_closing_all())
        _is_cleaning.append(True)
    return stack


async def played(plan: Plan, stack: Stack) -> Story:
    """Play a plan on a world that is opened for it."""
    try:
        with in_one_sentence():
            stage = await set_up(plan.case, stack)
    except SetUpFailed as failed:
        raise NotebookProblem(f"{failed}." if await is_there(stack) else STACK_GONE) from None
    result = await play_case(plan.case, stage, records=True)
    if result.lost_record:
        raise NotebookProblem(f"{result.lost_record}." if await is_there(stack) else STACK_GONE)
    _stages.append(stage)
    while len(_stages) > _MOST_OPEN:
        await _stages.pop(0).close()
    return Story(plan, result)


@contextlib.asynccontextmanager
async def _closing_all() -> AsyncIterator[None]:
    """Leave no world behind on a stack that other people use too."""
    yield
    while _stages:
        await _stages.pop().close()
