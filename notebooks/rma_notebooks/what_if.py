"""Play a story again with one thing changed, and show both."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.background import background
from rma_notebooks.errors import NotebookProblem
from rma_notebooks.plan import Plan
from rma_notebooks.playing import played, stack_of_cell
from rma_notebooks.showing import show
from rma_notebooks.story import Story
from rma_notebooks.views.markup import Html, plain_table, table
from rma_notebooks.views.picture import Picture
from rma_scenarios.flow import changed_arrows
from rma_scenarios.stack import Stack


def what_if(
    story: Story, *steps: Mapping[str, Any], given: Mapping[str, Any] | None = None, **step: Any
) -> "Comparison":
    """Play a story twice, as it is and with one thing changed, each on a world opened for it, so both start cold.

    Args:
        story: What was played before.
        steps: What happens before the story, as `play` takes it.
        given: What is different about the world, such as `{"profiles": {"maya": {"emails": [...]}}}`.
        step: The last or only step, shorter, as `play` takes it.

    Raises:
        NotebookProblem: When nothing is changed, a change makes no sense, or the stack is gone.
    """
    if not isinstance(story, Story):
        raise NotebookProblem(f"What what_if wants first is a story, as play() makes it, not {story!r}.")
    before = [*steps, *([step] if step else [])]
    if not before and not given:
        raise NotebookProblem("Say what is different: a step that comes first, or given={…}.")
    other_world = story.plan.world.but(**given) if given else story.plan.world
    plans = (story.plan, Plan.of(other_world, (*before, *story.plan.steps)))
    return Comparison(*background().run(_all_played(plans, stack_of_cell())))


async def _all_played(plans: Iterable[Plan], stack: Stack) -> list[Story]:
    return await asyncio.gather(*(played(plan, stack) for plan in plans))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two stories: `as_is`, and `changed` with one thing different."""

    as_is: Story
    changed: Story

    @property
    def flips(self) -> bool:
        """Say whether the verdict came out otherwise."""
        return (self.as_is.verdict.outcome, self.as_is.verdict.rule) != (
            self.changed.verdict.outcome,
            self.changed.verdict.rule,
        )

    @property
    def pictures(self) -> tuple[Picture, Picture]:
        """Show both flows; what only one of them has is marked with ≠."""
        one, other = changed_arrows(self.as_is.recorded, self.changed.recorded)
        return Picture(self.as_is.recorded, one), Picture(self.changed.recorded, other)

    @property
    def table(self) -> Html:
        """Show both verdicts side by side."""
        stories = (self.as_is, self.changed)
        rows = [
            ("Verdict", *(story.verdict.short for story in stories)),
            ("Why", *(story.verdict.why for story in stories)),
            ("Rule", *(story.verdict.rule or "none" for story in stories)),
            ("RMA link", *("yes" if story.attributes.get("rma") else "no" for story in stories)),
            ("Calls to ReturnLogic", *(str(story.calls) for story in stories)),
        ]
        heads = ("", "As it is", "What if")
        return Html(table(heads, [tuple(map(escape, row)) for row in rows]), plain_table([heads, *rows]))

    def _ipython_display_(self) -> None:
        one, other = self.pictures
        show(self.table, "As it is:", one, "What if (≠ marks what is different):", other)
