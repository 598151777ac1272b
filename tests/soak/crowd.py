"""Agents who open profiles at the same moment, on a key with ReturnLogic's real limits: two calls a second."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from asking import Gladly, Outcome
from truth import Shopper

BUDGET_S = 5.0
TEN, SIXTY = 10, 60
_EVERY_SIXTH = 6
_PAUSE_S = 1.2
"""Between two rounds, so that the second before is free again; the minute allows eleven rounds of ten."""

_TRANSIT_S = 0.5
"""What an answer may take on its way there and back beyond the adaptor's own budget, on a busy machine."""


@dataclass
class Crowd:
    """Rounds of people whom nobody opened before; what came of them is counted."""

    gladly: Gladly
    rounds: int = 0
    tens_alone: int = 0
    late: int = 0
    not_in_full: int = 0
    answered_of_sixty: list[int] = field(default_factory=list)
    slowest_s: float = 0.0
    _next: int = 0

    async def gather_alone(self, rounds: int) -> None:
        """Play so many rounds while nobody else asks; they are judged by who was answered in full, too."""
        for _ in range(rounds):
            size = self._next_size()
            in_full = await self._open(size)
            if size == TEN:
                self.tens_alone += 1
                self.not_in_full += TEN - in_full
            else:
                self.answered_of_sixty.append(in_full)
            await asyncio.sleep(_PAUSE_S)

    async def gather(self, goes_on: Callable[[], bool]) -> None:
        """Play rounds among all who ask, as long as it goes on; a busy CPU may leave some of them without an answer."""
        while goes_on():
            await self._open(self._next_size())
            await asyncio.sleep(_PAUSE_S)

    def _next_size(self) -> int:
        self.rounds += 1
        return SIXTY if self.rounds % _EVERY_SIXTH == 0 else TEN

    async def _open(self, size: int) -> int:
        """Open so many cold profiles at once; return how many were answered in full."""
        first, self._next = self._next, self._next + size
        truth = self.gladly.truth
        people = [truth.shopper((first + place) % truth.people) for place in range(size)]
        return (await asyncio.gather(*map(self._opened, people))).count("current")

    async def _opened(self, shopper: Shopper) -> Outcome:
        began = time.monotonic()
        outcome = await self.gladly.ask("detailed", shopper)
        took_s = time.monotonic() - began
        self.slowest_s = max(self.slowest_s, took_s)
        self.late += took_s > BUDGET_S + _TRANSIT_S
        return outcome
