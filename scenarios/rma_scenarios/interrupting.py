"""Run asynchronous work until it ends or somebody presses Ctrl-C, which always counts."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

Found = TypeVar("Found")

_AGAIN_AFTER_S = 3.0


def run_interruptibly(work: Coroutine[Any, Any, Found]) -> Found:
    """Run work to its end.

    Ctrl-C cancels it. Where something on the way swallows that one cancellation, it is repeated, and a request to stop
    is remembered even when the work then ends by itself.

    Raises:
        KeyboardInterrupt: When somebody pressed Ctrl-C.
    """
    return asyncio.run(_watched(work))


async def _watched(work: Coroutine[Any, Any, Found]) -> Found:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    is_asked = False

    def stop() -> None:
        nonlocal is_asked
        is_asked = True
        if not task.done():
            task.cancel()
            loop.call_later(_AGAIN_AFTER_S, stop)

    try:
        loop.add_signal_handler(signal.SIGINT, stop)
    except NotImplementedError:  # Windows: asyncio.run's own way has to do
        return await task
    try:
        found = await task
    except asyncio.CancelledError:
        if is_asked:
            raise KeyboardInterrupt from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGINT)
    if is_asked:
        raise KeyboardInterrupt
    return found
