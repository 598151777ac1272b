"""Write a flow as plain lines, for terminals and failure messages."""

from rma_scenarios.flow.record import Arrow, Decision, Flow
from rma_scenarios.flow.wording import (
    CHANGED,
    change_words,
    lookup_time,
    outcome_mark,
    outcome_words,
    reason,
    trigger_words,
)

_LANES_WIDTH = 30


def flow_lines(flow: Flow, *, changed: frozenset[int] = frozenset()) -> list[str]:
    """Give the whole flow: its arrows, Gladly's verdicts and the time of the slowest lookup.

    Args:
        flow: What to tell.
        changed: Numbers of the arrows that another flow does not have; they are marked.
    """
    lines = [f"{_mark(arrow, changed)}{arrow.number:>3}. {arrow_line(arrow)}" for arrow in flow.arrows]
    lines += [decision_line(decision) for decision in flow.decisions]
    if flow.slowest_lookup_ms is not None:
        lines.append(lookup_time(flow.slowest_lookup_ms))
    return lines


def _mark(arrow: Arrow, changed: frozenset[int]) -> str:
    if not changed:
        return ""
    return f"{CHANGED} " if arrow.number in changed else "  "


def arrow_line(arrow: Arrow) -> str:
    """Give one arrow: who to whom, then its sentence; a failed one starts with a cross."""
    ends = f"{arrow.source} → {arrow.target}"
    return f"{ends:<{_LANES_WIDTH}}{'✗ ' if arrow.is_failed else ''}{arrow.sentence}"


def decision_line(decision: Decision) -> str:
    """Give one verdict: outcome, trigger, sentence, deciding rule."""
    rule = f" ({decision.rule})" if decision.rule else ""
    told = f"{outcome_mark(decision)} {trigger_words(decision)}: {outcome_words(decision)}. {reason(decision)}{rule}"
    return f"{told} {change_words(decision)}".rstrip()
