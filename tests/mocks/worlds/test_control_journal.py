"""The journal's filters over HTTP, and what it tells of calls that no route took."""

import asyncio
from typing import Any

import pytest

TOKEN = {"Authorization": "Bearer control-token"}


async def asked(mocks: Any, **query: Any) -> dict[str, Any]:
    answer = await mocks.control.get("worlds/w1/journal", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_filters_combine_and_the_limit_counts_what_agrees(mocks: Any) -> None:
    await mocks.open(id="w1")
    for path in ("rmas", "orders", "rmas", "rmas/17"):
        await mocks.returnlogic.get(f"/w/w1/originate/api/{path}")

    found = await asked(mocks, **{"path": "/originate/api/rmas*", "status": "2xx", "from": "merchant", "limit": 1})

    assert [(row["seq"], row["path"]) for row in found["exchanges"]] == [(3, "/w/w1/originate/api/rmas")]
    assert found["last"] == 4


async def test_rows_are_numbered_as_they_began_while_the_clock_stands(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.control.post("worlds/w1/clock", json={"freeze": True})
    await mocks.returnlogic.get("/w/w1/originate/api/rmas")
    between = (await asked(mocks, limit=0))["begun"]
    await mocks.returnlogic.get("/w/w1/originate/api/rmas")

    first, second = (await asked(mocks))["exchanges"]

    assert first["at"] == second["at"]
    assert first["begun"] < between < second["begun"]


async def test_where_nothing_agrees_the_nearest_exchanges_are_told(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.returnlogic.get("/w/w1/originate/api/orders", params={"search": "gina"})

    found = await asked(mocks, path="/originate/api/order", method="GET", text="gina")

    assert found["exchanges"] == []
    assert found["near_misses"] == [
        {
            "seq": 1,
            "method": "GET",
            "path": "/w/w1/originate/api/orders",
            "differs": {"path": {"wanted": "/originate/api/order", "was": "/w/w1/originate/api/orders"}},
        }
    ]


async def test_near_misses_are_told_only_where_nothing_agrees(mocks: Any) -> None:
    await mocks.open(id="w1")
    await mocks.returnlogic.get("/w/w1/originate/api/rmas")

    assert "near_misses" not in await asked(mocks, status="200")
    assert "near_misses" not in await asked(mocks)


async def test_a_long_poll_ends_with_the_exchange_that_is_wanted(mocks: Any) -> None:
    await mocks.open(id="w1")
    poll = asyncio.ensure_future(asked(mocks, status="404", wait_s=60))
    await asyncio.sleep(0)

    await mocks.returnlogic.get("/w/w1/originate/api/rmas")
    await mocks.returnlogic.get("/w/w1/originate/api/rmas/17")

    assert [row["seq"] for row in (await poll)["exchanges"]] == [2]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        pytest.param("status=9xx", "status '9xx' is none; write a number such as 404", id="status"),
        pytest.param("lane=x", "lane 'x' is unknown; write gladly or returnlogic", id="lane"),
        pytest.param("stauts=404", "stauts: is no field of this call", id="misspelt"),
    ],
)
async def test_a_filter_that_makes_no_sense_is_refused(mocks: Any, query: str, hint: str) -> None:
    await mocks.open(id="w1")

    answer = await mocks.control.get(f"worlds/w1/journal?{query}")

    assert answer.status_code == 400
    assert hint in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        pytest.param("GET", "/v1/rma", "GET /v1/rmas", id="API path"),
        pytest.param("PUT", "/v1/rmas", "GET /v1/rmas", id="API method"),
        pytest.param("GET", "/w/w1/orginate/api/rmas", "GET /w/{world}/originate/api/rmas", id="page"),
        pytest.param("PUT", "/w/w1/originate/api/rmas", "GET /w/{world}/originate/api/rmas", id="page method"),
    ],
)
async def test_a_call_that_no_route_of_returnlogic_takes_tells_the_nearest(
    mocks: Any, method: str, path: str, nearest: str
) -> None:
    links = await mocks.open(id="w1")
    key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}

    await mocks.returnlogic.request(method, path, headers=key)

    [row] = (await asked(mocks))["exchanges"]
    assert row["hint"] == f"no route takes {method} {path}; the nearest is {nearest}"
    assert row["near_misses"][0]["differs"]


async def test_a_call_that_no_route_of_gladly_takes_tells_the_nearest(mocks: Any) -> None:
    links = await mocks.open(id="w1")
    auth = (links["gladly"]["username"], links["gladly"]["api_token"])

    await mocks.gladly.get("/api/v1/customer-profile", params={"email": "a@example.com"}, auth=auth)
    await mocks.gladly.delete("/api/v1/customer-profiles", auth=auth)

    hints = [row["hint"] for row in (await asked(mocks))["exchanges"]]
    assert hints == [
        "no route takes GET /api/v1/customer-profile; the nearest is GET /api/v1/customer-profiles",
        "no route takes DELETE /api/v1/customer-profiles; the nearest is GET /api/v1/customer-profiles",
    ]


async def test_a_call_that_a_route_refuses_is_no_miss(mocks: Any) -> None:
    await mocks.open(id="w1")

    await mocks.returnlogic.get("/w/w1/originate/api/rmas/17")

    [row] = (await asked(mocks))["exchanges"]
    assert (row["status"], "hint" in row) == (404, False)
