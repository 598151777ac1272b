"""What the clock brings: RMAs that nobody ever sent are abandoned, completed ones are archived.

Contract: that completed RMAs are archived automatically is documented, after how long is not (RL-LIFE-13); nothing is
published about what makes one abandoned (RL-LIFE-11). Only what somebody wrote lives on the clock: derived RMAs are a
still picture of the world's start.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rma_mocks.core.agenda import Event
from rma_mocks.core.entities import Rma
from rma_mocks.returnlogic.lifecycle import moves, stages
from rma_mocks.returnlogic.lifecycle.carrying_out import carry_out

if TYPE_CHECKING:
    from rma_mocks.returnlogic.entities import Team


def due_events(team: "Team") -> Iterator[Event]:
    """Tell what becomes of a team's RMAs if nobody does anything."""
    policies, written = team.policies, team.world.retailer.written_of_status
    if policies.abandoned_after_days is not None:
        wait = timedelta(days=policies.abandoned_after_days)
        for status in (stages.REQUESTED, stages.AUTHORIZED):
            for rma in written(status):
                yield _event(team, rma, wait, moves.abandon, "abandoned")
    if policies.archived_after_days is not None:
        wait = timedelta(days=policies.archived_after_days)
        for rma in written(stages.COMPLETE):
            if not rma.archived:
                yield _event(team, rma, wait, moves.archive, "archived")


def _event(team: "Team", rma: Rma, wait: timedelta, move: moves.Move, done: str) -> Event:
    # What a world declares of the past happened as it says; only from the start on does the clock bring anything.
    at = max(rma.updated_at, team.world.clock.start) + wait

    def happen(now: datetime) -> None:
        carry_out(team, rma.id, move, by=moves.AUTOMATION, at=now)

    return Event(at, f"RMA {rma.id} is {done}", happen)
