"""Keep rows in the tenants' database: written behind the answer, marked and erased before it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from rma_adaptor.database import DRIVER_ERRORS
from rma_adaptor.errors import RowsUnavailable, StoreUnavailable
from rma_adaptor.rows.backlog import Backlog
from rma_adaptor.rows.cover import RowCover, micros_of
from rma_adaptor.rows.readings import Person
from rma_adaptor.rows.store import Kept
from rma_adaptor.rows.tables import RowTables, hash_key
from rma_adaptor.schema import locked
from rma_adaptor.sealing import Seal
from rma_adaptor.telemetry import LOG, log_unexpected

_MOST_WAITING = 1000
_BATCH = 50
_LONGEST_END_S = 1.0


class RowDatabase:
    """Keep rows, see `RowStore`; nothing is written twice at once, so what is erased is not written behind that.

    Args:
        seal: With keys; without any, personal rows must not lie in a database.
        clock: Tells the time, timezone-aware.
        keeps_for: Tells how old a tenant's rows may become.
    """

    def __init__(
        self,
        seal: Seal,
        *,
        clock: Callable[[], datetime],
        keeps_for: Callable[[str], timedelta] = lambda _: timedelta.max,
    ) -> None:
        self._seal = seal
        self._clock = clock
        self._keeps_for = keeps_for
        self._backlog = Backlog(capacity=_MOST_WAITING)
        self._writing = asyncio.Lock()
        self._opened: tuple[AsyncEngine, RowTables] | None = None

    def __len__(self) -> int:
        """Count the people whose rows are still to be written."""
        return len(self._backlog)

    @asynccontextmanager
    async def open(self, engine: AsyncEngine) -> AsyncIterator[None]:
        """Use a database whose tables are up to date; at the end, write what still waits.

        Raises:
            ConfigurationError: What is kept there was encrypted with a key that is not given.
        """
        async with locked(engine) as connection:
            cover = RowCover(self._seal, await hash_key(connection, self._seal))
        self._opened = engine, RowTables(cover, engine.dialect.name)
        tasks = [asyncio.create_task(work) for work in (self._write_on(), self._seal_anew())]
        try:
            yield
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_END_S):
                    await self.write_all()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._opened = None

    async def load(self, person: Person) -> Kept | None:
        """Return what is kept of a person; None also when it has expired, or when the database does not answer."""
        if (waiting := self._backlog.get(person)) is not None:
            return waiting
        engine, tables = self._use()
        try:
            async with engine.connect() as connection:
                kept = await tables.load(connection, person)
        except DRIVER_ERRORS as error:
            LOG.warning("kept rows were not looked up", type=type(error).__name__)
            return None
        is_expired = kept is not None and self._clock() - kept.reading.as_of > self._keeps_for(person[0])
        return None if is_expired else kept

    def keep(self, person: Person, kept: Kept) -> None:
        """Keep rows soon."""
        self._backlog.put(person, kept)

    async def forget(self, tenant: str, email: str | None = None) -> None:
        """Erase a tenant's rows, all or one person's.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        async with self._changing("erased") as (connection, tables):
            self._backlog.drop(tenant, email)
            await tables.erase(connection, tenant, email)

    async def mark_stale(self, tenant: str, emails: Collection[str], rma_ids: Collection[str]) -> bool:
        """Mark what was read until now of these people, and of whoever has these RMAs; tell whether that is anybody.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        until = micros_of(self._clock())
        async with self._changing("marked") as (connection, tables):
            # What waits is marked with the rest, and tells whose RMAs are whose.
            await tables.write(connection, self._backlog.take(_MOST_WAITING))
            return await tables.mark(connection, tenant, emails, rma_ids, until)

    async def mark_all_stale(self, tenant: str) -> None:
        """Mark what was read until now of all of a tenant's people.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        until = micros_of(self._clock())
        async with self._changing("marked") as (connection, tables):
            await tables.mark_all(connection, tenant, until)

    async def expire(self, tenant: str, before: datetime) -> int:
        """Erase what was read before a moment; return of how many people.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        async with self._changing("erased") as (connection, tables):
            return await tables.expire(connection, tenant, micros_of(before))

    async def write_all(self) -> None:
        """Write what waits; what is being written is written then, too."""
        await self._write_some()
        while len(self._backlog):
            await self._write_some()

    async def _write_on(self) -> None:
        while True:
            await self._backlog.filled()
            await self._write_some()

    async def _write_some(self) -> None:
        engine, tables = self._use()
        async with self._writing:
            # Lost when they cannot be written: they cost one call each.
            if not (batch := self._backlog.take(_BATCH)):
                return
            try:
                async with engine.begin() as connection:
                    await tables.write(connection, batch)
            except DRIVER_ERRORS as error:
                LOG.warning("rows were not kept", type=type(error).__name__, people=len(batch))
            except Exception as error:  # noqa: BLE001  a bug with one person's rows must not end the keeping of others'
                log_unexpected(error)

    async def _seal_anew(self) -> None:
        count, done = 0, _BATCH
        while done:
            try:
                async with self._changing("encrypted anew") as (connection, tables):
                    done = await tables.seal_anew(connection, _BATCH)
            except StoreUnavailable:
                return
            count += done
        if count:
            LOG.info("rows encrypted anew", people=count)

    @asynccontextmanager
    async def _changing(self, what: str) -> AsyncIterator[tuple[AsyncConnection, RowTables]]:
        engine, tables = self._use()
        try:
            async with self._writing, engine.begin() as connection:
                yield connection, tables
        except DRIVER_ERRORS as error:
            # Its kind only: a database's error quotes the row.
            LOG.warning(f"rows were not {what}", type=type(error).__name__)
            raise RowsUnavailable from None

    def _use(self) -> tuple[AsyncEngine, RowTables]:
        if self._opened is None:
            raise RuntimeError("the database of kept rows is not open")
        return self._opened
