"""ReturnLogic is stopped under a running stack and started again; agents see what they need to."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from rma_scenarios.stack_world import StackWorld

EMAIL = "gina.lin@example.com"
NOTICE = r"ReturnLogic does not answer; these returns are as of \d{4}-\d\d-\d\d \d\d:\d\d UTC\."


class Line:
    """The way to the mock ReturnLogic: while it is cut nothing listens there, as when the service is stopped."""

    def __init__(self) -> None:
        self.port = 0
        self._to = ("", 0)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def leads_to(self, url: str) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or "", parts.port or 0)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await self._server.wait_closed()

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(*self._to)
        self._writers |= {writer, there[1]}
        with contextlib.suppress(OSError):
            await asyncio.gather(_copied(reader, there[1]), _copied(there[0], writer))


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65_536):
        writer.write(piece)
        await writer.drain()
    writer.close()


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    await line.start()
    yield line
    await line.stop()


@pytest.fixture
async def shop(open_world: Callable[..., Awaitable[StackWorld]], line: Line) -> StackWorld:
    """A world whose ReturnLogic the adaptor reaches over the line, and reads at every open."""
    world = await open_world(
        people=[{"key": "gina", "name": "Gina Lin", "email": EMAIL}, {"key": "leo", "name": "Leo Li"}],
        rmas=[{"key": "jacket", "of": "gina", "status": "Authorized"}],
        customers=0,
        returnlogic={"per_second": 1000, "per_minute": 10_000},
        tenant={"returnlogic_api_url": f"http://127.0.0.1:{line.port}/v1", "max_age_s": 0},
    )
    await line.leads_to(world.links["returnlogic"]["api_url"])
    return world


async def opened(world: StackWorld) -> dict[str, Any]:
    profile: dict[str, Any] = (await world.desk.post(f"profiles/{world.profiles['gina']}/open")).json()["profile"]
    return profile


def shown(profile: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in profile["attributes"]}


async def searched(world: StackWorld, email: str) -> dict[str, Any]:
    answer = await world.desk.post(f"profiles/{world.profiles['leo']}/searches", {"query": {"email": email}})
    [system] = answer.json()["systems"]
    return dict(system)


async def test_linked_profiles_keep_their_link_and_searches_say_why_until_it_is_back(
    shop: StackWorld, line: Line
) -> None:
    before = await opened(shop)
    await line.stop()
    await shop.returnlogic.post(f"originate/api/rmas/{shop.rmas['jacket']['id']}/cancel")

    during = await opened(shop)
    search = await searched(shop, "somebody.else@example.com")
    await line.start()
    after = await opened(shop)

    assert all(profile["is_linked"] for profile in (before, during, after))
    assert {shown(profile)["rma"] for profile in (before, during, after)} == {shop.rmas["jacket"]["url"]}
    assert [shown(profile)["rmaStatus"] for profile in (before, during, after)] == [
        "Authorized",
        "Authorized",
        "Canceled",
    ]
    assert re.fullmatch(NOTICE, shown(during)["rmaNotice"])
    assert shown(during)["rmaAsOf"] == shown(before)["rmaAsOf"]
    assert [len(profile["transactions"]) for profile in (before, during, after)] == [1, 1, 1]
    assert "rmaNotice" not in shown(before) | shown(after)
    assert (search["results"], search["error"]) == (
        [],
        "ReturnLogic answered 503 instead of 200, with the error search_unanswered",
    )
