"""The control API's worlds: open, list and close them.

The API is not a vendor's: it asks for its own bearer token, and errors are sentences that say what to write.
"""

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from rma_mocks.worlds.control.errors import REFUSALS, ControlError, ControlRoute
from rma_mocks.worlds.control.forgetting import adaptor_forgets
from rma_mocks.worlds.declared.errors import SpecConflict, SpecError
from rma_mocks.worlds.declared.fork_spec import ForkSpec
from rma_mocks.worlds.declared.spec import WorldSpec
from rma_mocks.worlds.gallery.entries import gallery_rows
from rma_mocks.worlds.links import world_links
from rma_mocks.worlds.registry import OpenWorld, Worlds, WorldTaken


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

CONTROL: dict[str, Any] = {"prefix": "/_mock", "dependencies": [Depends(_authorised)], "responses": REFUSALS}
"""How every router of the control API is mounted."""

router = APIRouter(tags=["control"], route_class=ControlRoute)


@router.post("/worlds", status_code=201)
async def open_world(worlds: AllWorlds, spec: WorldSpec) -> dict[str, Any]:
    """Open a world and return everything that a client needs of it: ids, credentials, addresses, declared things.

    Nonsense answers 400, and what cannot be two things at once 409: an id or a credential that an open world has, a
    key, id, e-mail or mobile number that is used twice. A refused world leaves nothing behind.
    """
    try:
        return world_links(worlds, worlds.open(spec))
    except (WorldTaken, SpecConflict) as taken:
        raise ControlError(409, str(taken)) from taken
    except SpecError as error:
        raise ControlError(400, str(error)) from error


@router.get("/gallery")
async def list_gallery() -> dict[str, Any]:
    """List the edge cases that a new world's `gallery` may name: what each is, what should happen, who is in it."""
    return {"entries": gallery_rows()}


@router.get("/worlds")
async def list_worlds(worlds: AllWorlds) -> dict[str, Any]:
    """List the open worlds, the oldest first."""
    return {"worlds": [world_links(worlds, found) for found in worlds]}


@router.get("/worlds/{world_id}")
async def get_world(worlds: AllWorlds, found: Wanted) -> dict[str, Any]:
    """Return one world."""
    return world_links(worlds, found)


@router.post("/worlds/{world_id}/fork", status_code=201)
async def fork_world(worlds: AllWorlds, found: Wanted, spec: ForkSpec | None = None) -> dict[str, Any]:
    """Open a world that begins where this one stands, and return everything that a client needs of it.

    Data, profiles, conversations, time and scripted failures are the same, ids of people, orders and RMAs too; id,
    credentials and pages are new, journal and rounds empty, and what either world does later the other never sees.
    Links that a lookup pulled into a profile before still lead to the old world's pages, until the next lookup.
    """
    try:
        return world_links(worlds, worlds.fork(found, spec or ForkSpec()))
    except WorldTaken as taken:
        raise ControlError(409, str(taken)) from taken
    except SpecError as error:
        raise ControlError(400, str(error)) from error


@router.delete("/worlds/{world_id}", status_code=204)
async def delete_world(request: Request, worlds: AllWorlds, found: Wanted, *, leave_adaptor: bool = False) -> Response:
    """Close a world and free its credentials; long polls on it end at once.

    The stack's adaptor forgets the world, unless the caller sees to that.
    """
    worlds.close(found.world.id)
    if not leave_adaptor:
        await adaptor_forgets(worlds, request.app.state.client, found.world.id)
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
