"""Find the arrows in which two flows differ."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from rma_scenarios.flow.record import Arrow, Flow

Numbers = frozenset[int]


def changed_arrows(one: Flow, other: Flow) -> tuple[Numbers, Numbers]:
    """Return which arrows stand in one flow only: the numbers of the first flow's, then of the other's.

    Arrows are equal when they say the same between the same lanes; when they happened, and how long they took, does
    not count.
    """
    matcher = SequenceMatcher(None, _words(one.arrows), _words(other.arrows), autojunk=False)
    changed = [row for row in matcher.get_opcodes() if row[0] != "equal"]
    return (
        frozenset(arrow.number for _, start, end, _, _ in changed for arrow in one.arrows[start:end]),
        frozenset(arrow.number for _, _, _, start, end in changed for arrow in other.arrows[start:end]),
    )


def _words(arrows: Sequence[Arrow]) -> list[tuple[str, str, bool, str]]:
    return [(arrow.source, arrow.target, arrow.is_failed, arrow.sentence) for arrow in arrows]
