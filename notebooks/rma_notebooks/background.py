"""Do asynchronous work for cells, which are not: on one event loop, in a thread of its own."""

import asyncio
import atexit
import contextlib
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from contextlib import AbstractAsyncContextManager
from functools import cache
from typing import Any, TypeVar

Found = TypeVar("Found")

_ENDS_WITHIN_S = 15.0


class Background:
    """A loop that lives as long as the kernel, and what was opened on it."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._exits = contextlib.AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rma-notebooks", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Do some work and return what comes of it; interrupting the cell cancels it."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise
        except CancelledError:
            raise KeyboardInterrupt from None

    def open(self, context: AbstractAsyncContextManager[Found]) -> Found:
        """Enter something that stays open until the kernel ends."""
        return self.run(self._exits.enter_async_context(context))

    def close(self) -> None:
        """Close what was opened, the last first."""
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._exits.aclose(), self._loop).result(_ENDS_WITHIN_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_ENDS_WITHIN_S)


@cache
def background() -> Background:
    """Return the loop of this kernel, made when the first cell needs it."""
    made = Background()
    atexit.register(made.close)
    return made
