"""Hold what both ports of one process share, from start to stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import httpx

from rma_adaptor.metrics import Metrics
from rma_adaptor.read_model import ReadModel
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.returnlogic import ReturnLogicClient
from rma_adaptor.settings import Settings
from rma_adaptor.tenant_store import TenantStore

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, timezone-aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Name the long-lived parts: tenants, read model, client, replay guard, metrics, clock."""

    settings: Settings
    clock: Clock
    tenants: TenantStore
    client: ReturnLogicClient
    read_model: ReadModel
    guard: ReplayGuard
    metrics: Metrics
    stopping: asyncio.Event

    @classmethod
    def of(cls, settings: Settings, *, transport: httpx.AsyncBaseTransport | None, clock: Clock) -> Self:
        """Build every part; nothing is opened yet."""
        services = cls(
            settings=settings,
            clock=clock,
            tenants=TenantStore(settings.database),
            client=ReturnLogicClient(
                transport=transport,
                max_answer_bytes=settings.max_upstream_bytes,
                max_pages=settings.max_pages,
                trust_env=settings.trust_env,
            ),
            read_model=ReadModel(capacity=settings.read_model_people, clock=clock),
            guard=ReplayGuard(max_skew_s=settings.max_skew_s, capacity=settings.replay_capacity),
            metrics=Metrics(),
            stopping=asyncio.Event(),
        )
        services._watch()
        return services

    async def is_ready(self) -> bool:
        """Tell whether lookups should come here: our own stores answer, and the process is not stopping."""
        return not self.stopping.is_set() and await self.tenants.is_ready()

    def _watch(self) -> None:
        """Show what the parts hold; a new part adds its gauges here."""
        self.metrics.watch("people_kept", "People whose rows are kept", lambda: len(self.read_model))
        self.metrics.watch("signatures_kept", "Signatures remembered against replay", lambda: len(self.guard))
        self.metrics.watch("tenants", "Tenants set up", lambda: len(self.tenants.all()))
        self.metrics.watch("stopping", "Whether this process is ending", self.stopping.is_set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Open the store, and at the end stop all fetches and close everything.

        Raises:
            ConfigurationError: The database cannot be used.
        """
        try:
            async with self.tenants.open():
                yield self
        finally:
            await self.read_model.aclose()
            await self.client.aclose()
