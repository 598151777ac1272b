"""What the clock brings: RMAs that nobody ever sent are abandoned, completed ones are archived.

Contract: that completed RMAs are archived automatically is documented, after how long is not (RL-LIFE-13); nothing is
published about what makes one abandoned (RL-LIFE-11). Only what somebody wrote lives on the clock: derived RMAs are a
still picture of the world's start.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rma_mocks.core.agenda import Event
from rma_mocks.core.entities import NO_SHIPPING, Rma
from rma_mocks.returnlogic.lifecycle import moves, stages
from rma_mocks.returnlogic.lifecycle.carrying_out import carry_out

if TYPE_CHECKING:
    from rma_mocks.returnlogic.entities import Team


def due_events(team: "Team") -> Iterator[Event]:
    """Tell what becomes of a team's RMAs next if nobody does anything, at most one event of each kind.

    With No Shipping nobody sends anything, so nobody fails to.
    """
    policies, written = team.policies, team.world.retailer.written_of_status
    if policies.abandoned_after_days is not None:
        wait = timedelta(days=policies.abandoned_after_days)
        idle = (rma for status in (stages.REQUESTED, stages.AUTHORIZED) for rma in written(status))
        yield from _next(team, (rma for rma in idle if rma.shipping_type != NO_SHIPPING), wait, "abandoned")
    if policies.archived_after_days is not None:
        wait = timedelta(days=policies.archived_after_days)
        yield from _next(team, (rma for rma in written(stages.COMPLETE) if not rma.archived), wait, "archived")


_MOVES: dict[str, moves.Move] = {"abandoned": moves.abandon, "archived": moves.archive}


def _next(team: "Team", rmas: Iterable[Rma], wait: timedelta, done: str) -> Iterator[Event]:
    """Tell the first of these: an event for each would cost a world of thousands a while, after every change."""
    start = team.world.clock.start

    def since(rma: Rma) -> tuple[datetime, str]:
        # What a world declares of the past happened as it says; only from the start on does the clock bring anything.
        return max(rma.updated_at, start), rma.id

    rma = min(rmas, key=since, default=None)
    if rma is not None:
        yield _event(team, rma, since(rma)[0] + wait, done)


def _event(team: "Team", rma: Rma, at: datetime, done: str) -> Event:

    def happen(now: datetime) -> None:
        carry_out(team, rma.id, _MOVES[done], by=moves.AUTOMATION, at=now)

    return Event(at, f"RMA {rma.id} is {done}", happen)
