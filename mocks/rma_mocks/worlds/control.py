"""The control API under `/_mock`: open and close worlds, move clocks, script faults, read journals.

It is not a vendor's: it asks for its own bearer token, and errors are sentences that say what to write.
"""

import hmac
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response

from rma_mocks.core.clock import LATEST, stamp
from rma_mocks.core.faults import Fault, FaultError
from rma_mocks.worlds.control_errors import REFUSALS, ControlError, ControlRoute, render_refusal
from rma_mocks.worlds.control_inputs import ClockMove, NewFault
from rma_mocks.worlds.declare import SpecError
from rma_mocks.worlds.links import world_links
from rma_mocks.worlds.registry import OpenWorld, Worlds, WorldTaken
from rma_mocks.worlds.spec import WorldSpec


def add_control(app: FastAPI, worlds: Worlds, *, token: str) -> None:
    """Put the control API on a mock's application."""
    app.state.worlds = worlds
    app.state.control_token = token
    app.include_router(router)
    app.add_exception_handler(ControlError, render_refusal)


async def _authorised(request: Request) -> None:
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {request.app.state.control_token}".encode()):
        raise ControlError(401, "the control API wants the header 'Authorization: Bearer <control token>'")


async def _worlds(request: Request) -> Worlds:
    worlds: Worlds = request.app.state.worlds
    return worlds


AllWorlds = Annotated[Worlds, Depends(_worlds)]


async def _wanted(worlds: AllWorlds, world_id: str) -> OpenWorld:
    found = worlds.find(world_id)
    if found is None:
        raise ControlError(404, f"no world {world_id!r} is open")
    return found


Wanted = Annotated[OpenWorld, Depends(_wanted)]

router = APIRouter(
    prefix="/_mock",
    tags=["control"],
    dependencies=[Depends(_authorised)],
    route_class=ControlRoute,
    responses=REFUSALS,
)


@router.post("/worlds", status_code=201)
async def open_world(worlds: AllWorlds, spec: WorldSpec) -> dict[str, Any]:
    """Open a world and return everything that a client needs of it: ids, credentials, addresses, declared things.

    A contradiction answers 400; an id or a credential that an open world has, 409.
    """
    try:
        return world_links(worlds, worlds.open(spec))
    except WorldTaken as taken:
        raise ControlError(409, str(taken)) from taken
    except SpecError as error:
        raise ControlError(400, str(error)) from error


@router.get("/worlds")
async def list_worlds(worlds: AllWorlds) -> dict[str, Any]:
    """List the open worlds, the oldest first."""
    return {"worlds": [world_links(worlds, found) for found in worlds]}


@router.get("/worlds/{world_id}")
async def get_world(worlds: AllWorlds, found: Wanted) -> dict[str, Any]:
    """Return one world."""
    return world_links(worlds, found)


@router.delete("/worlds/{world_id}", status_code=204)
async def delete_world(worlds: AllWorlds, found: Wanted) -> Response:
    """Close a world and free its credentials; long polls on it end at once."""
    worlds.close(found.world.id)
    return Response(status_code=204)


@router.get("/worlds/{world_id}/people")
async def list_people(
    found: Wanted,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> dict[str, Any]:
    """List people with their RMAs, the declared ones first."""
    retailer = found.world.retailer
    rows = [
        {
            "key": person.key,
            "name": person.name,
            "email": person.email,
            "phone": person.phone,
            "rma_ids": [rma.id for rma in retailer.rmas_of_email(person.email)] if person.email else [],
        }
        for person in retailer.people(limit=limit, offset=offset)
    ]
    return {"people": rows, "total": retailer.people_total}


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
