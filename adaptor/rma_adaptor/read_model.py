"""Answer from each person's last good rows, read them anew when they are old, and let equal questions share a call."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Any, Protocol

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicError, ReturnLogicUnreachable
from rma_adaptor.rows.flights import Flight, Flights
from rma_adaptor.rows.memory import Known, RowMemory
from rma_adaptor.rows.readings import Person, Reading
from rma_adaptor.rows.store import Kept, RowStore

_LONGEST_LOOK_S = 0.5
"""A store that is away must not use up the time in which ReturnLogic could be asked."""


class Fetch(Protocol):
    """Ask ReturnLogic, within a budget of one's own, because others may wait for the answer longer."""

    def __call__(self, *, is_background: bool) -> Awaitable[Reading]:
        """Return what was read; calls in the background, for which nobody waits, let everybody else's go first."""


class Others(Protocol):
    """Tell other processes, which have memories of their own and share the store."""

    async def forget(self, tenant: str, email: str | None) -> None:
        """Let them erase the rows of one person, or of all of a tenant's; what cannot be told now is not lost."""

    async def mark_stale(self, tenant: str, emails: Collection[str] | None, rma_ids: Collection[str]) -> None:
        """Let them take the rows of people and of these RMAs' people, or of all of a tenant's, for stale."""


class ReadModel:
    """Remember rows per tenant and e-mail: in memory, and behind it in a store that outlives the process.

    Args:
        capacity: Of how many people rows stay in memory.
        clock: Tells the time, timezone-aware.
        store: Where rows are kept besides; None keeps them in memory only.
        source_of: Names where a tenant's rows are read now; rows that were read elsewhere are never used, since they
            may be another team's, and those that are to be erased may be there until the database does so.
    """

    def __init__(
        self,
        *,
        capacity: int,
        clock: Callable[[], datetime],
        store: RowStore | None = None,
        source_of: Callable[[str], str | None] = lambda _: "",
    ) -> None:
        self._clock = clock
        self._source_of = source_of
        self._memory = RowMemory(capacity=capacity)
        self._store = store
        self._orders = itertools.count(1)
        self._fetches = Flights()
        self._looks = Flights()  # into the store
        self.others: Others | None = None

    def __len__(self) -> int:
        return len(self._memory)

    async def read(
        self,
        tenant: str,
        email: str,
        *,
        max_age_s: float,
        fetch: Fetch,
        budget: Budget,
        stale_while_revalidate_s: float = 0.0,
    ) -> Reading:
        """Return rows young enough, else freshly fetched ones, else, when that fails, old ones.

        Callers with the same key share one fetch, which goes on when one of them gives up.

        Args:
            stale_while_revalidate_s: How much older than `max_age_s` rows may be and be returned at once, while a
                fetch in the background reads them anew. Never an answer without rows, since "no returns" must be
                young; nor after a webhook said that they are stale, nor after the last fetch failed.

        Raises:
            ReturnLogicError: The fetch failed and nothing usable is kept. That includes an old answer without rows:
                an outage must never look like "no returns".
        """
        person = (tenant, email)
        known = self._known(person)
        if known is None and self._store is not None and self._under_way(person) is None:
            known = await self._recalled(person, self._store, budget)
        if known is None or self._memory.is_stale(person, known):
            return await self._fetched(person, fetch, budget)
        if self._is_younger(known, max_age_s):
            self._memory.touch(person)
            return known.reading
        is_usable = known.reading.rows and not known.is_failing
        if is_usable and self._is_younger(known, max_age_s + stale_while_revalidate_s):
            if self._under_way(person) is None:
                self._start_fetch(person, fetch, is_background=True)
            return known.reading
        return await self._fetched(person, fetch, budget)

    async def mark_stale(self, tenant: str, emails: Collection[str], rma_ids: Collection[str]) -> bool:
        """Let what was read until now be read anew before it is shown, as of these people and these RMAs' people.

        When that leads to nobody, it may be about anybody, so everything of the tenant is stale then.

        Args:
            emails: Normalised.

        Returns:
            Whether it led to somebody.

        Raises:
            StoreUnavailable: The store did not note it, so that a restart would forget it; memory has noted it.
        """
        people = {*emails, *self._memory.emails_of(tenant, rma_ids)}
        self.mark_here(tenant, people, rma_ids)
        is_somebody = bool(people)
        try:
            if self._store is not None:
                is_somebody = await self._store.mark_stale(tenant, people, rma_ids) or is_somebody
                if not is_somebody:
                    await self._store.mark_all_stale(tenant)
        finally:
            # Again: meanwhile somebody may have brought rows into memory that were not marked in the store yet.
            self.mark_here(tenant, people if is_somebody else None, rma_ids)
        if self.others is not None:
            await self.others.mark_stale(tenant, people if is_somebody else None, rma_ids)
        return is_somebody

    async def forget(self, tenant: str, email: str | None = None) -> None:
        """Erase a tenant's rows, all or one person's, and those that are just being fetched, in other processes too.

        Raises:
            StoreUnavailable: The store did not erase them; memory has.
        """
        await self.erase(tenant, email)
        if self.others is not None:
            await self.others.forget(tenant, email)

    async def erase(self, tenant: str, email: str | None = None) -> None:
        """Erase a tenant's rows, all or one person's, and those that this process is just fetching.

        Raises:
            StoreUnavailable: The store did not erase them; memory has.
        """
        self.forget_here(tenant, email)
        if self._store is not None:
            await self._store.forget(tenant, email)
            # Meanwhile somebody may have brought rows into memory that were not erased in the store yet.
            self.forget_here(tenant, email)

    async def expire(self, tenant: str, before: datetime) -> int:
        """Erase what was read of a tenant's people before a moment; return of how many people.

        Raises:
            StoreUnavailable: The store did not erase them; memory has.
        """
        dropped = self._memory.expire(tenant, before)
        return dropped if self._store is None else await self._store.expire(tenant, before)

    def mark_here(self, tenant: str, emails: Collection[str] | None, rma_ids: Collection[str] = ()) -> None:
        """Let what this process knows of people be stale, of all of a tenant's when None; the store is not told."""
        if emails is None:
            self._memory.mark_all(tenant)
            self._overtake(tenant, None)
            return
        for email in {*emails, *self._memory.emails_of(tenant, rma_ids)}:
            self._memory.mark((tenant, email))
            self._overtake(tenant, email)
        if rma_ids and not emails:
            # Whose an RMA is may be just what something under way is about to tell.
            self._overtake(tenant, None)

    def forget_here(self, tenant: str, email: str | None = None) -> None:
        """Drop what this process knows of a tenant's people, all or one; the store is not told."""
        self._memory.forget(tenant, email)
        for flights in (self._fetches, self._looks):
            flights.forget(tenant, email)

    def give_up(self) -> None:
        """Stop every fetch; whoever waits for one is told that ReturnLogic does not answer."""
        for flights in (self._fetches, self._looks):
            flights.cancel()

    async def aclose(self) -> None:
        """Stop every fetch and wait for its end."""
        for flights in (self._fetches, self._looks):
            await flights.aclose()

    def _overtake(self, tenant: str, email: str | None) -> None:
        for flights in (self._fetches, self._looks):
            flights.overtake(tenant, email)

    def _known(self, person: Person) -> Known | None:
        """Return what is known of a person, if it was read where the tenant's rows are read now."""
        known = self._memory.get(person)
        return known if known is not None and known.reading.source == self._source_of(person[0]) else None

    def _under_way(self, person: Person) -> Flight | None:
        """Return the fetch that somebody who asks now may wait for."""
        flight = self._fetches.get(person)
        return flight if flight is not None and flight.source == self._source_of(person[0]) else None

    def _is_younger(self, known: Known, seconds: float) -> bool:
        return timedelta(0) <= self._clock() - known.reading.as_of < timedelta(seconds=seconds)

    async def _recalled(self, person: Person, store: RowStore, budget: Budget) -> Known | None:
        """Bring a person's rows back from the store, once however many ask, and return what is known then."""
        look = self._looks.get(person)
        if look is None:
            look = Flight(person, is_background=True)
            self._looks.start(look, self._look(look, store))
        await asyncio.wait({look.task}, timeout=min(budget.left_s(), _LONGEST_LOOK_S))
        return self._known(person)

    async def _look(self, flight: Flight, store: RowStore) -> None:
        kept = await store.load(flight.person)
        if kept is not None and not flight.is_forgotten and kept.reading.source == self._source_of(flight.person[0]):
            is_marked = kept.is_stale or flight.is_overtaken
            self._memory.keep(flight.person, Known(kept.reading, flight.order, is_marked=is_marked))

    async def _fetched(self, person: Person, fetch: Fetch, budget: Budget) -> Reading:
        failure: ReturnLogicError = ReturnLogicUnreachable("the tenant was changed while ReturnLogic was asked")
        for _ in range(2):  # once more when it was changed meanwhile
            flight = self._under_way(person)
            if flight is None or flight.is_background:
                # One in the background may come too late for somebody who waits.
                flight = self._start_fetch(person, fetch)
            await asyncio.wait({flight.task}, timeout=budget.left_s())
            if (failed := _failure_of(flight.task)) is not None:
                failure = failed
                break
            reading: Reading = flight.task.result()
            if reading.source == self._source_of(person[0]):
                return reading
        # Looked up now: the rows may have been forgotten meanwhile.
        known = self._known(person)
        if known is None or not known.reading.rows:
            raise failure
        old = known.reading
        return Reading(old.rows, old.as_of, old.is_complete, failure, source=old.source)

    def _start_fetch(self, person: Person, fetch: Fetch, *, is_background: bool = False) -> Flight:
        flight = Flight(person, next(self._orders), is_background, self._source_of(person[0]))
        return self._fetches.start(flight, self._fetch(flight, fetch))

    async def _fetch(self, flight: Flight, fetch: Fetch) -> Reading:
        try:
            reading = await fetch(is_background=flight.is_background)
        except ReturnLogicError:
            self._memory.note_failure(flight.person, flight.order)
            raise
        if not flight.is_forgotten and reading.source == self._source_of(flight.person[0]):
            self._memory.keep(flight.person, Known(reading, flight.order, is_marked=flight.is_overtaken))
            if self._store is not None:
                self._store.keep(flight.person, Kept(reading, is_stale=flight.is_overtaken))
        return reading


def _failure_of(flight: asyncio.Task[Any]) -> ReturnLogicError | None:
    if not flight.done() or flight.cancelled():
        return ReturnLogicUnreachable("ReturnLogic did not answer within the budget")
    error = flight.exception()
    if error is None or isinstance(error, ReturnLogicError):
        return error
    raise error
