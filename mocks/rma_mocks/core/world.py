"""A world: one invented retailer, with everything that tests would trip over if they shared it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rma_mocks.core.agenda import Agenda, Event
from rma_mocks.core.clock import Clock
from rma_mocks.core.faults import Faults
from rma_mocks.core.journal import Journal
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.sequence import Sequence
from rma_mocks.core.under_way import UnderWay


class Part(StrEnum):
    """What of a world may change, each thing by itself; a state that is kept on disk is written by these.

    SETTINGS are ids, credentials, apps, time and scripted failures, GONE is a deleted RMA; WHOLE is everything at once.
    """

    SETTINGS = "settings"
    PERSON = "person"
    ORDER = "order"
    RMA = "rma"
    GONE = "gone"
    PROFILE = "profile"
    CONVERSATION = "conversation"
    SNAPSHOT = "snapshot"
    WHOLE = "whole"


Mark = tuple[str, Part, str]
"""A world's id, which part of it changed, and that thing's own id or name."""


@dataclass(frozen=True, slots=True)
class WorldState:
    """A world's data, time and scripted failures at one moment; nothing that happens later changes it.

    `ahead_s` is how far the world's time was ahead of the clock that cannot be moved.
    """

    retailer: Retailer
    now: datetime
    is_frozen: bool
    ahead_s: float
    faults: Faults


def _nothing() -> None:
    """Do nothing."""


@dataclass(slots=True)
class World:
    """One retailer's data, time, faults and journal.

    `shows_assumed` says whether the mocks also send what no vendor published (`profile: assumed`).
    `changes` counts whatever a page may want to show anew, `under_way` knows what has not ended yet, `agenda` what is
    due.
    `marks` holds what is to be written to disk, in order; None where nothing is. `on_change` is called after each
    change.
    """

    id: str
    seed: int
    retailer: Retailer
    clock: Clock
    shows_assumed: bool = True
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    changes: Sequence = field(default_factory=Sequence)
    under_way: UnderWay = field(default_factory=UnderWay)
    agenda: Agenda = field(default_factory=Agenda)
    marks: dict[Mark, None] | None = None
    on_change: Callable[[], None] = _nothing

    def mark(self, part: Part, key: str = "") -> None:
        """Say that something is another than it was, before anybody is told so."""
        if self.marks is not None:
            self.marks[self.id, part, key] = None

    def changed(self, part: Part, key: str = "") -> None:
        """Mark it, and let pages that wait for changes show it."""
        self.mark(part, key)
        self.changes.advance()
        self.on_change()

    def play_due(self) -> bool:
        """Let happen what the clock has brought due, so that whoever looks next sees it; say whether anything was."""
        due, now = self.agenda.next_due(self.changes.value), self.clock.now()
        if due is None or due > now:
            return False
        self.agenda.play(now)
        return True

    def due_in_s(self) -> float | None:
        """Return after how many seconds something happens of itself; None when nothing does while the clock is so."""
        due = None if self.clock.is_frozen else self.agenda.next_due(self.changes.value)
        return None if due is None else (due - self.clock.now()).total_seconds()

    async def settle(self, limit_s: float) -> None:
        """Let happen what is due, wait until the work that this began has ended, and again until nothing is due.

        Args:
            limit_s: When to go on all the same, in real time.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + limit_s
        before = self.under_way.begun
        while self.play_due() and (left_s := until - loop.time()) > 0:
            await self.under_way.wait_until_ended(self.under_way.begun - before, left_s)

    def next_event(self) -> Event | None:
        """Return what is due next after the world's now, or None when nothing is."""
        return self.agenda.next_event(self.clock.now(), self.faults)

    def state(self) -> WorldState:
        """Return how things stand, at the cost of what changed since the world was opened."""
        return WorldState(
            retailer=self.retailer.copy(),
            now=self.clock.now(),
            is_frozen=self.clock.is_frozen,
            ahead_s=self.clock.ahead_s(),
            faults=self.faults.copy(),
        )

    def enter(self, state: WorldState) -> None:
        """Go on from a state; the journal is a record of what happened and stays."""
        self.retailer = state.retailer.copy()
        self.clock.stand_at(state.now, is_frozen=state.is_frozen)
        self.faults = state.faults.copy()
        self.changed(Part.WHOLE)

    def close(self) -> None:
        """Let every long poll on this world end."""
        self.changes.close()
        self.journal.sequence.close()
        self.under_way.close()
