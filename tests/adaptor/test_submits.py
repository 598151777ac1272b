"""Submits of one form share one task, which outlives whoever waits for it."""

import asyncio

import pytest

from rma_adaptor.submits import Submits


async def test_who_comes_meanwhile_shares_and_who_comes_after_begins_anew() -> None:
    submits, gate, begun = Submits(), asyncio.Event(), 0

    async def act() -> int:
        nonlocal begun
        begun += 1
        await gate.wait()
        return begun

    first, is_first = submits.join("acme/form-1", act)
    second, is_second_first = submits.join("acme/form-1", act)
    other, _ = submits.join("acme/form-2", act)
    gate.set()
    results = await asyncio.gather(first, second, other)
    third, is_third_first = submits.join("acme/form-1", act)

    assert (first is second, is_first, is_second_first, is_third_first) == (True, True, False, True)
    assert (results, await third) == ([1, 1, 2], 3)


async def test_closing_waits_for_what_was_begun_whatever_comes_of_it() -> None:
    submits, gate = Submits(), asyncio.Event()

    async def fail() -> None:
        await gate.wait()
        raise ValueError

    task, _ = submits.join("acme/form-1", fail)
    closing = asyncio.create_task(submits.aclose())
    await asyncio.sleep(0)
    is_waiting = not closing.done()
    gate.set()
    await closing

    assert is_waiting
    with pytest.raises(ValueError, match=r"^$"):
        task.result()
