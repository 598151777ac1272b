"""Hold what both ports of one process share, from start to stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Self

import httpx

from rma_adaptor.database import is_in_memory
from rma_adaptor.hearing import Hearing
from rma_adaptor.metrics import Metrics
from rma_adaptor.read_model import ReadModel
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.retention import expire_on
from rma_adaptor.returnlogic import CallWatch, Limits, ReturnLogicClient
from rma_adaptor.row_database import RowDatabase
from rma_adaptor.row_tables import erase_everything
from rma_adaptor.sealing import Seal
from rma_adaptor.settings import Settings
from rma_adaptor.sharing.link import Link
from rma_adaptor.sharing.shared import SharedTurns, Sharing
from rma_adaptor.telemetry import warn_of_unsigned
from rma_adaptor.tenant_store import TenantStore

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, timezone-aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Name the long-lived parts: tenants, read model, client, replay guard, metrics, clock, what is shared."""

    settings: Settings
    clock: Clock
    tenants: TenantStore
    rows: RowDatabase | None
    client: ReturnLogicClient
    read_model: ReadModel
    guard: ReplayGuard
    metrics: Metrics
    stopping: asyncio.Event
    sharing: Sharing | None = None

    @classmethod
    def of(cls, settings: Settings, *, transport: httpx.AsyncBaseTransport | None, clock: Clock) -> Self:
        """Build every part; nothing is opened yet.

        Raises:
            ConfigurationError: The encryption keys cannot be read or used.
        """
        seal = Seal(settings.all_encryption_keys())
        limits = Limits(settings.returnlogic_per_second, settings.returnlogic_per_minute)
        turns = _shared_turns(settings, limits)
        rows = RowDatabase(seal, clock=clock) if _keeps_rows(settings, seal) else None
        services = cls(
            settings=settings,
            clock=clock,
            tenants=TenantStore(settings.database, seal, allow_plaintext=settings.allow_plaintext_secrets),
            rows=rows,
            client=ReturnLogicClient(
                transport=transport,
                max_answer_bytes=settings.max_upstream_bytes,
                max_pages=settings.max_pages,
                limits=limits,
                turns_for=turns,
                trust_env=settings.trust_env,
            ),
            read_model=ReadModel(capacity=settings.read_model_people, clock=clock, store=rows),
            guard=ReplayGuard(max_skew_s=settings.max_skew_s, capacity=settings.replay_capacity),
            metrics=Metrics(),
            stopping=asyncio.Event(),
        )
        services._watch()
        gone = "Whether a Redis is set that does not answer"
        services.metrics.watch("redis_gone", gone, lambda: turns is not None and not turns.link.is_there)
        return services if turns is None else replace(services, sharing=services._sharing(turns, seal))

    async def is_ready(self) -> bool:
        """Tell whether lookups should come here: our own stores answer, and the process is not stopping."""
        return not self.stopping.is_set() and await self.tenants.is_ready()

    async def tell_tenants_changed(self) -> None:
        """Let other processes read the tenants again."""
        if self.sharing is not None:
            await self.sharing.news.tenants_changed()

    def call_watch(self, tenant: str, on_call: Callable[[], None] = lambda: None) -> CallWatch:
        """Return what counts a tenant's calls to ReturnLogic."""
        count_call, count_refusal = self.metrics.count_call, self.metrics.count_refusal
        return CallWatch(on_call, partial(count_call, tenant), partial(count_refusal, tenant))

    def _sharing(self, turns: SharedTurns, seal: Seal) -> Sharing:
        hearing = Hearing(self.tenants, self.read_model, self.metrics)
        sharing = Sharing.of(turns, guard=self.guard, clock=self.clock, seal=seal, hearing=hearing)
        self.read_model.others = sharing.news
        return sharing

    def _watch(self) -> None:
        """Show what the parts hold; a new part adds its gauges here."""
        self.metrics.watch("people_kept", "People whose rows are kept", lambda: len(self.read_model))
        waiting_rows = "People whose rows are still to be written into the database"
        self.metrics.watch("people_to_write", waiting_rows, lambda: 0 if self.rows is None else len(self.rows))
        self.metrics.watch("signatures_kept", "Signatures remembered against replay", lambda: len(self.guard))
        waiting, broken = "Calls that wait for their turn", "Keys whose calls are held back by an outage"
        self.metrics.watch("returnlogic_calls_waiting", waiting, lambda: self.client.queue_length)
        self.metrics.watch("returnlogic_breakers_open", broken, lambda: self.client.broken_lines)
        self.metrics.watch("tenants", "Tenants set up", lambda: len(self.tenants.all()))
        self.metrics.watch("stopping", "Whether this process is ending", self.stopping.is_set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Open the stores, and at the end stop all fetches and close everything.

        Raises:
            ConfigurationError: The database cannot be used.
        """
        try:
            async with self.tenants.open(), self._keeping_rows():
                for name in [tenant.name for tenant in self.tenants.all() if tenant.is_open_to_all]:
                    warn_of_unsigned(name)
                async with self.sharing.running() if self.sharing else nullcontext():
                    yield self
        finally:
            await self.client.aclose()

    @asynccontextmanager
    async def _keeping_rows(self) -> AsyncIterator[None]:
        """Open the place where rows are kept, and let them expire; at the end stop all fetches, then write the rest."""
        async with AsyncExitStack() as stack:
            if self.rows is not None:
                await stack.enter_async_context(self.rows.open(self.tenants.engine))
            else:
                async with self.tenants.engine.begin() as connection:
                    await erase_everything(connection)
            stack.push_async_callback(self.read_model.aclose)
            expiring = asyncio.create_task(expire_on(self.read_model, self.tenants.all, self.clock))
            stack.push_async_callback(_ended, expiring)
            yield


def _keeps_rows(settings: Settings, seal: Seal) -> bool:
    """Tell whether rows can outlive the process: never unencrypted, and not where everything else ends with it."""
    return settings.keep_rows and seal.has_keys and not is_in_memory(settings.database)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _shared_turns(settings: Settings, limits: Limits) -> SharedTurns | None:
    if settings.redis is None:
        return None
    link = Link.of(settings.redis.get_secret_value(), prefix=settings.redis_prefix, timeout_s=settings.redis_timeout_s)
    return SharedTurns(link, limits)
