"""Keep the tenants in a database and, since every lookup needs one, all of them in memory."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

from pydantic import ValidationError
from sqlalchemy import Column, MetaData, String, Table, Text, delete, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from rma_adaptor.errors import ConfigurationError, TenantUnknown
from rma_adaptor.tenants import Tenant

_SECRETS = {"signing_keys", "basic_auth", "returnlogic_api_key"}
_METADATA = MetaData()
# Secrets lie in a column of their own: that is the one to encrypt.
_TENANTS = Table(
    "tenants",
    _METADATA,
    Column("name", String(63), primary_key=True),
    Column("settings", Text, nullable=False),
    Column("secrets", Text, nullable=False),
)


class TenantStore:
    """Read tenants once and write each change through; one process owns its database."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._engine: AsyncEngine | None = None
        self._tenants: dict[str, Tenant] = {}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        """Create the table when it is missing and load every tenant.

        Raises:
            ConfigurationError: The setting `database` is not usable.
        """
        engine = _engine(self._database)
        try:
            self._tenants = await _load(engine)
            self._engine = engine
            yield self
        finally:
            self._engine = None
            await engine.dispose()

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

    async def put(self, tenant: Tenant) -> Tenant | None:
        """Store a tenant whole and return the one that it replaces."""
        row = {"name": tenant.name, "settings": _settings_text(tenant), "secrets": _secrets_text(tenant)}
        async with self._opened().begin() as connection:
            await connection.execute(delete(_TENANTS).where(_TENANTS.c.name == tenant.name))
            await connection.execute(insert(_TENANTS).values(row))
        before = self._tenants.get(tenant.name)
        self._tenants[tenant.name] = tenant
        return before

    async def remove(self, name: str) -> None:
        """Delete a tenant and its secrets.

        Raises:
            TenantUnknown: Nobody set it up.
        """
        self.get(name)
        async with self._opened().begin() as connection:
            await connection.execute(delete(_TENANTS).where(_TENANTS.c.name == name))
        self._tenants.pop(name, None)

    async def is_ready(self) -> bool:
        """Tell whether the database answers."""
        if self._engine is None:
            return False
        try:
            async with self._engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def _opened(self) -> AsyncEngine:
        if self._engine is None:
            raise RuntimeError("the tenant store is not open")
        return self._engine


def _engine(database: str) -> AsyncEngine:
    try:
        url = make_url(database)
        if url.get_backend_name() == "sqlite" and url.database not in {None, "", ":memory:"}:
            _create_private(Path(str(url.database)))
        return create_async_engine(url)
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise ConfigurationError(_database_sentence(error)) from None


async def _load(engine: AsyncEngine) -> dict[str, Tenant]:
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_METADATA.create_all)
            rows = (await connection.execute(select(_TENANTS))).all()
    except (SQLAlchemyError, OSError) as error:
        raise ConfigurationError(_database_sentence(error)) from None
    return {row.name: _stored_tenant(row.name, row.settings, row.secrets) for row in rows}


def _database_sentence(error: Exception) -> str:
    # Only the kind of failure: an SQLAlchemy message can repeat the URL with its password.
    reason = error.strerror if isinstance(error, OSError) else type(error).__name__
    if isinstance(error, ImportError):
        reason = f"its driver {error.name} is not installed"
    example = "an example is sqlite+aiosqlite:////var/lib/rma/adaptor.db"
    return f"setting database (RMA_ADAPTOR_DATABASE) cannot be used: {reason}; {example}"


def _stored_tenant(name: str, settings: str, secrets: str) -> Tenant:
    try:
        return Tenant.model_validate({"name": name, **json.loads(settings), **json.loads(secrets)})
    except ValidationError:
        sentence = f"setting database (RMA_ADAPTOR_DATABASE) holds a tenant {name} that cannot be read"
        raise ConfigurationError(sentence) from None


def _create_private(path: Path) -> None:
    # The file holds keys, so nobody but this user may read it.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _settings_text(tenant: Tenant) -> str:
    return tenant.model_dump_json(exclude={"name", *_SECRETS})


def _secrets_text(tenant: Tenant) -> str:
    basic = tenant.basic_auth
    return json.dumps(
        {
            "signing_keys": [key.get_secret_value() for key in tenant.signing_keys],
            "returnlogic_api_key": tenant.returnlogic_api_key.get_secret_value(),
            "basic_auth": basic and {"username": basic.username, "password": basic.password.get_secret_value()},
        }
    )
