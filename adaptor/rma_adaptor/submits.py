"""Let submits of one form that come at once share what the first one does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


class Submits:
    """Run one task for each form at a time; whoever comes meanwhile waits for the same one."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[Any]] = {}

    def join(self, key: str, make: Callable[[], Awaitable[Any]]) -> tuple[asyncio.Task[Any], bool]:
        """Return the task for a form, and whether it was begun by this call.

        It goes on when whoever waits for it gives up.
        """
        task = self._tasks.get(key)
        if task is not None:
            return task, False
        task = asyncio.ensure_future(make())
        self._tasks[key] = task
        task.add_done_callback(lambda ended: self._end(key, ended))
        return task, True

    async def aclose(self) -> None:
        """Wait for all of them; each keeps a budget of its own."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def _end(self, key: str, task: "asyncio.Task[Any]") -> None:
        del self._tasks[key]
        # Everybody may have given up already; asyncio warns about errors that nobody looked at.
        if not task.cancelled():
            task.exception()
