"""Hold what both ports of one process share, from start to stop."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

import httpx

from rma_adaptor.read_model import ReadModel
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.returnlogic import Limits, ReturnLogicClient
from rma_adaptor.sealing import Seal
from rma_adaptor.settings import Settings
from rma_adaptor.telemetry import warn_of_unsigned
from rma_adaptor.tenant_store import TenantStore

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, timezone-aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Name the long-lived parts: tenants, read model, client, replay guard, clock."""

    settings: Settings
    clock: Clock
    tenants: TenantStore
    client: ReturnLogicClient
    read_model: ReadModel
    guard: ReplayGuard

    @classmethod
    def of(cls, settings: Settings, *, transport: httpx.AsyncBaseTransport | None, clock: Clock) -> Self:
        """Build every part; nothing is opened yet.

        Raises:
            ConfigurationError: The encryption keys cannot be read or used.
        """
        return cls(
            settings=settings,
            clock=clock,
            tenants=TenantStore(
                settings.database,
                Seal(settings.all_encryption_keys()),
                allow_plaintext=settings.allow_plaintext_secrets,
            ),
            client=ReturnLogicClient(
                transport=transport,
                max_answer_bytes=settings.max_upstream_bytes,
                max_pages=settings.max_pages,
                limits=Limits(settings.returnlogic_per_second, settings.returnlogic_per_minute),
                trust_env=settings.trust_env,
            ),
            read_model=ReadModel(capacity=settings.read_model_people, clock=clock),
            guard=ReplayGuard(max_skew_s=settings.max_skew_s, capacity=settings.replay_capacity),
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Open the store, and at the end stop all fetches and close everything.

        Raises:
            ConfigurationError: The database cannot be used.
        """
        try:
            async with self.tenants.open():
                for name in [tenant.name for tenant in self.tenants.all() if tenant.is_open_to_all]:
                    warn_of_unsigned(name)
                yield self
        finally:
            await self.read_model.aclose()
            await self.client.aclose()
