"""Stay inside a key's limits: calls wait for their turn, and whoever would wait too long is told at once."""

import asyncio
import bisect
import heapq
import itertools
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicError, ReturnLogicRateLimited
from rma_adaptor.limits_told import limits_told

_SECOND_S, _MINUTE_S = 1.0, 60.0
_MARGIN = 1.1
"""Windows are taken a tenth longer than they are: calls arrive later than they leave, and not all equally late."""

_LONGEST_QUEUED_S = 2.0
"""A call broken off later than that had time enough: it says that ReturnLogic is away, not how long it takes."""

MOST = 10_000
"""Limits above it are taken for it: more calls nobody makes with a key, and every call in a window is remembered."""


@dataclass(order=True)
class _Waiter:
    """Somebody who waits for a turn; lookups come before what nobody waits for, else first come, first served."""

    is_background: bool
    order: int
    turn: asyncio.Future[None] = field(compare=False)


class Turns(Protocol):
    """Let the calls of one key be made in turn; `Limiter` says how."""

    @property
    def queue_length(self) -> int:
        """Count those who wait."""

    async def turn(self, budget: Budget, *, is_background: bool = False) -> None:
        """Wait until a call may be made, and count it."""

    def calling(self) -> AbstractContextManager[None]:
        """Make a call inside, and learn how long calls take."""

    def hold(self, seconds: float) -> None:
        """Give no turn for a while."""

    def heed(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers."""


class Limiter:
    """Give turns to the calls of one key, so that no window of a second or a minute ever holds too many.

    The windows slide, which fits both ways in which a gateway may count. What the headers of an answer say corrects
    the limits, and shows calls that somebody else makes with the same key.

    Args:
        per_second: Calls in any second, until an answer says otherwise.
        per_minute: Calls in any minute, until an answer says otherwise.
        most_per_second: What no answer can raise the calls of a second above.

    Contract: RL-LIMIT-1 and RL-LIMIT-2, 2 calls a second and 120 a minute, with headers on every answer (documented);
    RL-LIMIT-3, how windows are counted (assumed).
    """

    def __init__(self, *, per_second: int, per_minute: int, most_per_second: int = MOST) -> None:
        self._limits = {_SECOND_S: min(per_second, most_per_second), _MINUTE_S: per_minute}
        self._most = {_SECOND_S: most_per_second, _MINUTE_S: MOST}
        self._starts: deque[float] = deque()
        self._held_until = 0.0
        self._takes_s = 0.0
        self._waiting: list[_Waiter] = []
        self._orders = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None

    @property
    def takes_s(self) -> float:
        """Tell how long calls lately took, in seconds."""
        return self._takes_s

    @property
    def queue_length(self) -> int:
        """Count those who wait."""
        return sum(not waiter.turn.done() for waiter in self._waiting)

    async def turn(self, budget: Budget, *, is_background: bool = False) -> None:
        """Wait until a call may be made, and count it.

        Args:
            budget: Of whoever asks.
            is_background: Whether nobody waits for the answer; everybody else goes first.

        Raises:
            ReturnLogicRateLimited: The turn would come too late to be answered within the budget; nothing is counted.
        """
        now = time.monotonic()
        place = (is_background, next(self._orders))
        before = self._count_before(place) if self._waiting else 0
        start = self._start_after(before, now)
        # Whose turn is now may try, however long calls took lately: nobody else can find out that they no longer do.
        if start + (self._takes_s if start > now else 0.0) > budget.ends_at:
            raise ReturnLogicRateLimited(round(start - now, 1))
        if start <= now and before == 0:
            self._starts.append(now)
            return
        waiter = _Waiter(*place, asyncio.get_running_loop().create_future())
        heapq.heappush(self._waiting, waiter)
        self._set_alarm()
        try:
            async with asyncio.timeout(budget.left_s()):
                await waiter.turn
        except TimeoutError:
            raise ReturnLogicRateLimited(round(self._start_after(0, time.monotonic()) - time.monotonic(), 1)) from None
        finally:
            waiter.turn.cancel()

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Make a call inside, and learn how long calls take: a turn that comes later than that would be wasted."""
        began = time.monotonic()
        try:
            yield
        except ReturnLogicError:
            took_s = time.monotonic() - began
            if took_s < _LONGEST_QUEUED_S:
                self._takes_s = max(self._takes_s, took_s)
            raise
        self._takes_s += (time.monotonic() - began - self._takes_s) / 4

    def count(self) -> None:
        """Count a call that begins now without a turn of ours."""
        now = time.monotonic()
        self._drop_old(now)
        self._starts.append(now)

    def hold(self, seconds: float) -> None:
        """Give no turn for a while, because ReturnLogic said that there were too many calls."""
        self._held_until = max(self._held_until, time.monotonic() + seconds)
        self._set_alarm()

    def heed(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers: the key's limits, and how many calls others have made with it."""
        now = time.monotonic()
        for window, told in zip((_SECOND_S, _MINUTE_S), limits_told(headers), strict=True):
            if not told.limit:
                continue
            limit = min(told.limit, MOST)
            self._limits[window] = min(limit, self._most[window])
            if told.left is not None:
                ours = len(self._starts) - bisect.bisect_right(self._starts, now - window)
                # Ours may be the fewer because theirs began their window earlier; then these only cost a moment.
                self._starts.extend(itertools.repeat(now, max(0, limit - told.left - ours)))
        self._set_alarm()

    def _count_before(self, place: tuple[bool, int]) -> int:
        return sum((one.is_background, one.order) < place and not one.turn.done() for one in self._waiting)

    def _start_after(self, before: int, now: float) -> float:
        """Return when a call may start that has so many others before it."""
        self._drop_old(now)
        if not before:  # nearly always; a granted limit may be thousands a minute
            return self._next_start(self._starts, now)
        starts = list(self._starts)
        for _ in range(before):
            starts.append(self._next_start(starts, now))
        return self._next_start(starts, now)

    def _next_start(self, starts: Sequence[float], now: float) -> float:
        free = [starts[-limit] + window * _MARGIN for window, limit in self._limits.items() if len(starts) >= limit]
        return max([now, self._held_until, *free])

    def _drop_old(self, now: float) -> None:
        while self._starts and self._starts[0] <= now - _MINUTE_S * _MARGIN:
            self._starts.popleft()

    def _set_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._waiting:
            now = time.monotonic()
            wait_s = max(0.0, self._start_after(0, now) - now)
            self._alarm = asyncio.get_running_loop().call_later(wait_s, self._give_turns)

    def _give_turns(self) -> None:
        while self._waiting and self._start_after(0, now := time.monotonic()) <= now:
            waiter = heapq.heappop(self._waiting)
            if not waiter.turn.done():
                self._starts.append(now)
                waiter.turn.set_result(None)
        self._set_alarm()
