"""Let those who want the same thing of a person wait for one task, and tell tasks under way what has happened since."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.rows.readings import Person
from rma_adaptor.telemetry import log_unexpected


@dataclass(eq=False)
class Flight:
    """Hold one task for a person.

    Args:
        order: Of its beginning, among all.
        is_background: Whether nobody waits for it.
        source: Where the tenant's rows were read when it began.
        is_forgotten: Whether the person was to be forgotten since, so that what it brings is not kept.
        is_overtaken: Whether a webhook came since, so that what it brings is stale.
    """

    person: Person
    order: int = 0
    is_background: bool = False
    source: str | None = None
    is_forgotten: bool = False
    is_overtaken: bool = False
    task: asyncio.Task[Any] = field(init=False)


class Flights:
    """Know what is under way, and what of it one may still join."""

    def __init__(self) -> None:
        self._joinable: dict[Person, Flight] = {}
        self._running: set[Flight] = set()

    def get(self, person: Person) -> Flight | None:
        """Return what somebody who asks now may wait for."""
        return self._joinable.get(person)

    def start(self, flight: Flight, work: Coroutine[Any, Any, Any]) -> Flight:
        """Begin; a task of its own, so that a caller's timeout or cancellation is not the other callers'."""
        flight.task = asyncio.create_task(work)
        flight.task.add_done_callback(lambda _: self._end(flight))
        self._running.add(flight)
        self._joinable[flight.person] = flight
        return flight

    def overtake(self, tenant: str, email: str | None) -> None:
        """Let what is under way for a tenant's people, all or one, bring something stale."""
        for flight in self._parted(tenant, email):
            flight.is_overtaken = True

    def forget(self, tenant: str, email: str | None) -> None:
        """Let what is under way for a tenant's people, all or one, be kept nowhere."""
        for flight in self._parted(tenant, email):
            flight.is_forgotten = True

    def cancel(self) -> None:
        """Stop everything."""
        for flight in self._running:
            flight.task.cancel()

    async def aclose(self) -> None:
        """Stop everything and wait for its end."""
        self.cancel()
        await asyncio.gather(*(flight.task for flight in self._running), return_exceptions=True)

    def _parted(self, tenant: str, email: str | None) -> list[Flight]:
        """Return what is under way for people; whoever asks from now on begins anew."""
        found = [one for one in self._running if one.person[0] == tenant and email in (None, one.person[1])]
        for flight in found:
            self._part(flight)
        return found

    def _part(self, flight: Flight) -> None:
        if self._joinable.get(flight.person) is flight:
            del self._joinable[flight.person]

    def _end(self, flight: Flight) -> None:
        self._running.discard(flight)
        self._part(flight)
        # Every caller may have given up already; asyncio warns about errors that nobody looked at.
        error = None if flight.task.cancelled() else flight.task.exception()
        if flight.is_background and error is not None and not isinstance(error, ReturnLogicError):
            log_unexpected(error)
