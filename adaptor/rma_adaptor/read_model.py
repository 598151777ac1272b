"""Keep each person's last good rows, and let equal questions share one call."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicError, ReturnLogicUnreachable
from rma_adaptor.returnlogic import Rma

Key = tuple[str, str]


@dataclass(frozen=True)
class Reading:
    """Hold one person's rows, when they were read, and, for old rows, why there are no newer ones.

    What was answered from them is kept beside them: equal questions get equal answers as long as the rows are.
    """

    rows: tuple[Rma, ...]
    as_of: datetime
    is_complete: bool = True
    failure: ReturnLogicError | None = None
    _answers: list[tuple[object, bytes]] = field(default_factory=list, compare=False, repr=False)

    def answered(self, tenant: object, compose: Callable[[], bytes]) -> bytes:
        """Return the answer for a tenant as it is configured, composed once; a changed tenant is another object."""
        for known, answer in self._answers:
            if known is tenant:
                return answer
        answer = compose()
        self._answers[:] = [(tenant, answer)]
        return answer


Fetch = Callable[[], Awaitable[Reading]]


class ReadModel:
    """Remember rows per tenant and e-mail, in memory; bounded, the person asked longest ago goes first."""

    def __init__(self, *, capacity: int, clock: Callable[[], datetime]) -> None:
        self._capacity = capacity
        self._clock = clock
        self._known: OrderedDict[Key, Reading] = OrderedDict()
        self._flights: dict[Key, asyncio.Task[Reading]] = {}
        # Forgotten fetches too, which `_flights` no longer knows.
        self._running: set[asyncio.Task[Reading]] = set()

    def __len__(self) -> int:
        return len(self._known)

    async def read(self, tenant: str, email: str, *, max_age_s: float, fetch: Fetch, budget: Budget) -> Reading:
        """Return rows young enough, else freshly fetched ones, else, when that fails, old ones.

        Callers with the same key share one fetch, which goes on when one of them gives up.

        Args:
            fetch: Asks ReturnLogic; it keeps its own budget, because others may wait for it longer.

        Raises:
            ReturnLogicError: The fetch failed and nothing usable is kept. That includes an old answer without rows:
                an outage must never look like "no returns".
        """
        key = (tenant, email)
        known = self._known.get(key)
        if known is not None and self._is_young(known, max_age_s):
            self._known.move_to_end(key)
            return known
        flight = self._flights.get(key) or self._start(key, fetch)
        await asyncio.wait({flight}, timeout=budget.left_s())
        failure = _failure_of(flight)
        if failure is None:
            return flight.result()
        # Looked up again: the rows may have been forgotten meanwhile.
        known = self._known.get(key)
        if known is None or not known.rows:
            raise failure
        return Reading(known.rows, known.as_of, known.is_complete, failure)

    def forget(self, tenant: str, email: str | None = None) -> None:
        """Drop a tenant's rows, all or one person's, and those that are just being fetched."""
        for kept in (self._known, self._flights):
            for key in [key for key in kept if key[0] == tenant and email in (None, key[1])]:
                del kept[key]

    def give_up(self) -> None:
        """Stop every fetch; whoever waits for one is told that ReturnLogic does not answer."""
        for flight in self._running:
            flight.cancel()

    async def aclose(self) -> None:
        """Stop every fetch and wait for its end."""
        self.give_up()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _is_young(self, known: Reading, max_age_s: float) -> bool:
        return timedelta(0) <= self._clock() - known.as_of < timedelta(seconds=max_age_s)

    def _start(self, key: Key, fetch: Fetch) -> asyncio.Task[Reading]:
        # A task of its own, so that a caller's timeout or cancellation is not the other callers'.
        flight = asyncio.create_task(self._fly(key, fetch))
        flight.add_done_callback(self._end)
        self._running.add(flight)
        self._flights[key] = flight
        return flight

    async def _fly(self, key: Key, fetch: Fetch) -> Reading:
        try:
            reading = await fetch()
            if self._is_current(key):
                self._keep(key, reading)
            return reading
        finally:
            if self._is_current(key):
                del self._flights[key]

    def _end(self, flight: asyncio.Task[Reading]) -> None:
        self._running.discard(flight)
        # Every caller may have given up already; asyncio warns about errors that nobody looked at.
        if not flight.cancelled():
            flight.exception()

    def _is_current(self, key: Key) -> bool:
        return self._flights.get(key) is asyncio.current_task()

    def _keep(self, key: Key, reading: Reading) -> None:
        self._known[key] = reading
        self._known.move_to_end(key)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)


def _failure_of(flight: asyncio.Task[Reading]) -> ReturnLogicError | None:
    if not flight.done() or flight.cancelled():
        return ReturnLogicUnreachable("ReturnLogic did not answer within the budget")
    error = flight.exception()
    if error is None or isinstance(error, ReturnLogicError):
        return error
    raise error
