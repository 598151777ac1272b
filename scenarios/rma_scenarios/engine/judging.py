"""Hold an expectation against the world: at once, or until it holds."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rma_scenarios.engine.ledger import count_differences, ledger_differences
from rma_scenarios.engine.matching import Difference, Path, differences, field_differences
from rma_scenarios.engine.subjects import UNSETTLED, subject, verdicts
from rma_scenarios.format.expectations import EVENTUALLY_WITHIN_S, Expected
from rma_scenarios.verbs.play import CannotPlay, Play

_OVER_CALLS = ("ledger", "never", "exactly_once")
_OF_ANY_SHAPE = ("chat", "mail", "refused")


async def judge(play: Play, expected: Expected, path: Path, *, since: int) -> list[Difference]:
    """Return what is not as expected, once nothing is under way any more.

    Args:
        play: The case.
        expected: What must hold.
        path: Where the expectation stands in the file.
        since: The number of the journal's last exchange before the step began.
    """
    wanted = expected.written
    if set(wanted) - UNSETTLED and not await play.settle():
        return [Difference(path, "nothing is under way any more", "a lookup or call is still under way")]
    return await _look(play, wanted, path, since)


async def judge_eventually(play: Play, expected: Expected, path: Path, *, since: int) -> list[Difference]:
    """Look again whenever something changed, until the expectation holds or its time is over."""
    wanted = dict(expected.written)
    within_s = wanted.pop("within", EVENTUALLY_WITHIN_S)
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within_s
    while True:
        changes, exchanges = await _news(play)
        found = await _look(play, wanted, path, since)
        left_s = deadline - loop.time()
        if not found or left_s <= 0:
            return found
        await _next_news(play, changes, exchanges, left_s)


async def journal_end(play: Play) -> int:
    """Return the number of the journal's last exchange."""
    answer = await play.ask(play.world.control, "GET", "journal?limit=0")
    return int(answer["last"])


async def begin_ledger(play: Play) -> None:
    """Leave out of the case what others did before it in a world that was open already."""
    if not play.owns_world:
        play.since = await journal_end(play)
        play.earlier = frozenset(row["id"] for row in await play.world.rounds())


async def ledger_rows(play: Play, *, since: int = 0, raw_since: int = 0) -> list[Mapping[str, Any]]:
    """Return the case's exchanges after a number that are still kept, and the raw calls after another."""
    answer = await play.ask(play.world.control, "GET", f"journal?after={max(since, play.since)}")
    return [*answer["exchanges"], *play.raw_rows[raw_since:]]


async def whole_ledger(play: Play, *, since: int, raw_since: int = 0) -> list[Mapping[str, Any]]:
    """Return every exchange after a number, and the raw calls after another, to be counted.

    Raises:
        CannotPlay: When the journal has dropped some of them, so that no count would be true.
    """
    answer = await play.ask(play.world.control, "GET", f"journal?after={since}")
    rows = answer["exchanges"]
    if answer["truncated"] and len(rows) < answer["last"] - since:
        raise CannotPlay(f"there were {answer['last'] - since} exchanges, of which the journal keeps {len(rows)}")
    return [*rows, *play.raw_rows[raw_since:]]


async def _look(play: Play, wanted: Mapping[str, Any], path: Path, since: int) -> list[Difference]:
    found: list[Difference] = []
    for name, value in play.filled(wanted).items():
        here = (*path, name)
        if name == "verdict":
            found += await _verdict_differences(play, value, here)
        elif name == "ledger":
            found += ledger_differences(value, await whole_ledger(play, since=play.since), play, here)
        elif name in _OVER_CALLS:
            rows = await whole_ledger(play, since=since, raw_since=play.raw_since)
            count = 0 if name == "never" else 1
            for place, pattern in enumerate(value):
                found += count_differences(pattern, rows, play, (*here, place), count=count)
        else:
            compare = differences if name in _OF_ANY_SHAPE else field_differences
            there = await subject(play, name)
            missing = compare(value, there, play, here)
            is_done = name == "refused" and there is None
            found += [replace(one, actual="the step was not refused") for one in missing] if is_done else missing
    return found


async def _verdict_differences(play: Play, wanted: Mapping[str, Any], path: Path) -> list[Difference]:
    """Return no difference when one of the verdicts agrees, else those to the first of them."""
    rows = await verdicts(play)
    each = [differences(wanted, row, play, path) for row in rows]
    if not each:
        return [Difference(path, "a verdict", "Gladly decided nothing")]
    return [] if [] in each else each[0]


async def _news(play: Play) -> tuple[int, int]:
    changes = await play.ask(play.world.desk, "GET", "changes?wait_s=0")
    return int(changes["seq"]), await journal_end(play)


async def _next_news(play: Play, changes: int, exchanges: int, wait_s: float) -> None:
    """Wait until either mock has something new; long polls, so that nobody sleeps."""
    wait_s = max(wait_s, 0.0)
    polls = [
        asyncio.ensure_future(play.ask(play.world.desk, "GET", f"changes?after={changes}&wait_s={wait_s:.3f}")),
        asyncio.ensure_future(
            play.ask(play.world.control, "GET", f"journal?after={exchanges}&limit=0&wait_s={wait_s:.3f}")
        ),
    ]
    try:
        await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for poll in polls:
            poll.cancel()
        await asyncio.gather(*polls, return_exceptions=True)
