"""A key's calls stay inside its limits, and nobody waits for a turn that comes too late; in virtual time."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicRateLimited
from rma_adaptor.returnlogic.limiter import Limiter

Run = Callable[[Any], Any]
BUDGET_S = 5.0


async def taken(limiter: Limiter, name: str, log: list[tuple[str, float]], *, is_background: bool = False) -> bool:
    """Take a turn inside the budget of a lookup and note when; say whether there was one."""
    try:
        await limiter.turn(Budget.of(BUDGET_S), is_background=is_background)
    except ReturnLogicRateLimited:
        return False
    log.append((name, time.monotonic()))
    return True


def most_within(times: Sequence[float], window_s: float) -> int:
    return max((sum(start <= other < start + window_s for other in times) for start in times), default=0)


def headers(limit: int, left: int, per_minute: int = 120, left_minute: int = 120) -> dict[str, str]:
    return {
        "X-RateLimit-Limit-Second": str(limit),
        "X-RateLimit-Remaining-Second": str(left),
        "X-RateLimit-Limit-Minute": str(per_minute),
        "X-RateLimit-Remaining-Minute": str(left_minute),
    }


def test_ten_cold_profiles_at_once_all_get_their_turn_within_the_budget(run_at_once: Run) -> None:
    async def play() -> list[float]:
        limiter, log = Limiter(per_second=2, per_minute=120), []
        begun = time.monotonic()
        assert all(await asyncio.gather(*(taken(limiter, str(place), log) for place in range(10))))
        return [at - begun for _, at in log]

    waits = run_at_once(play())

    assert waits == pytest.approx([0, 0, 1.1, 1.1, 2.2, 2.2, 3.3, 3.3, 4.4, 4.4])


def test_of_sixty_at_once_those_who_would_come_too_late_are_told_at_once(run_at_once: Run) -> None:
    async def play() -> tuple[int, float, int]:
        limiter, log = Limiter(per_second=2, per_minute=120), []
        tasks = [asyncio.create_task(taken(limiter, str(place), log)) for place in range(60)]
        await asyncio.sleep(0)
        refused = sum(task.done() and not task.result() for task in tasks)
        await asyncio.gather(*tasks)
        return len(log), log[-1][1] - log[0][1], refused

    served, longest_s, refused = run_at_once(play())

    assert (served, refused) == (10, 50)
    assert longest_s == pytest.approx(4.4)


def test_a_lookup_goes_before_what_nobody_waits_for(run_at_once: Run) -> None:
    async def play() -> list[str]:
        limiter, log = Limiter(per_second=1, per_minute=120), []
        await taken(limiter, "first", log)
        background = asyncio.create_task(taken(limiter, "background", log, is_background=True))
        await asyncio.sleep(0)
        lookup = asyncio.create_task(taken(limiter, "lookup", log))
        await asyncio.gather(background, lookup)
        return [name for name, _ in log]

    assert run_at_once(play()) == ["first", "lookup", "background"]


def test_who_gives_up_leaves_the_turn_to_the_next(run_at_once: Run) -> None:
    async def play() -> list[tuple[str, float]]:
        limiter, log = Limiter(per_second=1, per_minute=120), []
        begun = time.monotonic()
        await taken(limiter, "first", log)
        tasks = [asyncio.create_task(taken(limiter, name, log)) for name in ("gone", "next")]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert limiter.queue_length == 0
        return [(name, at - begun) for name, at in log]

    assert run_at_once(play()) == [("first", 0), ("next", pytest.approx(1.1))]


def test_an_answer_tells_higher_limits(run_at_once: Run) -> None:
    async def play() -> int:
        limiter, log = Limiter(per_second=2, per_minute=120), []
        await taken(limiter, "first", log)
        limiter.heed(headers(limit=50, left=49))
        begun = time.monotonic()
        await asyncio.gather(*(taken(limiter, str(place), log) for place in range(40)))
        return sum(at == begun for _, at in log)

    assert run_at_once(play()) == 41


def test_an_answer_tells_of_calls_that_others_make_with_the_key(run_at_once: Run) -> None:
    async def play() -> float:
        limiter, log = Limiter(per_second=2, per_minute=120), []
        await taken(limiter, "ours", log)
        limiter.heed(headers(limit=2, left=0))
        await taken(limiter, "next", log)
        return log[1][1] - log[0][1]

    assert run_at_once(play()) == pytest.approx(1.1)


def test_a_spent_minute_is_told_with_the_time_that_is_left(run_at_once: Run) -> None:
    async def play() -> float:
        limiter = Limiter(per_second=1000, per_minute=3)
        for _ in range(3):
            await limiter.turn(Budget.of(BUDGET_S))
        await asyncio.sleep(20)
        with pytest.raises(ReturnLogicRateLimited) as refused:
            await limiter.turn(Budget.of(BUDGET_S))
        return refused.value.retry_after

    assert run_at_once(play()) == pytest.approx(46)


def test_nobody_gets_a_turn_while_returnlogic_wants_a_pause(run_at_once: Run) -> None:
    async def play() -> float:
        limiter, log = Limiter(per_second=2, per_minute=120), []
        begun = time.monotonic()
        limiter.hold(3)
        await taken(limiter, "one", log)
        return log[0][1] - begun

    assert run_at_once(play()) == pytest.approx(3)


def test_a_limit_beyond_all_reason_costs_no_memory() -> None:
    limiter = Limiter(per_second=2, per_minute=120)

    limiter.heed(headers(limit=999_999_999, left=0, per_minute=999_999_999, left_minute=0))

    assert len(limiter._starts) <= 10_000


@pytest.mark.parametrize("value", ["", "many", "-1", "2.5", "٣", "9" * 5000], ids=lambda value: value[:9])
def test_headers_that_are_no_numbers_teach_nothing(run_at_once: Run, value: str) -> None:
    async def play() -> int:
        limiter, log = Limiter(per_second=2, per_minute=120), []
        limiter.heed({"X-RateLimit-Limit-Second": value, "X-RateLimit-Remaining-Second": value})
        begun = time.monotonic()
        await asyncio.gather(*(taken(limiter, str(place), log) for place in range(5)))
        return sum(at == begun for _, at in log)

    assert run_at_once(play()) == 2


arrivals = st.lists(st.tuples(st.floats(0, 3), st.booleans(), st.booleans()), max_size=40)


@given(callers=arrivals, per_second=st.integers(1, 4), per_minute=st.integers(4, 12))
def test_no_second_and_no_minute_ever_holds_more_than_the_key_allows(
    run_at_once: Run, callers: list[tuple[float, bool, bool]], per_second: int, per_minute: int
) -> None:
    async def play() -> list[float]:
        limiter, log = Limiter(per_second=per_second, per_minute=per_minute), []

        async def come(after_s: float, *, is_background: bool, gives_up: bool) -> None:
            await asyncio.sleep(after_s)
            turn = taken(limiter, "", log, is_background=is_background)
            if gives_up:
                await asyncio.wait({asyncio.create_task(turn)}, timeout=0.5)
            else:
                await turn

        for _ in range(2):
            await asyncio.gather(*(come(at, is_background=later, gives_up=gone) for at, later, gone in callers))
            await asyncio.sleep(30)
        return [at for _, at in log]

    times = run_at_once(play())

    assert most_within(times, 1.0) <= per_second
    assert most_within(times, 60.0) <= per_minute
    assert not callers or times
