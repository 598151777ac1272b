"""Let happen what becomes due in the open worlds while nobody asks them anything."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable

from rma_mocks.worlds.registry import Worlds

_LOG = logging.getLogger(__name__)
_PAUSE_S = 0.05
"""Between two looks at least; many changes at once need one."""

_LONGEST_S = 3600.0
"""Timers of event loops are made for less than years."""


class Alarm:
    """Sleep until the earliest event of all worlds is due, or a change may have brought an earlier one.

    Args:
        worlds: The registry.
        save: Writes to disk what changed; nothing where it is None.
    """

    def __init__(self, worlds: Worlds, *, save: Callable[[], None] | None = None) -> None:
        self._worlds = worlds
        self._save = save
        self._stirred = asyncio.Event()
        worlds.on_change = self._stirred.set

    async def run(self) -> None:
        """Play events as they become due, until this is cancelled."""
        while True:
            self._stirred.clear()
            wait_s = self._play()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), wait_s)
            await asyncio.sleep(_PAUSE_S)

    def _play(self) -> float | None:
        """Let happen what is due, and return the seconds until something else is."""
        for found in self._worlds:
            found.world.play_due()
        if self._save is not None:
            try:
                self._save()
            except sqlite3.Error as error:  # it stays to be written, and the next answer says so
                _LOG.error("the state cannot be written: %s", error)
        waits = [wait_s for found in self._worlds if (wait_s := found.world.due_in_s()) is not None]
        return min(_LONGEST_S, max(0.0, min(waits))) if waits else None
