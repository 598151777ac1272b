"""A counter that can be waited on, so that pages and clients long-poll instead of asking again and again."""

import asyncio
from collections.abc import Callable


class Sequence:
    """Count changes; wake whoever waits for the next one."""

    def __init__(self) -> None:
        self.value = 0
        self._waiters: set[asyncio.Future[None]] = set()
        self._is_closed = False

    def advance(self) -> int:
        """Count one change and return its number."""
        self.value += 1
        self._wake()
        return self.value

    def close(self) -> None:
        """Answer every waiter, now and from now on, at once: the server is stopping."""
        self._is_closed = True
        self._wake()

    async def wait_beyond(self, after: int, timeout_s: float) -> int:
        """Return the current number as soon as it exceeds `after`, or when the time is over."""
        await self.wait_until(lambda: self.value > after, timeout_s)
        return self.value

    async def wait_until(self, holds: Callable[[], bool], timeout_s: float) -> None:
        """Return as soon as a change makes something true, or when the time is over, however much else changes."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not holds() and not self._is_closed and (remaining_s := deadline - loop.time()) > 0:
            waiter = loop.create_future()
            self._waiters.add(waiter)
            try:
                await asyncio.wait([waiter], timeout=remaining_s)
            finally:
                self._waiters.discard(waiter)

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()
