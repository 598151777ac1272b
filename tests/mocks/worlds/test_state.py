"""Worlds that are kept on disk open again as they were; what is damaged is refused and left alone."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.disk.errors import StateError
from rma_mocks.worlds.disk.keeper import things_of
from rma_mocks.worlds.serving import MockApps, mock_apps

GINA = "gina.lin@example.com"
SPEC = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": GINA, "phone": "+16505550100"}],
    "orders": [{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie", "quantity": 3}]}],
    "rmas": [
        {"key": "jacket", "of": "gina", "status": "In Transit"},
        {"key": "socks", "of": "gina", "status": "Delivered", "items": [{"return_type": "Warranty"}]},
    ],
    "customers": 5,
    "gladly": {
        "chat_app_id": "shop-chat",
        "lookup_timeout_s": 3.5,
        "form_url_join": "app_url",
        "actions_need_conversation": False,
        "lookups": {"phone_match": "both", "query_reading": "S2"},
        "definition": ["rma", {"name": "name", "permission": "VISIBLE"}],
    },
    "apps": [
        {"url": "http://127.0.0.1:8700/t/w1/lookup", "signing_key": "k"},
        {"name": "Club", "answers": {"results": [{"externalCustomerId": 7}]}, "search_query_attributes": ["tier"]},
    ],
    "returnlogic": {
        "per_second": 1000,
        "per_minute": 10_000,
        "variants": {"paging": "cursor"},
        "policies": {
            "automation": [{"return_type": "Refund", "at": "Received"}, {"return_type": "Warranty", "at": "Delivered"}],
            "reasons": [{"code": "TB", "description": "Too Big"}, {"code": "ITCH", "description": "It itches"}],
            "shipping": [{"of": "Refund", "type": "Full Deduction"}],
            "label_cost": "6.25",
            "exchange_exclusions": ["sock"],
        },
    },
}

READINGS = ("time", "ahead_s")

Start = Callable[[], Any]


@pytest.fixture
def start(tmp_path: Path, mocks_over: Any) -> Start:
    """Start both mocks on the same folder, as a process would."""

    def started() -> Any:
        return mocks_over(state=tmp_path / "state")

    return started


def kept(mocks: Any) -> dict[tuple[str, str, str], Any]:
    """Everything of every open world as it is to be kept, but for when the clock was read."""
    return {
        (thing.world, thing.part, thing.key): without_time(thing.json)
        for found in mocks.apps.worlds
        for thing in things_of(found)
    }


def without_time(text: str) -> Any:
    thing = json.loads(text)
    return {name: value for name, value in thing.items() if name not in READINGS} if isinstance(thing, dict) else thing


ACTS = (
    *("a profile is opened", "an e-mail is added", "a return is created", "a snapshot is taken", "a visitor chats"),
    "an action is run",
    *("a profile is changed", "time is moved", "a failure is scripted", "a failure hits", "a fork is opened"),
    *("a match is dropped", "profiles are merged", "a warranty is received"),
    *("an RMA is deleted", "a derived RMA is deleted"),
    *("a key is renewed", "a link is cut", "a profile is made", "an app is set", "a person is reset"),
    *("a snapshot is brought back", "a return is created", "a snapshot is dropped", "data is reset"),
    *("a profile is opened", "another world is closed"),
)


async def test_after_each_answer_the_disk_has_all_there_is(start: Start) -> None:
    async with start() as mocks:
        world = await mocks.open(**SPEC)
        await mocks.open(id="other")

        for name in ACTS:
            await mocks.act(world, name)
            assert on_disk_of(mocks) == kept(mocks), name


def on_disk_of(mocks: Any) -> dict[tuple[str, str, str], Any]:
    return {
        (thing.world, thing.part, thing.key): without_time(thing.json) for thing in mocks.apps.keeper._file.things()
    }


async def test_worlds_open_again_as_they_were(start: Start) -> None:
    async with start() as mocks:
        world = await mocks.open(**SPEC, id="shop")
        for name in ACTS[:17]:
            await mocks.act(world, name)
        before, links = kept(mocks), (await mocks.control.get("worlds")).json()

    async with start() as mocks:
        again = (await mocks.control.get("worlds")).json()

        assert kept(mocks) == before
        assert [without_now(row) for row in again["worlds"]] == [without_now(row) for row in links["worlds"]]


def without_now(links: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in links.items() if name != "now"}


def declared(world: dict[str, Any]) -> list[str]:
    return [row["id"] for row in world["rmas"].values()]


async def test_a_reopened_world_goes_on_under_its_credentials(start: Start) -> None:
    async with start() as mocks:
        world = await mocks.open(**SPEC)
        first = await mocks.returns(world, "hat")
        await mocks.chats(world, "stranger@example.com")

    async with start() as mocks:
        second = await mocks.returns(world, "hat")
        await mocks.chats(world, "another@example.com")

        assert set(await mocks.rmas_of(world)) == {first, second, *declared(world)}
        talks = (await mocks.gladly.get(f"/w/{world['id']}/desk/api/conversations")).json()["conversations"]
        assert len({talk["id"] for talk in talks}) == 2
        await mocks.control.post(f"worlds/{world['id']}/reset")
        assert await mocks.rmas_of(world) == declared(world)


async def test_a_deleted_rma_stays_gone_after_a_restart_until_a_snapshot_brings_it_back(start: Start) -> None:
    async with start() as mocks:
        world = await mocks.open(**SPEC)
        jacket = world["rmas"]["jacket"]["id"]
        await mocks.act(world, "an RMA is deleted")
        await mocks.act(world, "a derived RMA is deleted")
        before = (await mocks.seen(world))["table"]

    async with start() as mocks:
        assert (await mocks.seen(world))["table"] == before
        assert jacket not in await mocks.rmas_of(world)
        assert await mocks.returns(world, "hat") != jacket
        await mocks.control.post(f"worlds/{world['id']}/reset")
        links = (await mocks.control.get(f"worlds/{world['id']}")).json()
        assert (await mocks.rmas_of(world), links["rmas"]["jacket"]["id"]) == (declared(world), jacket)
        assert (await mocks.seen(world))["table"]["total"] == before["total"] + 2


async def test_a_frozen_clock_stays_and_a_ticking_one_ticked_on(start: Start) -> None:
    async with start() as mocks:
        for name in ("still", "ticking"):
            await mocks.open(id=name, now="2026-03-02T15:00:00Z")
        await mocks.control.post("worlds/still/clock", json={"freeze": True})
        still = (await mocks.control.get("worlds/still/clock")).json()

    async with start() as mocks:
        again = (await mocks.control.get("worlds/still/clock")).json()
        ticking = (await mocks.control.get("worlds/ticking/clock")).json()

        assert again == still
        assert (ticking["now"][:15], ticking["is_frozen"]) == ("2026-03-02T15:0", False)


async def test_a_closed_world_stays_closed_and_its_id_is_free(start: Start) -> None:
    async with start() as mocks:
        await mocks.open(**SPEC, id="shop")
        await mocks.control.delete("worlds/shop")

    async with start() as mocks:
        assert (await mocks.control.get("worlds")).json()["worlds"] == []
        await mocks.open(**SPEC, id="shop")


async def test_a_second_process_is_kept_out(start: Start) -> None:
    async with start() as mocks:
        await mocks.open(**SPEC)

        with pytest.raises(StateError, match=r"another program uses the state in .*worlds.sqlite; stop it, or choose"):
            start()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def rewritten(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        pytest.param(lambda path: path.write_bytes(b"not a database" * 100), "not a database", id="another file"),
        pytest.param(truncated, "malformed|cannot be read", id="half a file"),
        pytest.param(
            lambda path: rewritten(path, "UPDATE things SET json = '{}' WHERE part = 'rma'"),
            "rma 2000000 of world shop does not read as one",
            id="a row of another shape",
        ),
        pytest.param(
            lambda path: rewritten(path, "DELETE FROM things WHERE part = 'settings'"),
            "world shop has no settings",
            id="a world without settings",
        ),
        pytest.param(
            lambda path: rewritten(path, "PRAGMA user_version = 99"),
            "it has version 99, and this program reads version 2",
            id="another version",
        ),
        pytest.param(
            lambda path: rewritten(path, "PRAGMA application_id = 1"),
            "it is no state of rma mocks",
            id="another program's",
        ),
    ],
)
async def test_a_damaged_state_is_refused_by_name_and_left_as_it_was(
    start: Start, tmp_path: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    async with start() as mocks:
        await mocks.open(**SPEC, id="shop")
    path = tmp_path / "state" / "worlds.sqlite"
    damage(path)
    before = path.read_bytes()

    with pytest.raises(StateError, match=sentence) as refused:
        start()

    assert (str(path) in str(refused.value), path.read_bytes() == before) == (True, True)


async def test_a_folder_that_cannot_be_one_is_refused(tmp_path: Path, mocks_over: Any) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StateError, match=r"the folder .*file cannot be used for a state"):
        mocks_over(state=tmp_path / "file")


async def test_nothing_is_answered_that_could_not_be_written(start: Start) -> None:
    async with start() as mocks:
        world = await mocks.open(**SPEC)
        keeper = mocks.apps.keeper
        keeper._file._connection.execute("PRAGMA query_only = ON")

        refused = await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "lost"})
        keeper._file._connection.execute("PRAGMA query_only = OFF")
        later = await mocks.control.get(f"worlds/{world['id']}/snapshots")

        assert (refused.status_code, "cannot be written to disk" in refused.text) == (507, True)
        assert [row["name"] for row in later.json()["snapshots"]] == ["lost"]
        assert on_disk_of(mocks) == kept(mocks)


def test_apps_without_a_state_write_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    served: MockApps = mock_apps(
        gladly_url="http://g", returnlogic_url="http://r", hosts=LOOPBACK_HOSTS, control_token="t"
    )

    assert (served.keeper, list(tmp_path.iterdir())) == (None, [])
    assert isinstance(served.gladly.state.client, httpx.AsyncClient)
