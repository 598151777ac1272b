"""What a world's people have returned, derived here as the mock derives it there, so that no answer needs believing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shopper:
    """One person: the e-mail, and the ids of all RMAs."""

    email: str
    rmas: frozenset[str]


class Truth:
    """All people of one world: as many as it was opened with, of the same seed."""

    def __init__(self, people: int, *, seed: int) -> None:
        self.people, self.seed = people, seed
        self._base = DerivedBase(seed, size=people, start=START)

    def spec(self) -> dict[str, Any]:
        """Return what such a world is opened with."""
        return {"customers": self.people, "seed": self.seed, "now": START.isoformat()}

    def shopper(self, index: int) -> Shopper:
        """Return one of them."""
        person, _, rmas = self._base.shopper(index)
        return Shopper(person.email or "", frozenset(rma.id for rma in rmas))
