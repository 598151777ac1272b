"""The control API's clocks; the backstage page calls the same functions under its own address."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from rma_mocks.core.clock import LATEST, stamp
from rma_mocks.core.world import Part, World
from rma_mocks.worlds.control.errors import ControlError, ControlRoute
from rma_mocks.worlds.control.inputs import ClockMove
from rma_mocks.worlds.control.worlds import Wanted

_SETTLES_WITHIN_S = 30.0

router = APIRouter(route_class=ControlRoute)


@router.get("/clock")
async def read_clock(found: Wanted) -> dict[str, Any]:
    """Tell a world's time, and what is due next in its future: `next_event` is null when nothing is."""
    found.world.play_due()
    clock, event = found.world.clock, found.world.next_event()
    return {
        "now": stamp(clock.now()),
        "is_frozen": clock.is_frozen,
        "next_event": {"at": stamp(event.at), "what": event.what} if event else None,
    }


@router.post("/clock")
async def move_clock(found: Wanted, move: ClockMove) -> dict[str, Any]:
    """Set, advance, freeze or resume a world's time, in whose dates everything is written, or go to its next event.

    Advancing, to the next event too, moves rate windows along; freezing stops them only where that is said. The adaptor
    lives in real time all along. Where nothing is due, the next event answers 409. Whatever became due has happened, in
    its order, and what this sent has been answered when the answer comes, unless that takes longer than 30 seconds.
    """
    world = found.world
    if move.set is not None:
        world.clock.set(move.set)
    elif move.advance_s is not None:
        _advance(world, timedelta(seconds=move.advance_s))
    elif move.to_next_event:
        _go_to_next_event(world)
    elif move.freeze:
        world.clock.freeze(with_windows=move.rate_windows)
    else:
        world.clock.resume()
    world.changed(Part.SETTINGS)
    await world.settle(_SETTLES_WITHIN_S)
    return await read_clock(found)


def _advance(world: World, by: timedelta) -> None:
    if world.clock.now() + by > LATEST:
        raise ControlError(400, f"advance_s {by.total_seconds():g}: a world lives until {LATEST.year}")
    world.clock.advance(by)


def _go_to_next_event(world: World) -> None:
    event = world.next_event()
    if event is None or event.at > LATEST:
        raise ControlError(409, "to_next_event: nothing is due in this world's future; a timed fault would be")
    world.clock.advance_to(event.at)
