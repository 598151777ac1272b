"""Scripted failures through the control API, and what the journal tells of them."""

from typing import Any

import httpx
import pytest

GINA = "gina.lin@example.com"


async def rmas_of(mocks: Any, links: dict[str, Any]) -> httpx.Response:
    key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    answer: httpx.Response = await mocks.returnlogic.get("/v1/rmas", params={"email": GINA}, headers=key)
    return answer


async def profiles_of(mocks: Any, links: dict[str, Any]) -> httpx.Response:
    given = links["gladly"]
    answer: httpx.Response = await mocks.gladly.get(
        "/api/v1/customer-profiles", params={"email": GINA}, auth=(given["username"], given["api_token"])
    )
    return answer


async def test_a_fault_is_listed_with_what_it_hit(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(id="w1", **gina)
    await mocks.control.post("worlds/w1/clock", json={"freeze": True})
    await mocks.control.post("worlds/w1/clock", json={"set": "2026-03-02T15:00:00Z"})
    scripted = {"kind": "status", "status": 502, "path": "/v1/*", "times": None, "begins_in_s": 60, "lasts_s": 60}
    await mocks.control.post("worlds/w1/faults", json=scripted)

    before = await rmas_of(mocks, links)
    await mocks.control.post("worlds/w1/clock", json={"advance_s": 60})
    during = await rmas_of(mocks, links)

    assert (before.status_code, during.status_code) == (200, 502)
    assert (await mocks.control.get("worlds/w1/faults")).json()["faults"] == [
        {
            "id": 1,
            "lane": "returnlogic",
            "kind": "status",
            "path": "/v1/*",
            "times": None,
            "status": 502,
            "latency_ms": 0,
            "percent": 100,
            "state": "active",
            "calls": 1,
            "hits": 1,
            "begins_at": "2026-03-02T15:01:00.000Z",
            "ends_at": "2026-03-02T15:02:00.000Z",
        }
    ]


async def test_the_journal_tells_which_fault_an_exchange_met(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(id="w1", **gina)
    for path in ("/never", "/v1/rmas"):
        await mocks.control.post("worlds/w1/faults", json={"kind": "maintenance", "path": path})

    await rmas_of(mocks, links)
    await rmas_of(mocks, links)

    rows = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    assert [row["fault"] for row in rows] == [{"kind": "maintenance", "id": 2}, None]


async def test_one_fault_is_removed_and_the_others_stay(mocks: Any) -> None:
    await mocks.open(id="w1")
    for kind in ("maintenance", "reset"):
        await mocks.control.post("worlds/w1/faults", json={"kind": kind})

    removed = await mocks.control.delete("worlds/w1/faults/1")
    again = await mocks.control.delete("worlds/w1/faults/1")

    assert (removed.status_code, again.status_code) == (204, 404)
    assert [row["id"] for row in (await mocks.control.get("worlds/w1/faults")).json()["faults"]] == [2]


async def test_an_expired_token_is_refused_in_each_vendors_form(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(id="w1", **gina)
    for lane in ("gladly", "returnlogic"):
        await mocks.control.post("worlds/w1/faults", json={"kind": "expired_token", "lane": lane})

    page = await mocks.returnlogic.get("/w/w1/originate/api/rmas")
    returnlogic, gladly = await rmas_of(mocks, links), await profiles_of(mocks, links)

    assert [page.status_code, returnlogic.status_code, gladly.status_code] == [200, 401, 401]
    assert returnlogic.json() == {"message": "Unauthorized", "errors": []}
    assert gladly.json()["errors"][0]["code"] == "invalid"
    assert gladly.headers["www-authenticate"].startswith("Basic")


async def test_a_reset_without_a_server_is_what_a_client_sees_on_a_line(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(id="w1", **gina)
    await mocks.control.post("worlds/w1/faults", json={"kind": "reset"})

    with pytest.raises(httpx.ReadError):
        await rmas_of(mocks, links)

    [row] = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    assert (row["status"], row["error"]) == (None, "the connection was reset before any answer")


async def test_a_drip_brings_the_whole_answer(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(id="w1", **gina)
    whole = await rmas_of(mocks, links)
    await mocks.control.post("worlds/w1/faults", json={"kind": "drip", "latency_ms": 2})

    dripped = await rmas_of(mocks, links)

    assert dripped.json() == whole.json()
    rows = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    assert rows[1]["duration_ms"] > 15


async def test_the_same_seed_and_calls_give_the_same_dice(mocks: Any, gina: dict[str, Any]) -> None:
    async def statuses(seed: int) -> list[int]:
        links = await mocks.open(seed=seed, returnlogic={"per_second": 1000, "per_minute": 1000}, **gina)
        await mocks.control.post(
            f"worlds/{links['id']}/faults", json={"kind": "maintenance", "percent": 50, "times": None}
        )
        return [(await rmas_of(mocks, links)).status_code for _ in range(20)]

    first, second, other = await statuses(1), await statuses(1), await statuses(2)

    assert first == second != other
    assert set(first) == {200, 503}


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        pytest.param({"percent": 0}, "percent 0 is out of range; write 1 to 100", id="percent"),
        pytest.param({"times": 0}, "times 0 is out of range", id="times"),
        pytest.param({"status": 200}, "status 200 is out of range; write 400 to 599", id="status"),
        pytest.param({"latency_ms": 10**9}, "latency_ms 1000000000 is out of range", id="latency"),
        pytest.param({"begins_in_s": -5}, "begins_in_s -5.0 is out of range", id="beginning"),
        pytest.param({"begins_in_s": 3_000_000_000}, "a world lives until 2100", id="beginning after the end"),
        pytest.param({"lasts_s": -5}, "lasts_s -5.0 is out of range", id="duration"),
        pytest.param({"chance": 5}, "chance: is no field of this call", id="misspelt"),
    ],
)
async def test_a_fault_out_of_range_is_refused_with_the_range(mocks: Any, wrong: dict[str, Any], hint: str) -> None:
    await mocks.open(id="w1", now="2026-03-02T15:00:00Z")

    answer = await mocks.control.post("worlds/w1/faults", json={"kind": "status", **wrong})

    assert answer.status_code == 400
    assert hint in answer.json()["message"]
