"""The control API under `/_mock`: what is done inside open worlds, and where the stack around the mocks is."""

import json
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Request, Response

from rma_mocks.core.clock import LATEST, stamp
from rma_mocks.core.faults import Fault, FaultError
from rma_mocks.worlds.control_errors import NO_JSON, ControlError, render_refusal
from rma_mocks.worlds.control_inputs import ClockMove, NewFault, NewKey
from rma_mocks.worlds.control_products import list_products
from rma_mocks.worlds.control_worlds import AllWorlds, Wanted, router
from rma_mocks.worlds.registry import Worlds, WorldTaken


def add_control(app: FastAPI, worlds: Worlds, *, token: str) -> None:
    """Put the control API on a mock's application."""
    app.state.worlds = worlds
    app.state.control_token = token
    app.include_router(router)
    app.add_exception_handler(ControlError, render_refusal)


router.get("/worlds/{world_id}/products")(list_products)


@router.get("/worlds/{world_id}/clock")
async def read_clock(found: Wanted) -> dict[str, Any]:
    """Tell a world's time."""
    clock = found.world.clock
    return {"now": stamp(clock.now()), "is_frozen": clock.is_frozen}


@router.post("/worlds/{world_id}/clock")
async def move_clock(found: Wanted, move: ClockMove) -> dict[str, Any]:
    """Set, advance, freeze or resume a world's time, in whose dates everything is written.

    An advance moves rate windows too; freezing does not stop them. The adaptor lives in real time all along.
    """
    clock = found.world.clock
    if move.set is not None:
        clock.set(move.set)
    elif move.advance_s is not None:
        by = timedelta(seconds=move.advance_s)
        if clock.now() + by > LATEST:
            raise ControlError(400, f"advance_s: a world lives until {LATEST.year}")
        clock.advance(by)
    elif move.freeze:
        clock.freeze()
    else:
        clock.resume()
    found.world.changes.advance()
    return await read_clock(found)


@router.get("/worlds/{world_id}/faults")
async def list_faults(found: Wanted) -> dict[str, Any]:
    """List the failures that are still to come."""
    return {"faults": [_fault_row(fault) for fault in found.world.faults.scripted]}


@router.post("/worlds/{world_id}/faults", status_code=201)
async def script_fault(found: Wanted, new: NewFault) -> dict[str, Any]:
    """Script one more failure; the first scripted one that fits a call hits it."""
    try:
        fault = Fault(**new.model_dump())
    except FaultError as error:
        raise ControlError(400, str(error)) from error
    found.world.faults.add(fault)
    return _fault_row(fault)


@router.delete("/worlds/{world_id}/faults", status_code=204)
async def clear_faults(found: Wanted) -> Response:
    """Let everything work again."""
    found.world.faults.clear()
    return Response(status_code=204)


@router.get("/worlds/{world_id}/journal")
async def read_journal(
    found: Wanted,
    limit: Annotated[int, Query(ge=0, le=1000)] = 1000,
    after: Annotated[int, Query(ge=0)] = 0,
    wait_s: Annotated[float, Query(ge=0, le=60)] = 0,
) -> dict[str, Any]:
    """Return the newest `limit` exchanges beyond number `after`; with `wait_s`, wait for one if there is none yet.

    `last` is the newest number there is; `truncated` says whether older exchanges were dropped, beyond 1,000.
    """
    journal = found.world.journal
    if wait_s:
        await journal.sequence.wait_beyond(after, wait_s)
    return {
        "exchanges": journal.exchanges(after=after, limit=limit),
        "last": journal.sequence.value,
        "truncated": journal.is_truncated,
    }


@router.delete("/worlds/{world_id}/journal", status_code=204)
async def clear_journal(found: Wanted) -> Response:
    """Forget the exchanges; their numbers go on."""
    found.world.journal.clear()
    return Response(status_code=204)


@router.get("/worlds/{world_id}/idle")
async def wait_until_idle(found: Wanted, wait_s: Annotated[float, Query(ge=0, le=60)] = 20) -> dict[str, bool]:
    """Answer as soon as nothing is under way in a world, or when the time is over.

    Under way are lookups, routing, and every request that either mock serves in this world, but no page, no page's
    plain read and no long poll.
    """
    return {"idle": await found.world.under_way.wait_until_idle(wait_s)}


@router.post("/worlds/{world_id}/returnlogic/keys", status_code=201)
async def renew_key(worlds: AllWorlds, found: Wanted, new: NewKey | None = None) -> dict[str, str]:
    """Revoke the team's API key and issue another one, whose rate windows are empty.

    The old one is refused with 401 from now on (documented; RL-AUTH-1). A key that an open world has answers 409.
    """
    try:
        return {"api_key": worlds.renew_key(found, new.api_key if new else None)}
    except WorldTaken as taken:
        raise ControlError(409, str(taken)) from taken


@router.put("/stack")
async def register_stack(worlds: AllWorlds, stack: Annotated[dict[str, Any], Body()]) -> Response:
    """Keep any JSON object that says where the programs around the mocks are, instead of the one before; return it."""
    try:
        worlds.stack = json.dumps(stack, allow_nan=False)
    except (ValueError, RecursionError) as error:  # Python reads NaN and deeper nesting than it writes
        raise ControlError(400, NO_JSON) from error
    return await read_stack(worlds)


@router.get("/stack")
async def read_stack(worlds: AllWorlds) -> Response:
    """Return the object that somebody registered."""
    if worlds.stack is None:
        raise ControlError(404, "nobody registered a stack; `rma up` does, or PUT /_mock/stack with a JSON object")
    return Response(worlds.stack, media_type="application/json")


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def nothing_here(rest: str, request: Request) -> None:
    """Say that there is no such call."""
    raise ControlError(404, f"there is no {request.method} /_mock/{rest}; /openapi.json lists what there is")


def _fault_row(fault: Fault) -> dict[str, Any]:
    return {
        "lane": fault.lane,
        "kind": fault.kind,
        "path": fault.path,
        "times": fault.times,
        "status": fault.status,
        "latency_ms": fault.latency_ms,
    }
