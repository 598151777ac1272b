"""Bring a database to the tables that this version needs, under a lock, so that two starts never meet in it.

A change of the tables is a step in `migrations/versions`, a new `VERSION` here, and the table as it is then.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
    text,
    true,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from rma_adaptor.errors import ConfigurationError

VERSION = "0005"
"""The newest step; a database that says so needs no migration, and Alembic is not even imported."""

MIGRATIONS = Path(__file__).parent / "migrations"
METADATA = MetaData()
# Secrets lie in a column of their own, encrypted as one text.
TENANTS = Table(
    "tenants",
    METADATA,
    Column("name", String(63), primary_key=True),
    Column("settings", Text, nullable=False),
    Column("secrets", Text, nullable=False),
    Column("is_enabled", Boolean, nullable=False, server_default=true()),
)
# What teams that installed our app gave us; `mark` names a set of tokens, `renewing_until` keeps all but one from
# renewing it, in seconds since 1970. Moments are ISO 8601.
INSTALLATIONS = Table(
    "installations",
    METADATA,
    Column("team_id", String(36), primary_key=True),
    Column("tokens", Text, nullable=False),
    Column("mark", String(16), nullable=False),
    Column("installed_at", String(40), nullable=False),
    Column("renewed_at", String(40)),
    Column("over_since", String(40)),
    Column("renewing_until", Float, nullable=False),
)
# What was read of people: names as keyed hashes, rows encrypted, moments as microseconds since 1970.
KEPT_ROWS = Table(
    "kept_rows",
    METADATA,
    Column("tenant", String(63), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("sealed", Text),  # none: ReturnLogic listed nothing, or only a webhook has told of this person yet
    Column("sealed_by", String(16), nullable=False, server_default=""),
    Column("is_complete", Boolean, nullable=False, server_default=true()),
    Column("as_of", BigInteger),
    Column("stale_at", BigInteger),  # what was read until then must be read anew
)
KEPT_RMAS = Table(
    "kept_rmas",
    METADATA,
    Column("tenant", String(63), primary_key=True),
    Column("rma", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Index("kept_rmas_by_person", "tenant", "person"),
)
STALE_TENANTS = Table(
    "stale_tenants",
    METADATA,
    Column("tenant", String(63), primary_key=True),
    Column("stale_at", BigInteger, nullable=False),
)
HASH_KEYS = Table(
    "hash_keys", METADATA, Column("number", Integer, primary_key=True), Column("key", Text, nullable=False)
)

# One row for each submit of an action's form. Only what was answered may hold what somebody wrote: it is encrypted.
ACTIONS = Table(
    "actions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("tenant", String(63), nullable=False, index=True),
    Column("at", Double, nullable=False, index=True),
    Column("action", String(32), nullable=False),
    Column("rma_id", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("agent", String(100), nullable=False),
    Column("trace", String(32), nullable=False),
    Column("form", String(32), nullable=False),
    Column("claim", String(100), nullable=True, unique=True),
    Column("answer", Text, nullable=True),
)

# Alembic keeps its version in a table of this form; ours to read, so that most starts do without Alembic.
_VERSIONS = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
_BEFORE_VERSIONS = "0001"
_LOCK = 0x726D615F61646170  # "rma_adap"; any number that nobody else in the database locks on


@asynccontextmanager
async def locked(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open one transaction that only one process at a time can be in; what fails in it leaves everything as it was."""
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # The driver would begin late and not before DDL; this begins now and takes the file's write lock.
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            async with connection.begin():
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
            return
        async with connection.begin():
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
            yield connection


def bring_up_to_date(connection: Connection) -> None:
    """Create the tables, or migrate those that an older version left, with all their rows.

    Raises:
        ConfigurationError: A newer version has been here; this one leaves everything as it is.
    """
    inspector = inspect(connection)
    found = None
    if inspector.has_table(_VERSIONS.name):
        found = connection.execute(select(_VERSIONS.c.version_num)).scalar()
    if found == VERSION:
        return
    if found is None and not inspector.has_table(TENANTS.name):
        METADATA.create_all(connection)
        _VERSIONS.create(connection, checkfirst=True)
        connection.execute(insert(_VERSIONS).values(version_num=VERSION))
        return
    _migrate(connection, found)


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415  slow to import, and hardly ever needed
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        if found is None:
            command.stamp(config, _BEFORE_VERSIONS)
        command.upgrade(config, "head")
    except CommandError:
        sentence = (
            f"setting database (RMA_ADAPTOR_DATABASE) leads to tables of version {found}, and this program knows "
            f"them up to {VERSION} only; nothing was changed: install the newer rma-toolkit again, or use a backup"
        )
        raise ConfigurationError(sentence) from None
