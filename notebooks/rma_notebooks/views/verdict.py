"""What Gladly decided, why, and what would change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.views.markup import Html, plain_table, table
from rma_scenarios.flow import Decision, Flow
from rma_scenarios.flow.wording import change_words, outcome_mark, outcome_words, reason, trigger_words
from rma_scenarios.format.names import known_rules

_NOTHING = "Gladly decided nothing: no lookup was due."
_BESIDE = "not_shown"
"""An outcome that stands beside the one that decided, never alone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision that ended a story.

    `rule` and `outcome` are empty when nothing was decided; `flip` is the smallest change known to turn the verdict.
    `problem` says why the story stopped before its end.
    """

    rule: str = ""
    outcome: str = ""
    sentence: str = _NOTHING
    flip: str | None = None
    problem: str | None = None
    decision: Decision | None = None

    @classmethod
    def of(cls, flow: Flow, problem: str | None) -> "Verdict":
        """Return the last decision of a flow."""
        deciding = [decision for decision in flow.decisions if decision.outcome != _BESIDE] or flow.decisions
        if not deciding:
            return cls(problem=problem)
        last = deciding[-1]
        return cls(last.rule, last.outcome, last.sentence, last.flip, problem, last)

    @property
    def short(self) -> str:
        """Return the outcome in a word or two, with its sign."""
        if self.decision is None:
            return "○ Nothing decided"
        return f"{outcome_mark(self.decision)} {outcome_words(self.decision)}"

    @property
    def why(self) -> str:
        """Return the reason without the outcome."""
        return reason(self.decision) if self.decision else self.sentence

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        markup, plain = [], []
        if self.problem:
            stopped = f"The story stopped here: {self.problem}"
            markup.append(f"<p><strong>✗ {escape(stopped)}</strong></p>")
            plain.append(f"✗ {stopped}")
        trigger = trigger_words(self.decision) if self.decision else ""
        lead = f"{self.short}. " if self.decision else ""
        markup.append(f'<p style="font-size:115%"><strong>{escape(lead)}</strong>{escape(self.why)}</p>')
        plain.append(f"{lead}{self.why}")
        if self.decision and self.decision.flip:
            markup.append(f"<p>{escape(change_words(self.decision))}</p>")
            plain.append(change_words(self.decision))
        rule = known_rules().get(self.rule)
        if rule:
            told = f"{trigger}. Rule {self.rule} ({rule['evidence']}): {rule['sentence']}"
            markup.append(f"<p><small>{escape(told)}</small></p>")
            plain.append(told)
        return Html("".join(markup), "\n".join(plain)).bundle()


def verdict_table(verdicts: Mapping[str, Verdict]) -> Html:
    """Show verdicts side by side, each under its name."""
    rows = [
        (name, verdict.short, verdict.why, verdict.flip or "", verdict.rule or "none")
        for name, verdict in verdicts.items()
    ]
    heads = ("Who", "Verdict", "Why", "What would change it", "Rule")
    return Html(table(heads, [tuple(map(escape, row)) for row in rows]), plain_table([heads, *rows]))
