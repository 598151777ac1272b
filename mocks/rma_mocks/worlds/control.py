"""The control API under `/_mock`: open and close worlds, move clocks, script faults, read journals.

It is not a vendor's: it asks for its own bearer token, and errors are sentences that say what to write.
"""

import hmac
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from starlette.responses import JSONResponse

from rma_mocks.core.clock import stamp
from rma_mocks.core.faults import Fault, FaultError
from rma_mocks.worlds.declare import SpecError
from rma_mocks.worlds.links import world_links
from rma_mocks.worlds.registry import OpenWorld, Worlds, WorldTaken
from rma_mocks.worlds.spec import WorldSpec


class ControlError(Exception):
    """Misuse of the control API; the message says what to write."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class ClockMove(BaseModel):
    """One move of a world's clock: exactly one of the four."""

    model_config = ConfigDict(extra="forbid")

    set: AwareDatetime | None = None
    advance_s: Annotated[float, Field(gt=0)] | None = None
    freeze: bool = False
    resume: bool = False

    @model_validator(mode="after")
    def _one_move(self) -> "ClockMove":
        moves = [self.set is not None, self.advance_s is not None, self.freeze, self.resume]
        if sum(moves) != 1:
            raise ValueError("write exactly one of set, advance_s, freeze, resume")
        return self


class NewFault(BaseModel):
    """A failure to script; `times` null means until it is removed."""

    model_config = ConfigDict(extra="forbid")

    lane: str = "returnlogic"
    kind: str
    path: str = "*"
    times: int | None = 1
    status: Annotated[int, Field(ge=400, le=599)] = 500
    latency_ms: Annotated[int, Field(ge=0, le=60_000)] = 0


def add_control(app: FastAPI, worlds: Worlds, *, token: str) -> None:
    """Put the control API on a mock's application."""
    app.state.worlds = worlds
    app.state.control_token = token
    app.include_router(router)
    app.add_exception_handler(ControlError, _render)


async def _render(_request: Request, error: Exception) -> JSONResponse:
    status = error.status if isinstance(error, ControlError) else 400
    return JSONResponse({"message": str(error)}, status_code=status)


def _authorised(request: Request) -> None:
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {request.app.state.control_token}".encode()):
        raise ControlError(401, "the control API wants the header 'Authorization: Bearer <control token>'")


def _worlds(request: Request) -> Worlds:
    worlds: Worlds = request.app.state.worlds
    return worlds


def _wanted(request: Request, world_id: str) -> OpenWorld:
    found = _worlds(request).find(world_id)
    if found is None:
        raise ControlError(404, f"no world {world_id!r} is open")
    return found


AllWorlds = Annotated[Worlds, Depends(_worlds)]
Wanted = Annotated[OpenWorld, Depends(_wanted)]

router = APIRouter(prefix="/_mock", tags=["control"], dependencies=[Depends(_authorised)])


@router.post("/worlds", status_code=201)
async def open_world(worlds: AllWorlds, spec: WorldSpec) -> dict[str, Any]:
    """Open a world and return everything that a client needs of it."""
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
    """Close a world and free its credentials."""
    worlds.close(found.world.id)
    return Response(status_code=204)


@router.get("/worlds/{world_id}/people")
async def list_people(
    found: Wanted, limit: Annotated[int, Query(ge=1, le=1000)] = 50, offset: Annotated[int, Query(ge=0)] = 0
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
    """Set, advance, freeze or resume a world's time."""
    clock = found.world.clock
    if move.set is not None:
        clock.set(move.set)
    elif move.advance_s is not None:
        clock.advance(timedelta(seconds=move.advance_s))
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
    """Script one more failure."""
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
    after: int = 0,
    wait_s: Annotated[float, Query(ge=0, le=60)] = 0,
) -> dict[str, Any]:
    """Return the exchanges beyond number `after`; with `wait_s`, wait for one if there is none yet."""
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


def _fault_row(fault: Fault) -> dict[str, Any]:
    return {
        "lane": fault.lane,
        "kind": fault.kind,
        "path": fault.path,
        "times": fault.times,
        "status": fault.status,
        "latency_ms": fault.latency_ms,
    }
