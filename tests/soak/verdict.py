"""What a soak found, and whether that is what was promised."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from asking import Asked, Outcome
from crowd import Crowd
from memory import Memory

_CALL = re.compile(r'^rma_adaptor_returnlogic_calls_total\{outcome="(\w+)",tenant="([\w-]+)"\} (\S+)$', re.MULTILINE)
_TOLD = {True: "held      ", False: "BROKEN    ", None: "not judged"}
_OF_SIXTY = 9
"""Two calls a second make ten within five seconds; the last may come too late."""

_OUTCOMES: tuple[Outcome, ...] = ("current", "old", "outage", "failed", "false")


def calls_made(figures: str, tenant: str | None = None) -> dict[str, int]:
    """Return the adaptor's calls by how they ended, from its metrics; of one tenant, or of all."""
    made: dict[str, int] = {}
    for outcome, of, count in _CALL.findall(figures):
        if tenant in (None, of):
            made[outcome] = made.get(outcome, 0) + int(float(count))
    return made


@dataclass(frozen=True)
class Point:
    """One promise: what it is about, what was found, whether that holds; None where the run says nothing about it."""

    about: str
    found: str
    holds: bool | None

    def judged(self, *, by: int) -> "Point":
        """Return this promise, which nothing was played for when it is by none."""
        return self if by else replace(self, holds=None)

    def __str__(self) -> str:
        return f"{_TOLD[self.holds]}  {self.about}: {self.found}"


@dataclass(frozen=True)
class Calm:
    """The time before anything was made to fail: the profiles opened, the calls made for them, and the answers."""

    opened: int
    calls: int
    asked: Asked


def exit_code(points: Iterable[Point]) -> int:
    """Return 1 when a promise was broken; one that was not judged was not."""
    return int(any(point.holds is False for point in points))


def of_answers(asked: Asked) -> list[Point]:
    """Judge what the shops' agents were answered, whatever failed meanwhile."""
    shares = ", ".join(f"{outcome} {asked.of(outcome):,}" for outcome in _OUTCOMES)
    return [
        Point("lookups", f"{asked.count:,} ({shares})", holds=asked.of("current") > 0),
        _none_of("false answers", asked.of("false"), asked.count),
        _none_of("errors outside the outage table", asked.of("failed"), asked.count),
    ]


def of_calm(calm: Calm | None) -> list[Point]:
    """Judge the time before anything was made to fail: everybody is found, nothing is old, one call a profile."""
    asked = Asked() if calm is None else calm.asked
    links, others = asked.of(*_OUTCOMES, to=("auto_link",)), asked.of(*_OUTCOMES, to=("search", "detailed"))
    missed, unanswered = asked.of("outage", to=("auto_link",)), asked.of("outage", "old", to=("search", "detailed"))
    return [
        _none_of("auto-links missed, while nothing fails", missed, links),
        _none_of("outages and old answers, while nothing fails", unanswered, others),
        _of_calls(calm),
    ]


def _none_of(about: str, count: int, among: int) -> Point:
    return Point(about, f"{count:,} of {among:,}", holds=count == 0).judged(by=among)


def _of_calls(calm: Calm | None) -> Point:
    opened, calls = (0, 0) if calm is None else (calm.opened, calm.calls)
    each = calls / opened if opened else 0.0
    found = f"{each:.3f} ({opened:,} opened)"
    return Point("calls per profile opened, while nothing fails", found, holds=each <= 1).judged(by=opened)


def of_memory(memory: Memory, *, warm_at: int | None) -> Point:
    """Judge the adaptor's memory from so many lookups on: stores are full and each fault was played once by then."""
    about = "growth of memory"
    first, last = memory.samples[0][1], memory.samples[-1][1]
    ends = f"{first:.0f} MB at first, {last:.0f} MB at last"
    growth = None if warm_at is None else memory.growth_mb(warm_at=warm_at)
    if growth is None:
        return Point(about, f"too short a run to say; {ends}", holds=None)
    found = f"{growth.mb:+.1f} MB along {growth.lookups:,} lookups, at most {growth.bound_mb:.1f}; {ends}"
    return Point(about, found, holds=growth.mb <= growth.bound_mb)


def of_crowd(crowd: Crowd, figures: str, tenant: str) -> list[Point]:
    """Judge the rounds on the key with the real limits."""
    refused = calls_made(figures, tenant).get("429", 0)
    rounds = f"{refused} in {crowd.rounds} rounds"
    tens = f"{crowd.not_in_full} in {crowd.tens_alone} rounds"
    late = f"{crowd.late}; {crowd.slowest_s:.2f} s the slowest"
    sixties = crowd.answered_of_sixty
    sixty = ", ".join(map(str, sixties)) or "none played"
    return [
        Point("429s provoked on a key with the real limits", rounds, holds=refused == 0).judged(by=crowd.rounds),
        Point("of ten cold profiles at once, not in full", tens, crowd.not_in_full == 0).judged(by=crowd.tens_alone),
        Point("of sixty at once, in full", sixty, holds=min(sixties, default=0) >= _OF_SIXTY).judged(by=len(sixties)),
        Point("answers beyond five seconds", late, holds=crowd.late == 0).judged(by=crowd.rounds),
        *of_answers(crowd.gladly.asked)[1:],
    ]
