"""Which visits count as under way, however they end."""

import asyncio
from datetime import UTC, datetime

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rma_mocks.core.clock import Clock
from rma_mocks.core.faults import Fault
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.visits import Edge, Visit, VisitMiddleware, unrecorded
from rma_mocks.core.world import World
from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


async def receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


async def send(_message: Message) -> None:
    pass


async def gone(_message: Message) -> None:
    raise OSError("the client went away")


@pytest.fixture
def world() -> World:
    return World(
        id="w1", seed=7, retailer=Retailer(DerivedBase(7, size=0, start=START), store_name="S"), clock=Clock(START)
    )


async def visiting(world: World, app: ASGIApp, *, to: Send = send) -> "asyncio.Task[None]":
    """Begin to serve one request in the background."""
    mock = VisitMiddleware(app, edge=Edge("gladly", lambda _: Visit(world, "api")))
    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
    task = asyncio.get_running_loop().create_task(mock(scope, receive, to))
    await asyncio.sleep(0)
    return task


async def test_a_visit_is_under_way_until_it_stands_in_the_journal(world: World) -> None:
    world.faults.add(Fault("gladly", "latency", latency_ms=20))
    visit = await visiting(world, Response(b"done"))

    is_idle = await world.under_way.wait_until_idle(10)

    assert (is_idle, len(world.journal.exchanges())) == (True, 1)
    await visit


async def test_a_visit_that_is_cancelled_while_it_is_delayed_is_over(world: World) -> None:
    world.faults.add(Fault("gladly", "latency", latency_ms=60_000))
    visit = await visiting(world, Response(b"never"))

    visit.cancel()

    assert await world.under_way.wait_until_idle(10)
    assert visit.cancelled()


async def test_a_visit_whose_client_went_away_is_over(world: World) -> None:
    visit = await visiting(world, Response(b"done"), to=gone)

    with pytest.raises(OSError, match="went away"):
        await visit

    assert world.under_way.is_idle


async def test_an_unrecorded_visit_counts_only_until_its_route_says_so(world: World) -> None:
    answer_now = asyncio.Event()

    async def long_poll(scope: Scope, receive: Receive, send: Send) -> None:
        await unrecorded(Request(scope))
        await answer_now.wait()
        await Response(b"news")(scope, receive, send)

    visit = await visiting(world, long_poll)

    is_idle = await world.under_way.wait_until_idle(10)

    assert (is_idle, visit.done()) == (True, False)
    answer_now.set()
    await visit
    assert (world.under_way.is_idle, world.journal.exchanges()) == (True, [])


async def test_a_visit_alone_is_no_news_for_pages(world: World) -> None:
    await (await visiting(world, Response(b"done")))

    assert world.changes.value == 0
