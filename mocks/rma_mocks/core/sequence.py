"""A counter that can be waited on, so that pages and clients long-poll instead of asking again and again."""

import asyncio


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
        deadline = asyncio.get_running_loop().time() + timeout_s
        while self.value <= after and not self._is_closed:
            remaining_s = deadline - asyncio.get_running_loop().time()
            if remaining_s <= 0:
                break
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.add(waiter)
            await asyncio.wait([waiter], timeout=remaining_s)
            self._waiters.discard(waiter)
        return self.value

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()
