"""Play steps on a world of their own and give what came of it."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from functools import cache
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
    _leave_no_world_behind()  # after the stack was opened, so that it is still there when the worlds are closed
    return stack


async def played(plan: Plan, stack: Stack) -> Story:
    """Play a plan on a world that is opened for it."""
    try:
        with in_one_sentence():
            stage = await set_up(plan.case, stack)
    except SetUpFailed as failed:
        raise NotebookProblem(f"{failed}." if await is_there(stack) else STACK_GONE) from None
    _stages.append(stage)  # now, so that it is closed one day also when somebody interrupts the cell
    result = await play_case(plan.case, stage, records=True)
    if result.lost_record:
        raise NotebookProblem(f"{result.lost_record}." if await is_there(stack) else STACK_GONE)
    while len(_stages) > _MOST_OPEN:
        await _stages.pop(0).close()
    return Story(plan, result)


@cache  # once for each kernel
def _leave_no_world_behind() -> None:
    background().open(_closing_all())


@contextlib.asynccontextmanager
async def _closing_all() -> AsyncIterator[None]:
    """Close the worlds at the end: other people may use the stack too."""
    yield
    while _stages:
        await _stages.pop().close()
