"""Open the database that a setting names, SQLite or PostgreSQL, and say in one sentence when it cannot be."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol
from weakref import WeakKeyDictionary

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from rma_adaptor.errors import ConfigurationError

DRIVER_ERRORS = (SQLAlchemyError, OSError)
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
"""The drivers of URLs that name none, as hosts hand them out."""


def made_engine(database: str) -> AsyncEngine:
    """Return an engine for an SQLAlchemy URL; a new SQLite file is readable by its owner only.

    Raises:
        ConfigurationError: No such driver, or no such folder; never repeats the URL, which may hold a password.
    """
    try:
        url = _url(database)
        if url.get_backend_name() not in {"sqlite", "postgresql"}:
            raise ConfigurationError(_sentence("it is neither SQLite nor PostgreSQL"))
        if url.get_backend_name() == "sqlite" and not _names_memory(url):
            _create_private(Path(str(url.database)))
        # A connection that a restarted server has dropped is noticed before it is used.
        return create_async_engine(url, pool_pre_ping=url.get_backend_name() == "postgresql")
    except (*DRIVER_ERRORS, ImportError) as error:
        raise unusable(error) from None


_alone: WeakKeyDictionary[AsyncEngine, asyncio.Lock] = WeakKeyDictionary()


class HasEngine(Protocol):
    """Whatever keeps a database open, as the tenants' store does."""

    @property
    def engine(self) -> AsyncEngine:
        """Return the open database."""
        ...


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction, kept when what is done inside ends well.

    A database in memory has one connection, on which one transaction would undo the other: there they wait.
    """
    if not isinstance(engine.pool, StaticPool):
        async with engine.begin() as connection:
            yield connection
        return
    async with _alone.setdefault(engine, asyncio.Lock()), engine.begin() as connection:
        yield connection


def is_in_memory(database: str) -> bool:
    """Tell whether everything is gone when the process ends.

    Raises:
        ConfigurationError: It is no URL.
    """
    try:
        url = _url(database)
    except SQLAlchemyError as error:
        raise unusable(error) from None
    return url.get_backend_name() == "sqlite" and _names_memory(url)


def unusable(error: Exception) -> ConfigurationError:
    """Say why a database cannot be used: the kind of failure only, since an error's text can repeat the URL."""
    # SQLAlchemy wraps what a driver raises; the driver's own name for it says more.
    reason = type(getattr(error, "driver_exception", None) or error).__name__
    if isinstance(error, OSError):
        reason = error.strerror or "it does not answer"
    if isinstance(error, TypeError):
        reason = "its driver does not know an option of the URL (asyncpg calls sslmode ssl)"
    if isinstance(error, NoSuchModuleError):
        reason = "there is no such kind of database or driver"
    elif isinstance(error, ArgumentError):
        reason = "it is no URL of a database"
    if isinstance(error, ImportError):
        extra = ': pip install "rma-toolkit[postgres]"' if error.name == "asyncpg" else ""
        reason = f"its driver {error.name} is not installed{extra}"
    return ConfigurationError(_sentence(reason))


def _sentence(reason: str) -> str:
    example = "examples are sqlite+aiosqlite:////var/lib/rma/adaptor.db and postgresql+asyncpg://user@host/rma"
    return f"setting database (RMA_ADAPTOR_DATABASE) cannot be used: {reason}; {example}"


def _url(database: str) -> URL:
    url = make_url(database)
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def _names_memory(url: URL) -> bool:
    return url.database in {None, "", ":memory:"}


def _create_private(path: Path) -> None:
    # The file holds keys, so nobody but this user may read it.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
