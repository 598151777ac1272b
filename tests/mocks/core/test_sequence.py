"""Waiting for changes."""

import asyncio

from rma_mocks.core.sequence import Sequence


async def test_a_waiter_is_answered_by_the_next_change() -> None:
    sequence = Sequence()
    waiting = asyncio.create_task(sequence.wait_beyond(0, 30))
    await asyncio.sleep(0)

    sequence.advance()

    assert await waiting == 1


async def test_a_change_that_already_happened_is_answered_at_once() -> None:
    sequence = Sequence()
    sequence.advance()

    assert await sequence.wait_beyond(0, 30) == 1


async def test_waiting_ends_with_its_time() -> None:
    assert await Sequence().wait_beyond(0, 0.01) == 0


async def test_closing_ends_every_wait_at_once() -> None:
    sequence = Sequence()
    waiting = [asyncio.create_task(sequence.wait_beyond(0, 30)) for _ in range(3)]
    await asyncio.sleep(0)

    sequence.close()

    assert await asyncio.gather(*waiting) == [0, 0, 0]
    assert await sequence.wait_beyond(0, 30) == 0


async def test_changes_of_something_else_do_not_prolong_a_wait() -> None:
    sequence = Sequence()

    async def change_all_the_time() -> None:
        while True:
            sequence.advance()
            await asyncio.sleep(0)

    noise = asyncio.create_task(change_all_the_time())

    async with asyncio.timeout(10):
        await sequence.wait_until(lambda: False, 0.02)

    assert noise.cancel()
