"""What a measure is, and the goal that its figure is held to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Goal:
    """A bound, and on which side of it a figure is good."""

    side: Literal["at most", "at least"]
    bound: float

    def is_met(self, figure: float) -> bool:
        """Tell whether a figure lies on the good side."""
        return figure <= self.bound if self.side == "at most" else figure >= self.bound


@dataclass(frozen=True)
class Measure:
    """One figure: what is measured or compared with what, its goal, and its unit unless it is a ratio.

    `run` is given the number of rounds.
    """

    name: str
    run: Callable[[int], float]
    goal: Goal | None = None
    unit: str = ""

    def row(self, figure: float) -> str:
        """Return the line of the table."""
        goal, verdict = "-", "no goal yet"
        if self.goal is not None:
            goal = f"{self.goal.side} {self._with_unit(f'{self.goal.bound:g}')}"
            verdict = "met" if self.goal.is_met(figure) else "missed"
        return f"| {self.name} | {goal} | {self._with_unit(f'{figure:.2f}')} | {verdict} |"

    def _with_unit(self, number: str) -> str:
        return f"{number} {self.unit}".rstrip()
