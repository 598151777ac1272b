"""Keep the tenants in a database and, since every lookup needs one, all of them in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import delete, insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from rma_adaptor.database import DRIVER_ERRORS, is_in_memory, made_engine, transaction, unusable
from rma_adaptor.errors import ConfigurationError, StoreUnavailable, TenantUnknown
from rma_adaptor.schema import TENANTS, bring_up_to_date, locked
from rma_adaptor.sealing import Seal, SealBroken
from rma_adaptor.telemetry import LOG
from rma_adaptor.tenant_rows import row_of, tenant_of
from rma_adaptor.tenants import Tenant

_NO_KEY = (
    "tenants' secrets would lie unencrypted in the database: set encryption_keys (RMA_ADAPTOR_ENCRYPTION_KEYS, or "
    "RMA_ADAPTOR_ENCRYPTION_KEYS_FILE) to a key that rma tenants new-key prints, and keep that key; "
    "allow_plaintext_secrets (RMA_ADAPTOR_ALLOW_PLAINTEXT_SECRETS=true) does without"
)
_WRONG_KEY = (
    "the secrets of tenant {name} were encrypted with a key that is not among setting encryption_keys "
    "(RMA_ADAPTOR_ENCRYPTION_KEYS), or were altered; nothing was changed: add the key that was used before"
)


class TenantStore:
    """Read tenants once and write each change through, secrets encrypted; `reload` when others write, too."""

    def __init__(self, database: str, seal: Seal | None = None, *, allow_plaintext: bool = False) -> None:
        self._database = database
        self._seal = seal or Seal()
        self._allow_plaintext = allow_plaintext
        self._engine: AsyncEngine | None = None
        self._tenants: dict[str, Tenant] = {}
        self._changing = asyncio.Lock()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        """Bring the tables up to date, encrypt with the first key what is not, and load every tenant.

        Raises:
            ConfigurationError: The database is not usable, or the encryption keys do not fit it.
        """
        if not (self._seal.has_keys or self._allow_plaintext or is_in_memory(self._database)):
            raise ConfigurationError(_NO_KEY)
        engine = made_engine(self._database)
        try:
            self._tenants = await self._loaded(engine)
            self._engine = engine
            yield self
        finally:
            self._engine = None
            await engine.dispose()

    async def _loaded(self, engine: AsyncEngine) -> dict[str, Tenant]:
        try:
            async with locked(engine) as connection:
                return await self._read(connection)
        except (*DRIVER_ERRORS, TypeError) as error:
            raise unusable(error) from None

    async def _read(self, connection: AsyncConnection) -> dict[str, Tenant]:
        await connection.run_sync(bring_up_to_date)
        rows = (await connection.execute(TENANTS.select())).mappings().all()
        tenants = {row["name"]: self._opened_row(row) for row in rows}
        old = [tenants[row["name"]] for row in rows if not self._seal.is_current(row["secrets"])]
        for tenant in old:
            secrets = row_of(tenant, self._seal)["secrets"]
            await connection.execute(update(TENANTS).where(TENANTS.c.name == tenant.name).values(secrets=secrets))
        if old:
            LOG.info("secrets encrypted anew", tenants=len(old))
        return tenants

    def _opened_row(self, row: Mapping[Any, Any]) -> Tenant:
        try:
            return tenant_of(row, self._seal)
        except SealBroken:
            raise ConfigurationError(_WRONG_KEY.format(name=row["name"])) from None

    @property
    def engine(self) -> AsyncEngine:
        """Return the open database, for others who keep something there."""
        if self._engine is None:
            raise RuntimeError("the tenant store is not open")
        return self._engine

    def all(self) -> tuple[Tenant, ...]:
        """Return every tenant, by name."""
        return tuple(self._tenants[name] for name in sorted(self._tenants))

    def get(self, name: str) -> Tenant:
        """Return one tenant.

        Raises:
            TenantUnknown: Nobody set it up.
        """
        try:
            return self._tenants[name]
        except KeyError:
            raise TenantUnknown from None

    def find(self, name: str) -> Tenant | None:
        """Return one tenant, None when nobody set it up."""
        return self._tenants.get(name)

    def keeps_for(self, name: str) -> timedelta:
        """Return how old rows of a tenant may become; of one that nobody set up, no rows are kept."""
        tenant = self._tenants.get(name)
        return timedelta(days=tenant.retention_days if tenant is not None else 0)

    def source_of(self, name: str) -> str | None:
        """Return where a tenant's rows are read now, see `Tenant.source`; None when nobody set it up."""
        tenant = self._tenants.get(name)
        return None if tenant is None else tenant.source

    async def put(self, tenant: Tenant) -> Tenant | None:
        """Store a tenant whole and return the one that it replaces.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        return (await self.put_all(lambda _: [tenant]))[tenant.name]

    async def put_all(self, make: Callable[[Mapping[str, Tenant]], Iterable[Tenant]]) -> Mapping[str, Tenant | None]:
        """Store tenants whole, all or none.

        Args:
            make: Is given all tenants as they are, by name, and returns those to store; no other change comes between.

        Returns:
            What each of them replaced, by name.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        async with self._changing, self._writing() as connection:
            known = await self._known(connection)
            tenants = {tenant.name: tenant for tenant in make(known)}
            rows = [row_of(tenant, self._seal) for tenant in tenants.values()]
            if rows:
                await connection.execute(delete(TENANTS).where(TENANTS.c.name.in_(tenants)))
                await connection.execute(insert(TENANTS), rows)
        self._tenants.update(tenants)
        return {name: known.get(name) for name in tenants}

    async def change(self, name: str, make: Callable[[Tenant], Tenant]) -> tuple[Tenant, Tenant]:
        """Replace one tenant by what `make` makes of it; return it before and after.

        Raises:
            TenantUnknown: Nobody set it up.
            StoreUnavailable: The database does not answer.
        """
        seen: list[Tenant] = []

        def changed(known: Mapping[str, Tenant]) -> Iterable[Tenant]:
            if (before := known.get(name)) is None:
                raise TenantUnknown
            seen.extend((before, make(before)))
            return seen[1:]

        await self.put_all(changed)
        before, after = seen
        return before, after

    async def remove(self, name: str) -> None:
        """Delete a tenant and its secrets.

        Raises:
            TenantUnknown: Nobody set it up.
            StoreUnavailable: The database does not answer.
        """
        async with self._changing, self._writing() as connection:
            if name not in await self._known(connection):
                raise TenantUnknown
            await connection.execute(delete(TENANTS).where(TENANTS.c.name == name))
        self._tenants.pop(name, None)

    async def reload(self) -> Sequence[tuple[Tenant | None, Tenant | None]]:
        """Read every tenant again and return those that others have changed, before and after.

        Raises:
            StoreUnavailable: The database does not answer.
        """
        async with self._changing:
            async with self._writing() as connection:
                after = await self._known(connection)
            before, self._tenants = self._tenants, after
        pairs = [(before.get(name), after.get(name)) for name in sorted({*before, *after})]
        return [(old, new) for old, new in pairs if old is not new]

    async def is_ready(self) -> bool:
        """Tell whether the database answers."""
        if self._engine is None:
            return False
        try:
            async with transaction(self._engine) as connection:
                await connection.execute(text("SELECT 1"))
        except DRIVER_ERRORS:
            return False
        return True

    async def _known(self, connection: AsyncConnection) -> dict[str, Tenant]:
        """Return the tenants as they are stored; one that is as it was is the same object."""
        tenants = {}
        for row in (await connection.execute(TENANTS.select())).mappings().all():
            before = self._tenants.get(row["name"])
            try:
                tenant: Tenant | None = tenant_of(row, self._seal)
            except (SealBroken, ConfigurationError):
                # Somebody whose keys we do not have, or of a newer version, has written it; nobody is thrown out.
                LOG.warning("a changed tenant cannot be read; it stays as it was", tenant=row["name"])
                tenant = before
            if tenant is not None:
                tenants[row["name"]] = before if tenant == before else tenant
        return tenants

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        try:
            # In memory one connection is all there is, and nobody else has it.
            begun = transaction if is_in_memory(self._database) else locked
            async with begun(self.engine) as connection:
                yield connection
        except DRIVER_ERRORS as error:
            # Its kind only: a database's error quotes the row.
            LOG.warning("a change of tenants was not stored", type=type(error).__name__)
            raise StoreUnavailable from None
