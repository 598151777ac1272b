"""An adaptor that is started again still knows whom it knew, as far as that is not stale."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.retention import expire_rows
from rma_adaptor.sealing import new_key

Restart = Callable[..., Awaitable[Any]]


@pytest.fixture
def restart(adaptor_with: Callable[..., Awaitable[Any]], tmp_path: Path) -> Restart:
    """Start an adaptor on the one database, beside those that run already: as after a kill, nothing is closed.

    What waits to be written before is written.
    """
    kept = {"database": f"sqlite+aiosqlite:///{tmp_path / 'adaptor.db'}", "encryption_keys": new_key()}
    running: list[Any] = []

    async def start(**settings: Any) -> Any:
        for adaptor in running:
            await adaptor.services.rows.write_all()
        running.append(await adaptor_with(**{**kept, **settings}))
        return running[-1]

    return start


def shown(answer: httpx.Response) -> dict[str, str]:
    [customer] = answer.json()["results"]
    attributes: dict[str, str] = customer["customAttributes"]
    return attributes


async def test_young_rows_answer_without_a_call(restart: Restart, row: Any) -> None:
    before = await restart()
    before.upstream.rows = [row(7, rmaItems=[{"name": "Trail Fleece Jacket", "quantity": 2}])]
    first = await before.gladly.detailed("ana@example.com")

    after = await restart()
    again = await after.gladly.detailed("ana@example.com")

    assert (again.json(), after.upstream.calls) == (first.json(), [])


async def test_old_rows_answer_in_an_outage_and_say_so(restart: Restart, row: Any) -> None:
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    before.clock.move(86_400)

    after = await restart()
    after.upstream.always = httpx.Response(503)
    answer = shown(await after.gladly.detailed("ana@example.com", at=after.clock.now))

    assert (answer["rmaCode"], answer["rmaAsOf"]) == ("7", "2026-03-02T15:00:01Z")
    assert "down for maintenance" in answer["rmaNotice"]


async def test_an_outage_does_not_read_as_no_returns_after_the_last_one_is_gone(restart: Restart, row: Any) -> None:
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    before.clock.move(60)
    before.upstream.rows = []
    await before.gladly.detailed("ana@example.com", at=before.clock.now)

    after = await restart()
    after.upstream.always = httpx.Response(503)
    answer = shown(await after.gladly.detailed("ana@example.com", at=after.clock.now))

    assert set(answer) == {"rmaNotice"}


async def test_who_was_forgotten_is_asked_for_anew_and_not_known_in_an_outage(restart: Restart, row: Any) -> None:
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    await before.services.rows.write_all()
    forgotten = await before.admin.post("/tenants/acme/forget", json={"email": "Ana@example.com"})

    after = await restart()
    after.upstream.always = httpx.Response(503)
    answer = shown(await after.gladly.detailed("ana@example.com"))

    assert (forgotten.status_code, set(answer)) == (204, {"rmaNotice"})


async def test_a_tenant_that_was_removed_leaves_no_rows_to_one_of_the_same_name(restart: Restart, row: Any) -> None:
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    await before.admin.delete("/tenants/acme")

    after = await restart()
    after.upstream.always = httpx.Response(503)
    answer = shown(await after.gladly.detailed("ana@example.com"))

    assert set(answer) == {"rmaNotice"}


async def test_another_key_to_returnlogic_makes_stored_rows_go_too(restart: Restart, row: Any) -> None:
    """It may be another team's."""
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    await before.admin.patch("/tenants/acme", json={"returnlogic_api_key": "another-key"})

    after = await restart()
    after.upstream.rows = [row(8)]
    answer = shown(await after.gladly.detailed("ana@example.com"))

    assert answer["rmaCode"] == "8"


async def test_stored_rows_read_with_another_key_are_never_shown_although_they_could_not_be_erased(
    restart: Restart, row: Any
) -> None:
    """A kill, or a database that is away, may come between the new key and the erasing."""
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")

    after = await restart()
    await after.tenant(returnlogic_api_key="another-key")
    after.upstream.always = httpx.Response(503)
    answer = shown(await after.gladly.detailed("ana@example.com"))

    assert set(answer) == {"rmaNotice"}


async def test_rows_expire_by_the_tenants_own_days(restart: Restart, row: Any) -> None:
    before = await restart()
    for name, days in (("acme", 10), ("bolt", 20)):
        await before.tenant(name, retention_days=days)
        before.upstream.rows = [row(7)]
        await before.gladly.detailed("ana@example.com", tenant=name)
    await before.services.rows.write_all()
    before.clock.move(15 * 86_400)

    services = before.services
    await expire_rows(services.read_model, services.tenants.all(), services.clock())

    assert len(services.read_model) == 1
    after = await restart()
    after.upstream.always = httpx.Response(503)
    codes = [
        shown(await after.gladly.detailed("ana@example.com", tenant=name, at=after.clock.now)).get("rmaCode")
        for name in ("acme", "bolt")
    ]
    assert codes == [None, "7"]


async def test_rows_that_have_expired_are_not_shown_although_nobody_has_erased_them_yet(
    restart: Restart, row: Any
) -> None:
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    await before.services.rows.write_all()
    before.services.read_model.forget_here("acme")
    before.clock.move(30 * 86_400 + 1)

    before.upstream.always = httpx.Response(503)
    answer = shown(await before.gladly.detailed("ana@example.com", at=before.clock.now))

    assert set(answer) == {"rmaNotice"}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"keep_rows": False}, id="switched off"),
        pytest.param({"encryption_keys": None, "allow_plaintext_secrets": True}, id="without a key"),
    ],
)
async def test_nothing_of_a_person_is_written_where_rows_are_not_kept(
    adaptor_with: Callable[..., Awaitable[Any]], tmp_path: Path, row: Any, settings: dict[str, Any]
) -> None:
    file = tmp_path / "adaptor.db"
    adaptor = await adaptor_with(database=f"sqlite+aiosqlite:///{file}", **{"encryption_keys": new_key(), **settings})
    adaptor.upstream.rows = [row(7)]

    await adaptor.gladly.detailed("ana@example.com")

    assert adaptor.services.rows is None


async def test_switching_it_off_erases_what_was_kept(restart: Restart, row: Any) -> None:
    before = await restart()
    before.upstream.rows = [row(7)]
    await before.gladly.detailed("ana@example.com")
    off = await restart(keep_rows=False)
    await off.services.tenants.is_ready()

    before.services.read_model.forget_here("acme")
    before.upstream.always = httpx.Response(503)
    answer = shown(await before.gladly.detailed("ana@example.com"))

    assert set(answer) == {"rmaNotice"}


async def test_a_database_that_is_away_costs_a_call_and_nothing_else(
    restart: Restart, row: Any, tmp_path: Path
) -> None:
    adaptor = await restart()
    break_it(tmp_path / "adaptor.db")
    adaptor.upstream.rows = [row(7)]

    answers = [shown(await adaptor.gladly.detailed("ana@example.com")) for _ in range(2)]

    assert ([answer["rmaCode"] for answer in answers], len(adaptor.upstream.calls)) == (["7", "7"], 1)


def break_it(file: Path) -> None:
    file.write_bytes(b"not a database any more, " * 500)
