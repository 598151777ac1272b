"""Scripted failures, as data: which calls fail, how, how often and when."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Literal

from rma_mocks.core.clock import LATEST
from rma_mocks.core.ids import digest

KINDS = {
    "status": "answer with `status` and an error body instead of working",
    "rate_limited": "answer 429 in the vendor's form",
    "maintenance": "answer 503 in the vendor's form",
    "expired_token": "answer 401 in the vendor's form, on the API only",
    "latency": "wait `latency_ms` before working",
    "drip": "send a good answer in ten pieces, `latency_ms` before each",
    "malformed": "answer 200 with a body that is not JSON",
    "truncated": "start a good answer and cut the line in the middle of it",
    "content_type": "answer 200 with an HTML page",
    "reset": "reset the connection before any answer, without working",
    "answer_lost": "do the work, then cut the line before the answer",
    "filter_ignored": "answer a list as if its filter had not been sent",
    "duplicated": "deliver a webhook twice",
    "reordered": "hold a webhook back until the next one for the same address has gone out",
    "delayed": "deliver a webhook `latency_ms` later, on the world's clock",
    "dropped": "never deliver a webhook",
    "stale": "deliver a webhook with the RMA as it was before",
}
DELIVERY = "webhook/"
"""Begins the path of a webhook's delivery, which a topic follows: `webhook/rma.updated`."""

_OF_DELIVERIES = frozenset({"duplicated", "reordered", "delayed", "dropped", "stale"})
LANES = ("gladly", "returnlogic")
_PAGE = "/w/"
_LONGEST_S = 100 * 366 * 24 * 3600
_RANGES: dict[str, tuple[float, float, str]] = {
    "times": (1, 1_000_000, ", or null for 'until removed'"),
    "status": (400, 599, ""),
    "latency_ms": (0, 60_000, ""),
    "percent": (1, 100, ""),
    "begins_in_s": (0, _LONGEST_S, ""),
    "lasts_s": (0.001, _LONGEST_S, ", or null for 'without end'"),
}
_MOST_OVER = 100
"""A world keeps as many faults that are over, so that a client can see what they hit."""

State = Literal["to come", "active", "over"]


class FaultError(Exception):
    """A fault that cannot be scripted; the message says what to write."""


@dataclass(slots=True)
class Fault:
    """One scripted failure.

    Args:
        lane: The mock that fails: `gladly` or `returnlogic`.
        kind: One of KINDS.
        path: A pattern such as `/v1/rmas*`, or `webhook/rma.*` for what is done to deliveries; `*` for every one.
        times: How many calls it hits; None for all until it is removed.
        status: For `status`, 400 to 599.
        latency_ms: Real milliseconds, for `latency` and `drip`; the world's, for `delayed`.
        percent: How many of a hundred matching calls it hits, by the world's dice.
        begins_in_s: Seconds of the world's clock after it is scripted.
        lasts_s: Seconds of the world's clock after its beginning; None without end.
        id: Its number in its world.
        hits: How many calls it has hit.
        calls: How many calls matched while it was active, hit or not.
        begins_at: The world's time of its beginning; None when it has always begun.
        ends_at: The world's time of its end; None without end.
    """

    lane: str
    kind: str
    path: str = "*"
    times: int | None = 1
    status: int = 500
    latency_ms: int = 0
    percent: int = 100
    begins_in_s: float = 0
    lasts_s: float | None = None
    id: int = field(default=0, kw_only=True)
    hits: int = field(default=0, kw_only=True)
    calls: int = field(default=0, kw_only=True)
    begins_at: datetime | None = field(default=None, kw_only=True)
    ends_at: datetime | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Refuse what no mock could play."""
        if self.kind not in KINDS:
            raise FaultError(f"kind {self.kind!r} is unknown; write one of: {', '.join(sorted(KINDS))}")
        if self.lane not in LANES:
            raise FaultError(f"lane {self.lane!r} is unknown; write gladly or returnlogic")
        if self.kind in _OF_DELIVERIES and self.lane != "returnlogic":
            raise FaultError(f"kind {self.kind!r} is done to webhooks, which only returnlogic sends")
        for name, (least, most, otherwise) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise FaultError(f"{name} {value} is out of range; write {least} to {most}{otherwise}")

    @property
    def is_used_up(self) -> bool:
        """Tell whether it has hit as many calls as it was to hit."""
        return self.times is not None and self.hits >= self.times

    def state(self, now: datetime) -> State:
        """Say whether it hits calls at a moment of the world's time."""
        if self.is_used_up or (self.ends_at is not None and now >= self.ends_at):
            return "over"
        return "to come" if self.begins_at is not None and now < self.begins_at else "active"

    def fits(self, lane: str, path: str) -> bool:
        """Say whether a call is one of those that it was scripted for."""
        if self.lane != lane or (self.kind == "expired_token" and path.startswith(_PAGE)):
            return False
        if (self.kind in _OF_DELIVERIES) != path.startswith(DELIVERY):
            return False
        return self.path == "*" or fnmatchcase(without_world(path), self.path)

    def events(self) -> Iterator[tuple[datetime, str]]:
        """Walk through the times at which it begins and ends of itself, with a sentence for each."""
        if self.is_used_up:
            return
        if self.begins_at is not None:
            yield self.begins_at, f"fault {self.id} begins: {self.kind} on {self.lane} {self.path}"
        if self.ends_at is not None:
            yield self.ends_at, f"fault {self.id} ends: {self.kind} on {self.lane} {self.path}"


class Faults:
    """The failures scripted for one world, numbered in the order in which they were scripted.

    Args:
        scripted: Numbered ones that go on where they are.
        count: How many numbers were given out already.
    """

    def __init__(self, scripted: Iterable[Fault] = (), *, count: int = 0) -> None:
        self._scripted = list(scripted)
        self._count = count

    def __bool__(self) -> bool:
        """Tell whether any is kept, so that calls of a world without failures ask no further."""
        return bool(self._scripted)

    def __eq__(self, other: object) -> bool:
        """Tell whether two worlds' failures are the same and have come as far."""
        return isinstance(other, Faults) and (self._scripted, self._count) == (other._scripted, other._count)

    __hash__ = None  # type: ignore[assignment]

    @property
    def count(self) -> int:
        """Return how many numbers were given out."""
        return self._count

    @property
    def scripted(self) -> Sequence[Fault]:
        """Return what was scripted and not removed, the oldest first; of what is over, the latest hundred."""
        return tuple(self._scripted)

    def copy(self) -> "Faults":
        """Return the same failures, which from now on are counted on their own."""
        return Faults((replace(fault) for fault in self._scripted), count=self._count)

    def add(self, fault: Fault, *, now: datetime | None = None) -> Fault:
        """Script one more failure and number it.

        Args:
            fault: What fails.
            now: The world's time, from which its beginning and its end count.

        Raises:
            FaultError: When it would begin or end after the last day of a world.
        """
        if fault.begins_in_s or fault.lasts_s is not None:
            _place(fault, now)
        self._count += 1
        fault.id = self._count
        self._scripted.append(fault)
        self._drop_oldest_over(now)
        return fault

    def remove(self, fault_id: int) -> bool:
        """Take one failure back; say whether it was there."""
        kept = [fault for fault in self._scripted if fault.id != fault_id]
        was_there = len(kept) < len(self._scripted)
        self._scripted = kept
        return was_there

    def clear(self) -> None:
        """Let everything work again; numbers go on."""
        self._scripted.clear()

    def take(self, lane: str, path: str, *, now: datetime | None = None, seed: int = 0) -> Fault | None:
        """Return the first active fault that hits this call and count the hit.

        Args:
            lane: The mock that is called.
            path: Its path, with the world's prefix on pages.
            now: The world's time; None where no fault has a beginning or an end.
            seed: The world's, which the dice follow.
        """
        for fault in self._scripted:
            if fault.fits(lane, path) and (fault.state(now) == "active" if now else not fault.is_used_up):
                fault.calls += 1
                if fault.percent == 100 or _dice(seed, fault) < fault.percent:  # noqa: PLR2004 -- all of a hundred
                    fault.hits += 1
                    return fault
        return None

    def _drop_oldest_over(self, now: datetime | None) -> None:
        over = [fault for fault in self._scripted if (fault.state(now) == "over" if now else fault.is_used_up)]
        for fault in over[:-_MOST_OVER]:
            self._scripted.remove(fault)


def without_world(path: str) -> str:
    """Return a page's path as it reads inside its world: `/w/w1/desk` is `/desk`."""
    return re.sub(r"^/w/[^/]+", "", path) or "/"


def _place(fault: Fault, now: datetime | None) -> None:
    if now is None:
        raise FaultError("begins_in_s and lasts_s count on a world's clock")
    after_s = fault.begins_in_s + (fault.lasts_s or 0)
    if after_s > (LATEST - now).total_seconds():
        raise FaultError(f"begins_in_s and lasts_s reach {after_s:g} s ahead; a world lives until {LATEST.year}")
    begins_at = now + timedelta(seconds=fault.begins_in_s)
    fault.begins_at = begins_at if fault.begins_in_s else None
    fault.ends_at = None if fault.lasts_s is None else begins_at + timedelta(seconds=fault.lasts_s)


def _dice(seed: int, fault: Fault) -> int:
    """Return 0 to 99, the same for the same call of the same fault in every world of this seed."""
    return int.from_bytes(digest(seed, "fault", fault.id, fault.calls)[:8]) % 100
