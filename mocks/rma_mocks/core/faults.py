"""Scripted failures, as data: which calls fail, how, and how often."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

KINDS = {
    "status": "answer with `status` and an error body instead of working",
    "rate_limited": "answer 429 in the vendor's form",
    "maintenance": "answer 503 in the vendor's form",
    "latency": "wait `latency_ms` before working",
    "malformed": "answer 200 with a body that is not JSON",
    "truncated": "start a good answer and cut the line in the middle of it",
    "content_type": "answer 200 with an HTML page",
    "answer_lost": "do the work, then cut the line before the answer",
    "filter_ignored": "answer a list as if its filter had not been sent",
}


class FaultError(Exception):
    """A fault that cannot be scripted; the message says what to write."""


@dataclass(slots=True)
class Fault:
    """One scripted failure.

    Args:
        lane: The mock that fails: `gladly` or `returnlogic`.
        kind: One of KINDS.
        path: A pattern such as `/v1/rmas*`; `*` for every route.
        times: How many calls it still hits; None for all until it is removed.
        status: For `status`, 400 to 599.
        latency_ms: Real milliseconds, for `latency`.
    """

    lane: str
    kind: str
    path: str = "*"
    times: int | None = 1
    status: int = 500
    latency_ms: int = 0

    def __post_init__(self) -> None:
        """Refuse what no mock could play."""
        if self.kind not in KINDS:
            raise FaultError(f"kind {self.kind!r} is unknown; write one of: {', '.join(sorted(KINDS))}")
        if self.lane not in ("gladly", "returnlogic"):
            raise FaultError(f"lane {self.lane!r} is unknown; write gladly or returnlogic")
        if self.times is not None and self.times < 1:
            raise FaultError("times must be at least 1; leave it null for 'until removed'")


class Faults:
    """The failures scripted for one world."""

    def __init__(self) -> None:
        self._scripted: list[Fault] = []

    @property
    def scripted(self) -> Sequence[Fault]:
        """Return what is still to come, in the order it was scripted."""
        return tuple(self._scripted)

    def copy(self) -> "Faults":
        """Return the same failures, which count down by themselves."""
        other = Faults()
        other._scripted = [replace(fault) for fault in self._scripted]
        return other

    def add(self, fault: Fault) -> None:
        """Script one more failure."""
        self._scripted.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self._scripted.clear()

    def take(self, lane: str, path: str) -> Fault | None:
        """Return the first fault that hits this call and count the hit.

        Args:
            lane: The mock that is called.
            path: Its path, without the world's prefix.
        """
        for fault in self._scripted:
            if fault.lane == lane and fnmatchcase(path, fault.path):
                self._count(fault)
                return fault
        return None

    def _count(self, fault: Fault) -> None:
        if fault.times is None:
            return
        fault.times -= 1
        if fault.times == 0:
            self._scripted.remove(fault)


def without_world(path: str) -> str:
    """Return a page's path as it reads inside its world: `/w/w1/desk` is `/desk`."""
    return re.sub(r"^/w/[^/]+", "", path) or "/"
