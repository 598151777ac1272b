"""What a notebook has found out, as values: its last cell says them, and whoever runs it again compares."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.views.markup import Html, folded, table

MIME = "application/vnd.rma-toolkit.answers+json"
"""The type of an output with answers: a list of `question`, `expected`, `found` and `held`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question, what the notebook says, and what was found just now; equal values of other types do not hold."""

    question: str
    expected: Any
    found: Any

    @property
    def held(self) -> bool:
        """Say whether what was found is what the notebook says."""
        return type(self.expected) is type(self.found) and self.expected == self.found


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a notebook."""

    rows: tuple[Answer, ...]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        held = [row.held for row in self.rows]
        summary = f"{sum(held)} of {len(held)} answers are as this notebook says."
        if not all(held):
            summary += " Somebody changed something; the others are:"
        shown = [
            (f"{'✓' if row.held else '≠'} {escape(row.question)}", escape(str(row.found)), escape(str(row.expected)))
            for row in self.rows
        ]
        data = [
            {"question": row.question, "expected": row.expected, "found": row.found, "held": row.held}
            for row in self.rows
        ]
        markup = folded(summary, table(("Question", "Found", "The notebook says"), shown))
        return {**Html(markup, summary).bundle(), MIME: data}


def answers(told: Mapping[str, tuple[Any, Any]]) -> Answers:
    """Say what was found out; the last cell of a notebook does, under the tag `answers`.

    Args:
        told: What was found and what the notebook says, by question.
    """
    return Answers(tuple(Answer(question, expected, found) for question, (found, expected) in told.items()))
