"""What may be wrong with a world that somebody asks for: nonsense, or the same thing twice."""

from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

Name = TypeVar("Name", int, str)


class SpecError(Exception):
    """A world that makes no sense; the message says what to write."""


class SpecConflict(SpecError):
    """A key, an id or a contact that belongs to something else already; the message says to what."""


def distinct(what: str, names: Iterable[Name]) -> list[Name]:
    """Return the names, or raise SpecConflict when one is written twice; `what` begins its sentence."""
    counted = Counter(names)
    twice = next((name for name, count in counted.items() if count > 1), None)
    if twice is not None:
        raise SpecConflict(f"{what} {twice!r} is used twice; give each one of its own")
    return list(counted)
