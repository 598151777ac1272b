"""What a soak found, and whether that is what was promised."""

import re
from dataclasses import dataclass

from asking import Asked, Outcome
from crowd import Crowd
from memory import Memory

_CALL = re.compile(r'^rma_adaptor_returnlogic_calls_total\{outcome="(\w+)",tenant="([\w-]+)"\} (\S+)$', re.MULTILINE)
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
    """One promise: what it is about, what was found, whether that holds."""

    about: str
    found: str
    holds: bool

    def __str__(self) -> str:
        return f"{'held  ' if self.holds else 'BROKEN'}  {self.about}: {self.found}"


def of_answers(asked: Asked) -> list[Point]:
    """Judge what the shops' agents were answered."""
    shares = ", ".join(f"{outcome} {asked.of(outcome):,}" for outcome in _OUTCOMES)
    return [
        Point("lookups", f"{asked.count:,} ({shares})", holds=asked.of("current") > 0),
        Point("false answers", str(asked.of("false")), holds=asked.of("false") == 0),
        Point("errors outside the outage table", str(asked.of("failed")), holds=asked.of("failed") == 0),
    ]


def of_calls(*, opened: int, calls: int) -> Point:
    """Judge the calls of the time before anything was made to fail."""
    each = calls / opened if opened else 0.0
    return Point("calls per profile opened, while nothing fails", f"{each:.3f} ({opened:,} opened)", holds=each <= 1)


def of_memory(memory: Memory, *, warm_at: int | None) -> Point:
    """Judge the adaptor's memory from so many lookups on: stores are full and each fault was played once by then."""
    about = "growth of memory"
    first, last = memory.samples[0][1], memory.samples[-1][1]
    ends = f"{first:.0f} MB at first, {last:.0f} MB at last"
    growth = None if warm_at is None else memory.growth_mb(warm_at=warm_at)
    if growth is None:
        return Point(about, f"too short a run to say; {ends}", holds=True)
    found = f"{growth.mb:+.1f} MB along {growth.lookups:,} lookups, at most {growth.bound_mb:.1f}; {ends}"
    return Point(about, found, holds=growth.mb <= growth.bound_mb)


def of_crowd(crowd: Crowd, figures: str, tenant: str) -> list[Point]:
    """Judge the rounds on the key with the real limits."""
    refused = calls_made(figures, tenant).get("429", 0)
    in_full = f"{crowd.not_in_full} in {crowd.tens_alone} rounds"
    sixty = ", ".join(map(str, crowd.answered_of_sixty)) or "none played"
    return [
        Point("429s provoked on a key with the real limits", f"{refused} in {crowd.rounds} rounds", holds=not refused),
        Point("of ten cold profiles at once, not in full", in_full, holds=crowd.not_in_full == 0),
        Point("of sixty at once, in full", sixty, holds=all(count >= 9 for count in crowd.answered_of_sixty)),
        Point("answers beyond five seconds", f"{crowd.late}; {crowd.slowest_s:.2f} s the slowest", crowd.late == 0),
        *of_answers(crowd.gladly.asked)[1:],
    ]
