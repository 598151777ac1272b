"""The control API under `/_mock`: what is done inside open worlds, and where the stack around the mocks is."""

import json
from typing import Annotated, Any

from fastapi import Body, FastAPI, Query, Request, Response

from rma_mocks.core.strays import Strays
from rma_mocks.worlds.control import apps, clock, document, faults, journal, products, snapshots, team
from rma_mocks.worlds.control.errors import NO_JSON, ControlError, render_refusal
from rma_mocks.worlds.control.inputs import NewKey
from rma_mocks.worlds.control.worlds import CONTROL, AllWorlds, Wanted, router
from rma_mocks.worlds.registry import Worlds, WorldTaken

INSIDE_A_WORLD = (clock.router, faults.router, journal.router, snapshots.router)
"""What is asked of one world, wherever it is mounted; each path begins where the world's own ends."""


def add_control(app: FastAPI, worlds: Worlds, *, token: str, strays: Strays) -> None:
    """Put the control API on a mock's application."""
    app.state.worlds = worlds
    app.state.control_token = token
    app.state.strays = strays
    app.include_router(document.router)
    app.include_router(router, **CONTROL)
    app.add_exception_handler(ControlError, render_refusal)
    document.describe_control(app)


for _part in INSIDE_A_WORLD:
    router.include_router(_part, prefix="/worlds/{world_id}")
router.include_router(products.router, prefix="/worlds/{world_id}")
router.include_router(apps.router, prefix="/worlds/{world_id}/returnlogic")
router.include_router(team.router, prefix="/worlds/{world_id}")


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


@router.get("/strays")
async def list_strays(request: Request) -> dict[str, Any]:
    """List the last hundred calls of this process that belong to no open world, each with what came near.

    An unknown API key, an unknown Gladly credential, a page of a world that is not open: no journal has them.
    """
    strays: Strays = request.app.state.strays
    return {"strays": strays.rows()}


@router.delete("/strays", status_code=204)
async def forget_strays(request: Request) -> Response:
    """Forget them."""
    request.app.state.strays.clear()
    return Response(status_code=204)


@router.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
async def nothing_here(rest: str, request: Request) -> None:
    """Say that there is no such call."""
    raise ControlError(404, f"there is no {request.method} /_mock/{rest}; /openapi.json lists what there is")
