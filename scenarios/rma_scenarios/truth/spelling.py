"""Classify how statuses are written, without telling any of them.

Contract: the statuses are documented or observed (RL-STATUS-1), their spelling on the wire is unknown (RL-STATUS-2).
"""

import re
from collections.abc import Iterable

_PLAIN = (
    *("requested", "authorized", "delivered", "received", "inspected", "processed", "complete", "completed"),
    *("rejected", "canceled", "cancelled", "abandoned", "archived", "deleted"),
)
_COMPOUND = (("in", "transit"), ("partially", "received"), ("partially", "processed"))
_KNOWN = {*_PLAIN, *("".join(words) for words in _COMPOUND)}
_ALL = frozenset({"title", "lower", "snake", "joined"})


def spellings_of(status: str) -> frozenset[str]:
    """Return the settings under which a status is written so: three for one word in small letters, perhaps none."""
    if status == status.title() and status.replace(" ", "").isalpha():
        return frozenset({"title"})
    if re.fullmatch(r"[a-z]+", status):
        is_joined = any(status == "".join(words) for words in _COMPOUND)
        return frozenset({"joined"}) if is_joined else frozenset({"lower", "snake", "joined"})
    if re.fullmatch(r"[a-z]+( [a-z]+)+", status):
        return frozenset({"lower"})
    return frozenset({"snake"}) if re.fullmatch(r"[a-z]+(_[a-z]+)+", status) else frozenset()


def spelling_of_all(statuses: Iterable[str]) -> frozenset[str]:
    """Return the settings that fit every status."""
    fitting = _ALL
    for status in statuses:
        fitting &= spellings_of(status)
    return fitting


def unknown_among(statuses: Iterable[str]) -> int:
    """Count the statuses that no page and no public program names."""
    return sum(re.sub(r"[\W_]+", "", status).lower() not in _KNOWN for status in statuses)
