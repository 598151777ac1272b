"""One tenant's ReturnLogic hangs, and nobody else notices; how little is measured by `nox -s bench`."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from rma_scenarios.stack_world import StackWorld

HANGING = 100
"""As many as one key has connections."""

GONE = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Hanging:
    """A ReturnLogic that takes every call and answers none before its gate is opened."""

    def __init__(self) -> None:
        self.gate, self.all_there = asyncio.Event(), asyncio.Event()
        self.url = ""
        self._calls = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self._calls += 1
            if self._calls == HANGING:
                self.all_there.set()
            await self.gate.wait()
            writer.write(GONE)
            await writer.drain()
        writer.close()


@pytest.fixture
async def hanging() -> AsyncIterator[Hanging]:
    returnlogic = Hanging()
    async with await asyncio.start_server(returnlogic.handle, "127.0.0.1", 0, backlog=HANGING) as server:
        returnlogic.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        yield returnlogic
        returnlogic.gate.set()


async def test_a_tenant_is_answered_while_a_hundred_calls_of_another_hang(
    start_adaptor: Callable[..., Awaitable[Any]], world: StackWorld, hanging: Hanging
) -> None:
    adaptor = await start_adaptor(BUDGET_S=15, RETURNLOGIC_PER_SECOND=1000, RETURNLOGIC_PER_MINUTE=10_000)
    await adaptor.tenant("hung", returnlogic_api_key="k", signing_keys=["s"], returnlogic_api_url=hanging.url)
    await adaptor.tenant_of(world)
    asking = [
        asyncio.create_task(adaptor.ask("hung", "s", "detailed", f"ana.{number}@example.com"))
        for number in range(HANGING)
    ]
    await hanging.all_there.wait()

    answer = await adaptor.ask(world.id, world.signing_key, "detailed", "gina.lin@example.com")

    [customer] = answer.json()["results"]
    assert (customer["customAttributes"]["rmaCode"], customer["customAttributes"]["rmaNotice"]) == (
        world.rmas["jacket"]["id"],
        "",
    )
    assert not any(task.done() for task in asking)
    hanging.gate.set()
    assert {answer.status_code for answer in await asyncio.gather(*asking)} == {200}
