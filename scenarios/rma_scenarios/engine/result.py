"""What a played case came to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rma_scenarios.engine.matching import Difference, Path
from rma_scenarios.format.reading import Case


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a case did not hold.

    `path` leads to the place in the file. `differences` is empty when the step itself could not be done, which
    `sentence` then says.
    """

    path: Path
    sentence: str
    differences: tuple[Difference, ...] = ()

    @property
    def step(self) -> int | None:
        """Return which step it was, counted from 0; None for what stands in `finally`."""
        return next((part for part in self.path[1:2] if isinstance(part, int)), None)


@dataclass(slots=True)
class StepRecord:
    """One step as it went; `outcome` is passed, failed or not played."""

    sentence: str
    outcome: str = "not played"
    duration_ms: float = 0.0


@dataclass(slots=True)
class Result:
    """A played case, with the record of its world for those who want to look.

    `journal`, `rounds`, `card`, the customer profile that was looked at last as the desk shows it, and `inbox`, which
    the latest conversation lies in, are there for failed cases, and for all when somebody asked to record.
    """

    case: Case
    world_id: str
    desk_url: str
    steps: list[StepRecord]
    failure: Failure | None = None
    duration_s: float = 0.0
    set_up_s: float = 0.0
    journal: Sequence[Mapping[str, Any]] = ()
    rounds: Sequence[Mapping[str, Any]] = ()
    card: Mapping[str, Any] | None = None
    inbox: str | None = None
    lost_record: str = field(default="")

    @property
    def is_passed(self) -> bool:
        """Say whether everything held."""
        return self.failure is None
