"""What is under way in a world, and waiting until nothing is."""

import asyncio

from rma_mocks.core.under_way import UnderWay


async def test_a_waiter_is_answered_by_the_last_end() -> None:
    under_way = UnderWay()
    under_way.begin("a")
    under_way.begin("b")
    waiting = asyncio.create_task(under_way.wait_until_idle(30))
    under_way.end("a")
    await asyncio.sleep(0)
    is_answered_early = waiting.done()

    under_way.end("b")

    assert (is_answered_early, await waiting) == (False, True)


async def test_waiting_ends_with_its_time() -> None:
    under_way = UnderWay()
    under_way.begin("a")

    assert not await under_way.wait_until_idle(0.01)


async def test_what_ended_twice_ended_once() -> None:
    under_way = UnderWay()
    under_way.begin("a")
    under_way.begin("b")

    under_way.end("a")
    under_way.end("a")

    assert not under_way.is_idle


async def test_closing_answers_every_waiter_at_once() -> None:
    under_way = UnderWay()
    under_way.begin("a")
    waiting = asyncio.create_task(under_way.wait_until_idle(30))
    await asyncio.sleep(0)

    under_way.close()

    assert not await waiting
