"""A world's own time: it ticks like ours until somebody sets, freezes or advances it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Between these a world lives; far from the ends of the calendar, every offset from its now is a date."""

_MINUTE_S = 60


class Clock:
    """Tell a world's time.

    Args:
        start: Timezone-aware; the time at which the world begins.
        monotonic: Seconds that only ever grow; an argument so that tests need not wait.
    """

    def __init__(self, start: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.start = start
        self._monotonic = monotonic
        self._at = start
        self._since = monotonic()
        self._advanced_s = 0.0
        self._windows_at_s: float | None = None
        self.is_frozen = False

    def now(self) -> datetime:
        """Return the world's time, timezone-aware."""
        if self.is_frozen:
            return self._at
        return self._at + timedelta(seconds=self._monotonic() - self._since)

    def ahead_s(self) -> float:
        """Return how far this clock is ahead of one that nobody can move; only differences mean something."""
        return self.now().timestamp() - self._monotonic()

    def rate_time_s(self) -> float:
        """Return the seconds that rate windows run on: real time plus every advance, unless they are held."""
        return self._monotonic() + self._advanced_s if self._windows_at_s is None else self._windows_at_s

    def set(self, at: datetime) -> None:
        """Jump to a time, timezone-aware, and go on from there."""
        self._at, self._since = at, self._monotonic()

    def advance(self, by: timedelta) -> None:
        """Move forward; rate windows move along."""
        self.set(self.now() + by)
        self._advanced_s += by.total_seconds()
        if self._windows_at_s is not None:
            self._windows_at_s += by.total_seconds()

    def advance_to(self, at: datetime) -> None:
        """Move forward to a time that is still to come; rate windows move along."""
        self.advance(at - self.now())

    def freeze(self, *, with_windows: bool = False) -> None:
        """Hold the date where it is; rate windows go on unless they are held, too, at the next whole minute."""
        self._at, self.is_frozen = self.now(), True
        if with_windows:
            self._windows_at_s = (self.rate_time_s() // _MINUTE_S + 1) * _MINUTE_S

    def resume(self) -> None:
        """Let a frozen clock tick again from where it stands."""
        self.stand_at(self.now(), is_frozen=False)

    def stand_at(self, at: datetime, *, is_frozen: bool) -> None:
        """Show a time, and go on from there or hold it; rate windows go on."""
        self.set(at)
        self.is_frozen = is_frozen
        if self._windows_at_s is not None:
            self._advanced_s, self._windows_at_s = self._windows_at_s - self._monotonic(), None


def stamp(at: datetime) -> str:
    """Write a time as both mocks send it: UTC, milliseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
