"""Failures as they are on a real line, which no test without sockets can see."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from rma_scenarios.stack_world import StackWorld


async def answered(world: StackWorld) -> tuple[bytes, BaseException | None]:
    """Ask for Gina's RMAs over a plain socket and return what came, and how the line ended."""
    given = world.links["returnlogic"]
    address = urlsplit(given["api_url"])
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    request = f"GET /v1/rmas?email=gina.lin@example.com HTTP/1.1\r\nHost: {address.netloc}\r\n"
    writer.write(f"{request}Authorization: Bearer {given['api_key']}\r\nConnection: close\r\n\r\n".encode())
    came = bytearray()
    try:
        while piece := await reader.read(65_536):
            came += piece
    except OSError as error:
        return bytes(came), error
    finally:
        writer.close()
    return bytes(came), None


async def test_a_reset_is_a_real_one_before_any_byte(world: StackWorld) -> None:
    await world.fault(kind="reset")

    came, ended = await answered(world)

    assert (came, type(ended)) == (b"", ConnectionResetError)
    [row] = await world.journal()
    assert (row["status"], row["fault"]["kind"]) == (None, "reset")
    assert row["error"] == "the connection was reset before any answer"


async def test_the_mock_goes_on_serving_after_a_reset(world: StackWorld) -> None:
    await world.fault(kind="reset")
    await answered(world)

    came, ended = await answered(world)

    assert (came.split(b"\r\n")[0], ended) == (b"HTTP/1.1 200 OK", None)


async def test_a_client_that_keeps_its_connection_sees_the_reset_as_an_error(world: StackWorld) -> None:
    given = world.links["returnlogic"]
    headers = {"Authorization": f"Bearer {given['api_key']}"}
    async with httpx.AsyncClient(base_url=given["url"], headers=headers, trust_env=False) as client:
        assert (await client.get("originate/api/settings")).status_code == 200
        await world.fault(kind="reset")

        with pytest.raises(httpx.ReadError):
            await client.get(f"{given['api_url']}/rmas", params={"email": "gina.lin@example.com"})


async def test_a_reset_of_gladly_is_a_real_one_too(world: StackWorld) -> None:
    await world.fault(kind="reset", lane="gladly")
    given = world.links["gladly"]

    async with httpx.AsyncClient(auth=(given["username"], given["api_token"]), trust_env=False) as client:
        with pytest.raises(httpx.ReadError):
            await client.get(f"{given['api_url']}/customer-profiles", params={"email": "gina.lin@example.com"})


async def test_a_drip_comes_piece_by_piece(world: StackWorld) -> None:
    given = world.links["returnlogic"]
    await world.fault(kind="drip", latency_ms=20)
    question: dict[str, Any] = {
        "headers": {"Authorization": f"Bearer {given['api_key']}"},
        "params": {"email": "gina.lin@example.com"},
    }

    async with (
        httpx.AsyncClient(trust_env=False) as client,
        client.stream("GET", f"{given['api_url']}/rmas", **question) as response,
    ):
        times = [time.monotonic() async for _ in response.aiter_raw()]

    assert len(times) > 5
    assert times[-1] - times[0] > 0.1


@pytest.mark.parametrize("lane", ["gladly", "returnlogic"])
async def test_a_stray_call_is_told_by_both_mocks(open_world: Callable[..., Awaitable[StackWorld]], lane: str) -> None:
    world = await open_world(customers=0)
    control = world.control.url.rpartition("/worlds/")[0]

    async with httpx.AsyncClient(headers=world.control.headers, trust_env=False) as client:
        page = world.links[lane]["url"].replace(f"/w/{world.id}", f"/w/{world.id}-typo")
        await client.get(f"{page}/desk")
        rows = (await client.get(f"{control}/strays")).json()["strays"]

    assert any(row["lane"] == lane and f"is it '{world.id}'?" in row["hint"] for row in rows)
