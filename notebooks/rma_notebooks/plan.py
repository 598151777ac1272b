"""What is going to be played: steps on a retailer, checked before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from rma_notebooks.errors import NotebookProblem
from rma_notebooks.worlds import World
from rma_scenarios.format.reading import Case
from rma_scenarios.format.scenario import ACTORS
from rma_scenarios.verbs.cast import Cast

_LONGEST = 280
"""A longer story is not told to its end: a scenario's sentence has room for twenty letters more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps on a world, as they were written and as a case that can be played."""

    world: World
    steps: tuple[Mapping[str, Any], ...]
    case: Case

    @classmethod
    def of(cls, world: World, steps: Sequence[Mapping[str, Any]]) -> Self:
        """Check steps and return the plan; its case's sentence tells them.

        Raises:
            NotebookProblem: When a step makes no sense or names nobody.
        """
        if not isinstance(world, World):
            raise NotebookProblem(f"What play wants first is a world, as world() makes it, not {world!r}.")
        if not steps:
            raise NotebookProblem(f"Say what happens: a step by one of {', '.join(ACTORS)}.")
        untold = world.case(steps, title="A story")
        return cls(world, tuple(steps), world.case(steps, title=_told(untold)))


def _told(case: Case) -> str:
    cast = Cast(case.scenario.given)
    first, *rest = [step.actor.sentence(cast) for step in case.scenario.steps]
    told = ", then ".join([first, *(f"{sentence[:1].lower()}{sentence[1:]}" for sentence in rest)])
    return told if len(told) <= _LONGEST else told[:_LONGEST].rpartition(",")[0] + ", and so on"
