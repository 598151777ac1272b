"""Give the turns of one key in all processes together, and alone while that cannot be done."""

import asyncio
import itertools
import secrets
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicRateLimited
from rma_adaptor.limits_told import limits_told
from rma_adaptor.returnlogic import Limiter, Limits
from rma_adaptor.sharing.link import RedisGone
from rma_adaptor.sharing.windows import Place, Windows

_ALONE_PER_SECOND = 1
_MOST_UNTOLD = 120


class SharedLimiter:
    """Give turns as `Limiter` does, out of windows that all processes share.

    Lookups queue in the order in which they came, whichever process they came to; what nobody waits for takes only
    what is left over. Alone, each process makes one call a second, and tells of them as soon as it can.

    Args:
        windows: Of the key.
        limits: What the key may do until answers say otherwise.
    """

    def __init__(self, windows: Windows, limits: Limits) -> None:
        self._windows = windows
        self._alone = Limiter(
            per_second=_ALONE_PER_SECOND, per_minute=limits.per_minute, most_per_second=_ALONE_PER_SECOND
        )
        self._untold: deque[float] = deque(maxlen=_MOST_UNTOLD)
        # No other process may use the same.
        self._names = map(f"{secrets.token_hex(6)}:{{}}".format, itertools.count())
        self._queue_length = 0
        self._background = asyncio.Lock()

    @property
    def queue_length(self) -> int:
        """Count those who wait, in this process."""
        return self._queue_length + self._alone.queue_length

    async def turn(self, budget: Budget, *, is_background: bool = False) -> None:
        """Wait until a call may be made, and count it; see `Limiter.turn`.

        Raises:
            ReturnLogicRateLimited: The turn would come too late to be answered within the budget; nothing is counted.
        """
        try:
            if is_background:
                await self._background_turn(budget)
            else:
                await self._queue(budget, may_queue=True)
        except RedisGone:
            await self._alone.turn(budget, is_background=is_background)
            self._untold.append(time.monotonic())
        else:
            self._alone.count()

    def calling(self) -> AbstractContextManager[None]:
        """Make a call inside, and learn how long calls take."""
        return self._alone.calling()

    def hold(self, seconds: float) -> None:
        """Give no turn for a while, in no process, because ReturnLogic said that there were too many calls."""
        self._alone.hold(seconds)
        self._windows.hold(seconds)

    def heed(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer's headers, for all processes."""
        self._alone.heed(headers)
        self._windows.heed(limits_told(headers))

    async def _background_turn(self, budget: Budget) -> None:
        # One at a time asks, or all would ask again each time that a turn comes up.
        try:
            async with asyncio.timeout(budget.left_s()), self._background:
                await self._queue(budget, may_queue=False)
        except TimeoutError:
            raise ReturnLogicRateLimited(0) from None

    async def _queue(self, budget: Budget, *, may_queue: bool) -> None:
        name = next(self._names)
        with self._waiting(name):
            while not (place := await self._place(name, budget, may_queue=may_queue)).is_now:
                if place.is_too_late:
                    raise ReturnLogicRateLimited(round(place.wait_s, 1))
                await asyncio.sleep(place.wait_s)

    async def _place(self, name: str, budget: Budget, *, may_queue: bool) -> Place:
        now = time.monotonic()
        untold = list(self._untold)
        self._untold.clear()
        try:
            # Whose turn is now may try, however long calls took lately; the windows see to that.
            return await self._windows.take(
                name,
                latest_s=budget.left_s() - self._alone.takes_s,
                may_queue=may_queue,
                untold_s_ago=[now - began for began in untold],
            )
        except BaseException:
            self._untold.extend(untold)
            raise

    @contextmanager
    def _waiting(self, name: str) -> Iterator[None]:
        self._queue_length += 1
        try:
            yield
        except asyncio.CancelledError:
            self._windows.leave(name)
            raise
        finally:
            self._queue_length -= 1
