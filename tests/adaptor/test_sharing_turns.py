"""The turns of one key are given to all processes together, and alone without Redis; in virtual time, without Redis."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicRateLimited
from rma_adaptor.limits_told import LimitTold
from rma_adaptor.returnlogic import Limits
from rma_adaptor.sharing.link import RedisGone
from rma_adaptor.sharing.turns import SharedLimiter
from rma_adaptor.sharing.windows import Place

Run = Callable[[Any], Any]
LIMITS = Limits(per_second=2, per_minute=120)


class OnePerSecond:
    """Windows in memory that let a call begin each second; gone when a test says so."""

    def __init__(self) -> None:
        self.free_at = 0.0
        self.is_gone = False
        self.places: dict[str, float] = {}
        self.heard: list[object] = []

    async def take(self, name: str, *, latest_s: float, may_queue: bool, untold_s_ago: Sequence[float] = ()) -> Place:
        if self.is_gone:
            raise RedisGone
        self.heard += [f"{ago:.1f} s ago" for ago in untold_s_ago]
        now = time.monotonic()
        at = self.places.pop(name, None) or max(now, self.free_at)
        if at > now + latest_s and at > now:
            return Place(is_now=False, wait_s=at - now, is_too_late=True)
        if at > now and not may_queue:
            return Place(is_now=False, wait_s=at - now)
        self.free_at = max(self.free_at, at + 1)
        if at > now:
            self.places[name] = at
        return Place(is_now=at <= now, wait_s=at - now)

    def leave(self, name: str) -> None:
        self.heard.append("left")
        self.places.pop(name)

    def hold(self, seconds: float) -> None:
        self.heard.append(seconds)

    def heed(self, told: Sequence[LimitTold]) -> None:
        self.heard.append([(one.limit, one.left) for one in told])


async def taken(limiter: SharedLimiter, log: list[float], *, budget_s: float = 5, is_background: bool = False) -> bool:
    try:
        await limiter.turn(Budget.of(budget_s), is_background=is_background)
    except ReturnLogicRateLimited:
        return False
    log.append(time.monotonic())
    return True


def since(begun: float, log: list[float]) -> list[float]:
    return [pytest.approx(at - begun) for at in log]


def test_two_processes_queue_together_and_who_would_come_too_late_is_told_at_once(run_at_once: Run) -> None:
    async def play() -> tuple[list[float], int]:
        windows, log, begun = OnePerSecond(), [], time.monotonic()
        processes = [SharedLimiter(windows, LIMITS) for _ in range(2)]
        tasks = [asyncio.create_task(taken(processes[number % 2], log)) for number in range(8)]
        await asyncio.sleep(0.01)
        refused = sum(task.done() and not task.result() for task in tasks)
        await asyncio.gather(*tasks)
        return since(begun, log), refused

    assert run_at_once(play()) == ([0, 1, 2, 3, 4], 3)


def test_what_nobody_waits_for_takes_only_what_is_left_over(run_at_once: Run) -> None:
    async def play() -> tuple[list[float], list[float]]:
        windows, lookups, background, begun = OnePerSecond(), [], [], time.monotonic()
        here, there = SharedLimiter(windows, LIMITS), SharedLimiter(windows, LIMITS)
        await taken(here, lookups)
        waiting = [asyncio.create_task(taken(here, background, is_background=True)) for _ in range(2)]
        await asyncio.sleep(0.5)
        await asyncio.gather(taken(there, lookups), taken(there, lookups), *waiting)
        return since(begun, lookups), since(begun, background)

    assert run_at_once(play()) == ([0, 1, 2], [3, 4])


def test_what_nobody_waits_for_is_given_up_when_its_budget_ends(run_at_once: Run) -> None:
    async def play() -> list[bool]:
        windows, log = OnePerSecond(), []
        here = SharedLimiter(windows, LIMITS)
        return await asyncio.gather(*(taken(here, log, budget_s=1.5, is_background=True) for _ in range(4)))

    assert run_at_once(play()) == [True, True, False, False]


def test_who_gives_up_gives_its_place_back(run_at_once: Run) -> None:
    async def play() -> tuple[list[object], dict[str, float], int]:
        windows, log = OnePerSecond(), []
        here = SharedLimiter(windows, LIMITS)
        await taken(here, log)
        gone = asyncio.create_task(taken(here, log))
        await asyncio.sleep(0.1)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        return windows.heard, windows.places, here.queue_length

    assert run_at_once(play()) == (["left"], {}, 0)


def test_without_redis_a_process_makes_one_call_a_second_from_its_last_call_on(run_at_once: Run) -> None:
    async def play() -> tuple[list[float], int]:
        windows, log, begun = OnePerSecond(), [], time.monotonic()
        here = SharedLimiter(windows, LIMITS)
        await taken(here, log)
        windows.is_gone = True
        tasks = [asyncio.create_task(taken(here, log)) for _ in range(9)]
        await asyncio.sleep(0.01)
        waiting = here.queue_length
        await asyncio.gather(*tasks)
        return since(begun, log), waiting

    assert run_at_once(play()) == ([0, 1.1, 2.2, 3.3, 4.4], 4)


def test_an_answers_headers_cannot_make_it_more_than_one_call_a_second(run_at_once: Run) -> None:
    async def play() -> list[float]:
        windows, log, begun = OnePerSecond(), [], time.monotonic()
        windows.is_gone = True
        here = SharedLimiter(windows, LIMITS)
        here.heed({"X-RateLimit-Limit-Second": "50", "X-RateLimit-Remaining-Second": "50"})
        await asyncio.gather(*(taken(here, log) for _ in range(3)))
        return since(begun, log)

    assert run_at_once(play()) == [0, 1.1, 2.2]


def test_calls_that_were_made_without_redis_are_told_once_it_is_back(run_at_once: Run) -> None:
    async def play() -> list[object]:
        windows, log = OnePerSecond(), []
        here = SharedLimiter(windows, LIMITS)
        windows.is_gone = True
        await asyncio.gather(*(taken(here, log) for _ in range(2)))
        await asyncio.sleep(1)
        windows.is_gone = False
        await taken(here, log)
        await taken(here, log)
        return windows.heard

    assert run_at_once(play()) == ["2.1 s ago", "1.0 s ago"]


def test_a_redis_that_goes_while_somebody_waits_leaves_the_turn_to_this_process(run_at_once: Run) -> None:
    async def play() -> list[float]:
        windows, log, begun = OnePerSecond(), [], time.monotonic()
        here = SharedLimiter(windows, LIMITS)
        tasks = [asyncio.create_task(taken(here, log)) for _ in range(2)]
        await asyncio.sleep(0.5)
        windows.is_gone = True
        await asyncio.gather(*tasks)
        return since(begun, log)

    assert run_at_once(play()) == [0, 1.1]


def test_what_an_answer_tells_is_told_to_all_and_heeded_here(run_at_once: Run) -> None:
    async def play() -> tuple[list[object], list[float]]:
        windows, log, begun = OnePerSecond(), [], time.monotonic()
        here = SharedLimiter(windows, LIMITS)
        here.heed({"X-RateLimit-Limit-Second": "2", "X-RateLimit-Remaining-Second": "1"})
        here.hold(3)
        windows.is_gone = True
        await taken(here, log)
        return windows.heard, since(begun, log)

    assert run_at_once(play()) == ([[(2, 1), (None, None)], 3], [3])
