"""Rows outlive the process, encrypted, and what is marked or erased is so at once."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from rma_adaptor.errors import ConfigurationError, StoreUnavailable
from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.database import RowDatabase
from rma_adaptor.rows.readings import Reading
from rma_adaptor.rows.store import Kept
from rma_adaptor.sealing import Seal, new_key
from rma_adaptor.tenant_store import TenantStore

ANA, LEO = ("acme", "ana@x.com"), ("acme", "leo@x.com")
OLD, NEW = new_key(), new_key()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "adaptor.db"


@asynccontextmanager
async def opened(file: Path, clock: Any, *keys: str) -> AsyncIterator[RowDatabase]:
    seal = Seal(keys or [OLD])
    async with TenantStore(f"sqlite+aiosqlite:///{file}", seal).open() as tenants:
        rows = RowDatabase(seal, clock=clock)
        async with rows.open(tenants.engine):
            yield rows


def read(clock: Any, *numbers: int, **changes: Any) -> Kept:
    rows = tuple(Rma.model_validate({"rlRmaId": number, "customerName": "Ana Ruiz"}) for number in numbers)
    return Kept(Reading(rows, clock.now, source=""), **changes)


def content_of(file: Path) -> bytes:
    return file.read_bytes()


def break_it(file: Path) -> None:
    file.write_bytes(b"not a database any more, " * 500)


def content(file: Path, table: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  a test's own words


async def test_rows_come_back_after_a_restart(file: Path, clock: Any) -> None:
    kept = Kept(Reading((Rma.model_validate({"rlRmaId": 7}),), clock.now, is_complete=False, source=""))
    async with opened(file, clock) as rows:
        rows.keep(ANA, kept)

    async with opened(file, clock) as rows:
        assert [await rows.load(who) for who in (ANA, LEO, ("bolt", ANA[1]))] == [kept, None, None]


async def test_what_waits_to_be_written_is_known_already(file: Path, clock: Any) -> None:
    async with opened(file, clock) as rows:
        rows.keep(ANA, read(clock, 7))

        assert await rows.load(ANA) == read(clock, 7)


async def test_nothing_of_a_person_can_be_read_in_the_file(file: Path, clock: Any) -> None:
    async with opened(file, clock) as rows:
        rows.keep(ANA, read(clock, 1048576))
        await rows.mark_stale("acme", [LEO[1]], ["1048576"])

    found = content_of(file)
    assert all(part not in found for part in (b"ana@", b"leo@", b"Ruiz", b"1048576"))


async def test_newer_rows_take_the_place_of_older_ones_and_not_the_other_way(file: Path, clock: Any) -> None:
    old = read(clock, 7)
    clock.move(1)
    async with opened(file, clock) as rows:
        for kept in (read(clock, 8), old):
            rows.keep(ANA, kept)
            await rows.write_all()

        assert await rows.load(ANA) == read(clock, 8)


async def test_who_has_no_rows_any_more_is_not_known_by_older_ones(file: Path, clock: Any) -> None:
    async with opened(file, clock) as rows:
        rows.keep(ANA, read(clock, 7))
        await rows.write_all()
        clock.move(1)
        rows.keep(ANA, read(clock))
        rows.keep(LEO, read(clock))
        await rows.write_all()

        assert await rows.load(ANA) is None
        assert await rows.mark_stale("acme", [], ["7"]) is False
    assert len(content(file, "kept_rows")) == 1  # of Leo, who never had any, nothing is kept


@pytest.mark.parametrize(
    ("emails", "rma_ids"),
    [pytest.param([ANA[1]], [], id="by e-mail"), pytest.param([], ["7"], id="by the id of an RMA")],
)
async def test_a_mark_outlives_the_process_and_holds_for_one_person(
    file: Path, clock: Any, emails: list[str], rma_ids: list[str]
) -> None:
    async with opened(file, clock) as rows:
        rows.keep(ANA, read(clock, 7))
        rows.keep(LEO, read(clock, 8))
        is_somebody = await rows.mark_stale("acme", emails, rma_ids)

    async with opened(file, clock) as rows:
        found = [await rows.load(who) for who in (ANA, LEO)]

    assert (is_somebody, [kept and kept.is_stale for kept in found]) == (True, [True, False])


async def test_a_mark_of_everybody_is_one_line_and_of_one_tenant(file: Path, clock: Any) -> None:
    async with opened(file, clock) as rows:
        for who in (ANA, LEO, ("bolt", "ana@x.com")):
            rows.keep(who, read(clock, 7))
        await rows.write_all()
        before = content(file, "kept_rows")
        await rows.mark_all_stale("acme")

        assert [kept and kept.is_stale for kept in [await rows.load(ANA), await rows.load(("bolt", ANA[1]))]] == [
            True,
            False,
        ]
    assert content(file, "kept_rows") == before


async def test_rows_read_before_a_mark_and_written_after_it_are_stale(file: Path, clock: Any) -> None:
    """They were under way when the webhook came; only what was read later is current."""
    kept = read(clock, 7)
    clock.move(1)
    async with opened(file, clock) as rows:
        await rows.mark_stale("acme", [ANA[1]], [])
        rows.keep(ANA, kept)
        await rows.write_all()
        found = await rows.load(ANA)
        clock.move(1)
        rows.keep(ANA, read(clock, 7))
        await rows.write_all()

        assert (found and found.is_stale, await rows.load(ANA)) == (True, read(clock, 7))


async def test_a_mark_holds_although_the_clock_was_set_back(file: Path, clock: Any) -> None:
    async with opened(file, clock) as rows:
        rows.keep(ANA, read(clock, 7))
        clock.move(-60)
        await rows.mark_stale("acme", [ANA[1]], [])

        kept = await rows.load(ANA)

    assert kept
    assert kept.is_stale


@pytest.mark.parametrize(
    ("email", "left"), [pytest.param(None, 0, id="everybody"), pytest.param(ANA[1], 1, id="one person")]
)
async def test_what_is_forgotten_is_gone_from_the_file_also_if_it_was_to_be_written(
    file: Path, clock: Any, email: str | None, left: int
) -> None:
    async with opened(file, clock) as rows:
        for numbers in ((7,), (7, 8)):
            for who in (ANA, LEO):
                rows.keep(who, read(clock, *numbers))
            if len(numbers) == 1:
                await rows.write_all()
        await rows.mark_all_stale("acme")
        await rows.forget("acme", email)

    assert len(content(file, "kept_rows")) == left
    assert len(content(file, "kept_rmas")) == 2 * left
    assert len(content(file, "stale_tenants")) == left


async def test_what_was_read_long_ago_expires_with_all_that_leads_to_it(file: Path, clock: Any) -> None:
    async with opened(file, clock) as rows:
        rows.keep(ANA, read(clock, 7))
        await rows.mark_stale("acme", ["mia@x.com"], [])  # of whom nothing was ever read
        await rows.write_all()
        clock.move(10)
        rows.keep(LEO, read(clock, 8))
        await rows.write_all()

        expired = await rows.expire("acme", clock.now - timedelta(seconds=5))

        assert (expired, await rows.load(ANA), await rows.load(LEO)) == (2, None, read(clock, 8))
    assert (len(content(file, "kept_rows")), len(content(file, "kept_rmas"))) == (1, 1)


async def test_a_start_with_a_new_first_key_seals_anew_so_that_the_old_one_can_go(
    file: Path, clock: Any, logged: list[Any]
) -> None:
    async with opened(file, clock, OLD) as rows:
        for number in range(60):
            rows.keep(("acme", f"p{number}@x.com"), read(clock, number))

    async with opened(file, clock, NEW, OLD) as rows:
        while not any(line["event"] == "rows encrypted anew" for line in logged):
            await rows.forget("nobody")

    async with opened(file, clock, NEW) as rows:
        assert await rows.load(("acme", "p7@x.com")) == read(clock, 7)
    assert [line["people"] for line in logged if line["event"] == "rows encrypted anew"] == [60]


async def test_a_wrong_key_names_the_setting_and_changes_nothing(file: Path, clock: Any) -> None:
    async with opened(file, clock, OLD) as rows:
        rows.keep(ANA, read(clock, 7))
    before = content_of(file)

    with pytest.raises(ConfigurationError, match="RMA_ADAPTOR_ENCRYPTION_KEYS"):
        async with opened(file, clock, NEW):
            pass

    assert content_of(file) == before


async def test_a_database_that_goes_away_loses_rows_and_never_a_mark(file: Path, clock: Any, logged: list[Any]) -> None:
    async with opened(file, clock) as rows:
        break_it(file)
        rows.keep(ANA, read(clock, 7))
        await rows.write_all()

        with pytest.raises(StoreUnavailable):
            await rows.mark_stale("acme", [ANA[1]], [])
        assert await rows.load(ANA) is None

    lost = {"rows were not kept", "rows were not marked", "kept rows were not looked up"}
    assert {line["event"] for line in logged} - {"rows were not encrypted anew"} == lost
    assert "ana" not in str(logged)
