"""A client waits until nothing is under way in a world."""

import asyncio
from typing import Any

import pytest

EMAIL = "gina.lin@example.com"
START = {"app_id": "returns-center", "email": EMAIL}


@pytest.fixture
async def world(mocks: Any, gina: dict[str, Any]) -> dict[str, Any]:
    mocks.adaptor.results = [{"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}]}]
    links: dict[str, Any] = await mocks.open(id="w1", **gina)
    return links


async def is_idle(mocks: Any, wait_s: float = 0) -> bool:
    answer = (await mocks.control.get("worlds/w1/idle", params={"wait_s": wait_s})).json()
    assert set(answer) == {"idle"}
    return bool(answer["idle"])


async def test_a_fresh_world_is_idle(mocks: Any, world: dict[str, Any]) -> None:
    assert world

    assert await is_idle(mocks)


async def test_a_lookup_in_the_background_is_waited_for(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.held = asyncio.Event()
    await mocks.gladly.post("/w/w1/chat/api/sessions", json=START)
    before = await is_idle(mocks)

    mocks.adaptor.held.set()

    assert (before, await is_idle(mocks, 20)) == (False, True)
    [conversation] = (await mocks.gladly.get(f"/w/{world['id']}/desk/api/conversations")).json()["conversations"]
    assert conversation["inbox"] == "General"


async def test_a_request_with_its_lookups_is_waited_for(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.held = asyncio.Event()
    page = f"/w/w1/desk/api/profiles/{world['profiles']['gina']}/open"
    opening = asyncio.create_task(mocks.gladly.post(page))
    await mocks.adaptor.reached.wait()
    before = await is_idle(mocks)

    mocks.adaptor.held.set()

    assert (before, await is_idle(mocks, 20)) == (False, True)
    assert (await opening).json()["profile"]["is_linked"]


async def test_a_call_to_returnlogic_is_waited_for_until_it_stands_in_the_journal(
    mocks: Any, world: dict[str, Any]
) -> None:
    await mocks.control.post("worlds/w1/faults", json={"kind": "latency", "latency_ms": 50})
    headers = {"Authorization": f"Bearer {world['returnlogic']['api_key']}"}
    calling = asyncio.create_task(mocks.returnlogic.get("/v1/rmas", params={"email": EMAIL}, headers=headers))
    await asyncio.sleep(0)
    before = await is_idle(mocks)

    after = await is_idle(mocks, 20)

    assert (before, after) == (False, True)
    rows = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    assert [row["operation"] for row in rows] == ["list_rmas"]
    assert (await calling).status_code == 200


async def test_long_polls_are_not_waited_for(mocks: Any, world: dict[str, Any]) -> None:
    session = (await mocks.gladly.post("/w/w1/chat/api/sessions", json=START)).json()["session_id"]
    polls = [
        asyncio.create_task(mocks.gladly.get("/w/w1/desk/api/changes?after=9999&wait_s=60")),
        asyncio.create_task(mocks.gladly.get(f"/w/w1/chat/api/sessions/{session}?after=9&wait_s=60")),
        asyncio.create_task(mocks.control.get("worlds/w1/journal?after=9999&wait_s=60")),
    ]

    assert await is_idle(mocks, 20)

    assert not any(poll.done() for poll in polls)
    await mocks.control.delete(f"worlds/{world['id']}")
    await asyncio.gather(*polls)


async def test_another_worlds_work_is_not_waited_for(mocks: Any, world: dict[str, Any]) -> None:
    other = await mocks.open(people=[{"key": "gina", "name": "Gina Lin", "email": EMAIL}])
    mocks.adaptor.held = asyncio.Event()
    await mocks.gladly.post(f"/w/{other['id']}/chat/api/sessions", json=START)
    await mocks.adaptor.reached.wait()

    assert (world["id"], await is_idle(mocks)) == ("w1", True)
    mocks.adaptor.held.set()
    await mocks.control.get(f"worlds/{other['id']}/idle")


async def test_deleting_the_world_ends_the_wait_at_once(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.held = asyncio.Event()
    await mocks.gladly.post("/w/w1/chat/api/sessions", json=START)
    waiting = asyncio.create_task(mocks.control.get("worlds/w1/idle?wait_s=60"))
    await mocks.adaptor.reached.wait()

    await mocks.control.delete(f"worlds/{world['id']}")

    async with asyncio.timeout(10):
        assert (await waiting).status_code in {200, 404}


@pytest.mark.parametrize("wait_s", ["-1", "61", "nan", "x"])
async def test_a_wait_is_up_to_a_minute(mocks: Any, world: dict[str, Any], wait_s: str) -> None:
    answer = await mocks.control.get(f"worlds/{world['id']}/idle?wait_s={wait_s}")

    assert answer.status_code == 400
    assert answer.json()["message"].startswith("wait_s: ")
