"""What is due in a world's future: what the clock can be moved to next, and what happens of itself on the way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from rma_mocks.core.faults import Faults

Happening = Callable[[datetime], None]
"""What an event does, told the time at which it is due."""


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that is due at a time of the world's clock; `what` is a sentence.

    `happen` makes it so; None where nothing needs to be done, because whoever looks sees that its time has come.
    An event that has happened is no longer told by its source, or is told with a later time.
    """

    at: datetime
    what: str
    happen: Happening | None = field(default=None, compare=False)


Source = Callable[[], Iterable[Event]]
"""Tells what is due, in any order; asked again whenever something may have changed."""


class Agenda:
    """What is due in one world, asked of its sources and remembered until something changes."""

    def __init__(self) -> None:
        self._sources: list[Source] = []
        self._seen: int | None = None
        self._next: datetime | None = None

    def add_source(self, source: Source) -> None:
        """Ask this one, too; whoever changes what it tells says so to the world (`World.changed`)."""
        self._sources.append(source)
        self._seen = None

    def next_event(self, now: datetime, faults: Faults) -> Event | None:
        """Return what is due next after now, or None when nothing is; scripted failures begin and end of themselves."""
        scripted = (Event(at, what) for fault in faults.scripted for at, what in fault.events())
        return min((event for event in [*scripted, *self._events()] if event.at > now), default=None)

    def next_due(self, version: int) -> datetime | None:
        """Return when something is to happen of itself next, None when nothing is.

        Args:
            version: Counts the world's changes; the sources are asked again when it is another.
        """
        if self._seen != version:
            self._seen, first = version, self._first()
            self._next = None if first is None else first.at
        return self._next

    def play(self, now: datetime) -> None:
        """Let everything happen that is due by now, in its order; what that makes due by now happens as well."""
        while (event := self._first()) is not None and event.at <= now:
            assert event.happen is not None  # noqa: S101 -- the first is one that does something
            event.happen(event.at)
        self._seen = None

    def _first(self) -> Event | None:
        return min((event for event in self._events() if event.happen is not None), default=None)

    def _events(self) -> Iterable[Event]:
        return (event for source in self._sources for event in source())
