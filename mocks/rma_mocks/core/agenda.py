"""What is due in a world's future: the one place that says what the clock can be moved to next."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from rma_mocks.core.world import World


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens of itself once the world's clock gets there; `what` is a sentence."""

    at: datetime
    what: str


def next_event(world: World) -> Event | None:
    """Return what is due next after the world's now, or None when nothing is."""
    now = world.clock.now()
    return min((event for source in _SOURCES for event in source(world) if event.at > now), default=None)


def _of_faults(world: World) -> Iterable[Event]:
    for fault in world.faults.scripted:
        yield from (Event(at, what) for at, what in fault.events())


_SOURCES: tuple[Callable[[World], Iterable[Event]], ...] = (_of_faults,)
