"""Notice that whoever started this process is gone."""

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import suppress


def watch_stdin(stop: Callable[[], None]) -> None:
    """Stop when the parent's end of the pipe is gone, however the parent ended."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        # The loop may be gone already, when the process is ending for another reason.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=watch, name="stdin", daemon=True).start()
