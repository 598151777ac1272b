"""Do something with one RMA of a team: check it, write it, let follow what follows, tell who listens.

Nothing here awaits, so of two moves at once the second meets what the first has made of the RMA.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from rma_mocks.core.entities import Rma
from rma_mocks.core.world import Part
from rma_mocks.returnlogic.lifecycle.automation import automated
from rma_mocks.returnlogic.lifecycle.legality import Act, check
from rma_mocks.returnlogic.lifecycle.moves import Doing, Move
from rma_mocks.returnlogic.lifecycle.releasing import release

if TYPE_CHECKING:
    from rma_mocks.returnlogic.entities import Team


class NoSuchRma(Exception):
    """An RMA that the team does not have, or has no longer."""


def carry_out(team: "Team", rma_id: str, move: Move, *, by: str, at: datetime | None = None) -> Rma:
    """Do one thing with an RMA and return what became of it.

    Args:
        team: Whose RMA it is.
        rma_id: Which one.
        move: What is done.
        by: Who does it, for the timeline.
        at: When; now when None.

    Raises:
        NoSuchRma: When the team has no such RMA.
        IllegalMove: When that cannot be done with it as it stands; nothing has changed then.
        ImpossibleWish: When it makes no sense; nothing has changed then.
    """
    rma = _found(team, rma_id)
    doing = Doing(by, at or team.world.clock.now(), team.policies)
    done = move(rma, doing)
    if done is rma:
        return rma
    release(team, rma, done, doing.at)
    return write_followed(team, done, doing)


def write_followed(team: "Team", rma: Rma, doing: Doing, *, topic: str = "rma.updated") -> Rma:
    """Write what was done, and what follows of itself from it; return the RMA as it is then."""
    team.write(rma, topic)
    followed = automated(rma, doing)
    if followed is not rma:
        release(team, rma, followed, doing.at)
        team.write(followed)
    return followed


def delete(team: "Team", rma_id: str) -> Rma:
    """Delete an RMA and return it as it was.

    Raises:
        NoSuchRma: When the team has no such RMA.
        IllegalMove: When it cannot be deleted as it stands.

    Contract: RMAs can be deleted (documented); until when is contradictory there (RL-LIFE-12).
    """
    rma = _found(team, rma_id)
    check(Act.DELETE, rma, team.policies)
    team.world.retailer.remove_rma(rma)
    team.world.mark(Part.GONE, rma_id)
    team.world.changed(Part.RMA, rma_id)
    team.tell("rma.deleted", rma)
    return rma


def _found(team: "Team", rma_id: str) -> Rma:
    rma = team.world.retailer.rma(rma_id)
    if rma is None:
        raise NoSuchRma(f"There is no RMA {rma_id}")
    return rma
