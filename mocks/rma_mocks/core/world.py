"""A world: one invented retailer, with everything that tests would trip over if they shared it."""

from dataclasses import dataclass, field

from rma_mocks.core.clock import Clock
from rma_mocks.core.faults import Faults
from rma_mocks.core.journal import Journal
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.sequence import Sequence
from rma_mocks.core.under_way import UnderWay


@dataclass(slots=True)
class World:
    """One retailer's data, time, faults and journal.

    `shows_assumed` says whether the mocks also send what no vendor published (`profile: assumed`).
    `changes` counts whatever a page may want to show anew, `under_way` knows what has not ended yet.
    """

    id: str
    seed: int
    retailer: Retailer
    clock: Clock
    shows_assumed: bool = True
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)
    changes: Sequence = field(default_factory=Sequence)
    under_way: UnderWay = field(default_factory=UnderWay)

    def close(self) -> None:
        """Let every long poll on this world end."""
        self.changes.close()
        self.journal.sequence.close()
        self.under_way.close()
