"""Hold what both ports of one process share, from start to stop."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Self

import httpx

from rma_adaptor.audit import AuditLog
from rma_adaptor.database import is_in_memory
from rma_adaptor.hearing import Hearing
from rma_adaptor.installation_store import InstallationStore
from rma_adaptor.installations import Installations
from rma_adaptor.installing import Installer
from rma_adaptor.metrics import Metrics
from rma_adaptor.read_model import ReadModel
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.retention import expire_on
from rma_adaptor.returnlogic import ApiKey, CallWatch, Limits, ReturnLogicClient, Team, TokenEndpoint
from rma_adaptor.rows.database import RowDatabase
from rma_adaptor.rows.tables import erase_everything
from rma_adaptor.sealing import Seal
from rma_adaptor.sentences.shelf import Shelf
from rma_adaptor.settings import Settings
from rma_adaptor.sharing.link import Link
from rma_adaptor.sharing.shared import SharedTurns, Sharing
from rma_adaptor.submits import Submits
from rma_adaptor.telemetry import warn_of_unsigned
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant
from rma_adaptor.tickets import Tickets

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment, timezone-aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Name the long-lived parts: tenants, read model, client, replay guard, audit log, metrics, clock; sharing."""

    settings: Settings
    clock: Clock
    tenants: TenantStore
    rows: RowDatabase | None
    client: ReturnLogicClient
    read_model: ReadModel
    shelf: Shelf
    guard: ReplayGuard
    installations: Installations
    installer: Installer
    metrics: Metrics
    stopping: asyncio.Event
    audit: AuditLog
    tickets: Tickets
    submits: Submits
    sharing: Sharing | None = None

    @classmethod
    def of(cls, settings: Settings, *, transport: httpx.AsyncBaseTransport | None, clock: Clock) -> Self:
        """Build every part; nothing is opened yet.

        Raises:
            ConfigurationError: The encryption keys cannot be read or used.
        """
        metrics, keys = Metrics(), settings.all_encryption_keys()
        seal = Seal(keys)
        tenants = TenantStore(settings.database, seal, allow_plaintext=settings.allow_plaintext_secrets)
        rows = RowDatabase(seal, clock=clock, keeps_for=tenants.keeps_for) if _keeps_rows(settings, seal) else None
        turns = _shared_turns(settings)
        client = _client(settings, transport, turns)
        endpoint, budget_s = _token_endpoint(settings, client, metrics), settings.budget_s
        store = InstallationStore(tenants, seal)
        installations = Installations(store, endpoint, clock=clock, budget_s=budget_s)
        services = cls(
            settings=settings,
            clock=clock,
            tenants=tenants,
            rows=rows,
            client=client,
            read_model=ReadModel(
                capacity=settings.read_model_people, clock=clock, store=rows, source_of=tenants.source_of
            ),
            shelf=Shelf(clock=clock),
            guard=ReplayGuard(max_skew_s=settings.max_skew_s, capacity=settings.replay_capacity),
            installations=installations,
            installer=Installer(installations, endpoint, budget_s=budget_s),
            metrics=metrics,
            stopping=asyncio.Event(),
            audit=AuditLog(tenants, seal, clock=clock, keep_days=settings.audit_days),
            tickets=Tickets(keys),
            submits=Submits(),
        )
        services._watch()
        is_gone = "Whether a Redis is set that does not answer"
        metrics.watch("redis_gone", is_gone, lambda: turns is not None and not turns.link.is_there)
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

    def team_of(self, tenant: Tenant) -> Team:
        """Return the team that a tenant asks, and what lets its calls in."""
        key, team_id = tenant.returnlogic_api_key, tenant.team_id
        access = ApiKey(key) if team_id is None else self.installations.access(team_id)
        return Team(tenant.returnlogic_api_url, access, tenant.not_found_is_empty)

    def tenants_of_team(self, team_id: str) -> list[str]:
        """Return the names of the tenants that ask a team with its installation."""
        return [tenant.name for tenant in self.tenants.all() if tenant.team_id == team_id]

    async def forget_team(self, team_id: str) -> None:
        """Drop all rows that were read of a team with its installation.

        Raises:
            StoreUnavailable: Those in the database were not erased.
        """
        for name in self.tenants_of_team(team_id):
            await self.read_model.forget(name)

    def _sharing(self, turns: SharedTurns, seal: Seal) -> Sharing:
        hearing = Hearing(self.tenants, self.installations, self.read_model, self.metrics)
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
        over = "Installations that only a new installation brings back"
        self.metrics.watch("installations", "Teams that have installed the app", lambda: len([*self.installations]))
        self.metrics.watch("installations_over", over, lambda: sum(one.state == "over" for one in self.installations))
        self.metrics.watch("stopping", "Whether this process is ending", self.stopping.is_set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Open the stores, and at the end stop all fetches and close everything.

        Raises:
            ConfigurationError: The database cannot be used.
        """
        try:
            async with self.tenants.open(), self._working():
                for name in [tenant.name for tenant in self.tenants.all() if tenant.is_open_to_all]:
                    warn_of_unsigned(name)
                await self.installations.load()
                async with self.sharing.running() if self.sharing else nullcontext():
                    yield self
        finally:
            await self.shelf.aclose()
            await self.client.aclose()

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """Open the place where rows are kept, and let them expire; at the end stop all fetches, then write the rest."""
        async with AsyncExitStack() as stack:
            if self.rows is not None:
                await stack.enter_async_context(self.rows.open(self.tenants.engine))
            else:
                async with self.tenants.engine.begin() as connection:
                    await erase_everything(connection)
            # Each while what it still does can be stored; submits and fetches first, since they renew tokens.
            stack.push_async_callback(self.installations.aclose)
            stack.push_async_callback(self.submits.aclose)
            stack.push_async_callback(self.read_model.aclose)
            expiring = asyncio.create_task(expire_on(self.read_model, self.audit, self.tenants.all, self.clock))
            stack.push_async_callback(_ended, expiring)
            yield


def _token_endpoint(settings: Settings, client: ReturnLogicClient, metrics: Metrics) -> TokenEndpoint | None:
    if settings.app_client_id is None or settings.app_client_secret is None:
        return None
    count = metrics.count_token_call

    def watch(grant: str) -> CallWatch:
        return CallWatch(on_end=partial(count, grant))

    return TokenEndpoint(client, settings.app_api_url, settings.app_client_id, settings.app_client_secret, watch)


def _keeps_rows(settings: Settings, seal: Seal) -> bool:
    """Tell whether rows can outlive the process: never unencrypted, and not where everything else ends with it."""
    return settings.keep_rows and seal.has_keys and not is_in_memory(settings.database)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _limits(settings: Settings) -> Limits:
    return Limits(settings.returnlogic_per_second, settings.returnlogic_per_minute)


def _client(
    settings: Settings, transport: httpx.AsyncBaseTransport | None, turns: SharedTurns | None
) -> ReturnLogicClient:
    return ReturnLogicClient(
        transport=transport,
        max_answer_bytes=settings.max_upstream_bytes,
        max_pages=settings.max_pages,
        limits=_limits(settings),
        turns_for=turns,
        trust_env=settings.trust_env,
    )


def _shared_turns(settings: Settings) -> SharedTurns | None:
    if settings.redis is None:
        return None
    link = Link.of(settings.redis.get_secret_value(), prefix=settings.redis_prefix, timeout_s=settings.redis_timeout_s)
    return SharedTurns(link, _limits(settings))
