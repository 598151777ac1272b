"""What a tenant notices of a ReturnLogic that hangs for another: the slowest hundredth of its lookups, compared."""

import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import AsyncIterator
from typing import Any

import uvloop
from lookup_cost import call, lines_to_nowhere, requests
from upstream_cost import adaptor, upstream

from rma_adaptor.tenants import Tenant

LOOKUPS = 300
HANGING = 64


def p99_over_calm(rounds: int) -> float:
    """Compare the 99th percentile of a tenant's lookups, each with its call, while 64 calls of another tenant hang."""
    with lines_to_nowhere():
        return uvloop.run(_p99_over_calm(rounds))


async def _p99_over_calm(rounds: int) -> float:
    with upstream() as api_url:
        async with adaptor(api_url) as app, _hanging_upstream() as hanging_url:
            hung = Tenant(name="hung", allow_unsigned=True, returnlogic_api_key="k", returnlogic_api_url=hanging_url)
            await app.state.services.tenants.put(hung)
            await _p99_s(app)
            ratios = []
            for _ in range(rounds):
                calm_s = await _p99_s(app)
                async with _hanging_lookups(app):
                    ratios.append(await _p99_s(app) / calm_s)
    return statistics.median(ratios)


async def _p99_s(app: Any) -> float:
    took_s = []
    for request in requests(LOOKUPS):
        began = time.perf_counter()
        await call(app, request)
        took_s.append(time.perf_counter() - began)
    return statistics.quantiles(took_s, n=100)[-1]


@contextlib.asynccontextmanager
async def _hanging_lookups(app: Any) -> AsyncIterator[None]:
    """Have lookups of the other tenant wait for ReturnLogic, each about somebody else, until the end."""
    tasks = [asyncio.create_task(_ask_hung(app, number)) for number in range(HANGING)]
    await asyncio.sleep(0.1)  # by then all have made their call
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    app.state.services.read_model.give_up()


async def _ask_hung(app: Any, number: int) -> None:
    question = {"externalCustomerId": f"shopper-{number}@example.com"}
    asked = {"lookupLevel": "DETAILED", "query": question, "uniqueMatchRequired": True}
    path = "/t/hung/lookup"
    scope = {"path": path, "raw_path": path.encode(), "headers": []}
    [(usual, _)] = requests(1)
    await call(app, ({**usual, **scope}, json.dumps(asked).encode()))


@contextlib.asynccontextmanager
async def _hanging_upstream() -> AsyncIterator[str]:
    connections: set[asyncio.StreamWriter] = set()

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0, backlog=HANGING)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    server.close()
    for writer in connections:
        writer.transport.abort()
