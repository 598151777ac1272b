"""Two calls a second and 120 a minute for each key, said in four headers on every answer."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PER_SECOND = 2
PER_MINUTE = 120
API_PREFIX = "/v1/"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one call found in its key's windows, already counting the call itself."""

    is_granted: bool
    per_second: int
    per_minute: int
    second_left: int
    minute_left: int
    free_in_s: int = 1
    """Whole seconds until another call may be granted: to the minute's end where the minute is full, else one."""

    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """Return the four headers. Contract: on every response (documented; RL-LIMIT-2)."""
        return (
            (b"x-ratelimit-limit-second", b"%d" % self.per_second),
            (b"x-ratelimit-limit-minute", b"%d" % self.per_minute),
            (b"x-ratelimit-remaining-second", b"%d" % self.second_left),
            (b"x-ratelimit-remaining-minute", b"%d" % self.minute_left),
        )


UNKNOWN_KEY = Allowance(
    is_granted=True,
    per_second=PER_SECOND,
    per_minute=PER_MINUTE,
    second_left=PER_SECOND,
    minute_left=PER_MINUTE,
)
"""A call without a known key has no windows; it is told the default limits (assumed)."""


class RateWindows:
    """Count one key's calls in fixed windows of a second and of a minute; refused calls do not count.

    Args:
        per_second: Calls allowed in each second.
        per_minute: Calls allowed in each minute.
        time_s: Seconds that only grow; windows begin at whole seconds and whole minutes of it.

    Contract: the limits are documented (RL-LIMIT-1), fixed windows are assumed (RL-LIMIT-3).
    """

    def __init__(self, *, per_second: int, per_minute: int, time_s: Callable[[], float]) -> None:
        self.per_second = per_second
        self.per_minute = per_minute
        self._time_s = time_s
        self._second = self._minute = -1
        self._in_second = self._in_minute = 0

    def emptied(self) -> "RateWindows":
        """Return windows with the same limits in which nothing was counted yet."""
        return RateWindows(per_second=self.per_second, per_minute=self.per_minute, time_s=self._time_s)

    def take(self) -> Allowance:
        """Ask for one call."""
        self._turn()
        is_granted = self._in_second < self.per_second and self._in_minute < self.per_minute
        self._in_second += is_granted
        self._in_minute += is_granted
        return Allowance(
            is_granted=is_granted,
            per_second=self.per_second,
            per_minute=self.per_minute,
            second_left=self.per_second - self._in_second,
            minute_left=self.per_minute - self._in_minute,
            free_in_s=ceil(60 - self._time_s() % 60) if self._in_minute >= self.per_minute else 1,
        )

    def _turn(self) -> None:
        now_s = self._time_s()
        second, minute = int(now_s), int(now_s // 60)
        if second != self._second:
            self._second, self._in_second = second, 0
        if minute != self._minute:
            self._minute, self._in_minute = minute, 0


class RateLimitMiddleware:
    """Count each API call before anything else looks at it, as a gateway does, scripted failures included.

    It refuses nothing itself: the route does, so that the refusal stands in the world's journal.
    It stands outside the visit and writes the headers into the very message that the visit keeps: scripted failures
    carry them, and the journal shows them.

    Args:
        app: The mock.
        windows_of: Returns the windows of the key that a request carries; None for an unknown key.
    """

    def __init__(self, app: ASGIApp, *, windows_of: Callable[[Scope], RateWindows | None]) -> None:
        self._app = app
        self._windows_of = windows_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(API_PREFIX):
            await self._app(scope, receive, send)
            return
        windows = self._windows_of(scope)
        allowance = windows.take() if windows else UNKNOWN_KEY
        scope.setdefault("state", {})["allowance"] = allowance

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *allowance.headers()]
            await send(message)

        await self._app(scope, receive, send_with_headers)
