"""The stage: one page with the shopper's Returns Center on the left and the agent's desktop on the right."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse

from rma_mocks.core.page_files import PageFiles
from rma_mocks.core.visits import unrecorded
from rma_mocks.worlds.control.errors import ControlError
from rma_mocks.worlds.links import world_links
from rma_mocks.worlds.registry import OpenWorld, Worlds

_PAGES = PageFiles(Path(__file__).parent / "pages")

router = APIRouter(prefix="/w/{world}/stage", dependencies=[Depends(unrecorded)], include_in_schema=False)


def _wanted(request: Request, world: str) -> OpenWorld:
    worlds: Worlds = request.app.state.worlds
    found = worlds.find(world)
    if found is None:
        raise ControlError(404, f"no world {world!r} is open")
    return found


@router.get("")
async def stage(world: str, request: Request) -> FileResponse:
    """Serve the stage."""
    _wanted(request, world)
    return _file("stage.html")


@router.get("/config")
async def stage_config(world: str, request: Request) -> dict[str, Any]:
    """Tell the stage what to show and whom to be."""
    found = _wanted(request, world)
    links = world_links(request.app.state.worlds, found)
    shopper = next((person for person in found.world.retailer.people(limit=20) if person.email), None)
    return {
        "world": found.world.id,
        "desk_url": links["gladly"]["desk_url"],
        "returns_center_url": links["returnlogic"]["returns_center_url"],
        "shopper_hint": {"name": shopper.name, "email": shopper.email} if shopper else None,
    }


@router.get("/static/{path:path}")
async def stage_file(path: str) -> FileResponse:
    """Serve one of the stage's own files."""
    return _file(path)


def _file(path: str) -> FileResponse:
    found = _PAGES.answer(path)
    if found is None:
        raise ControlError(404, f"the stage has no file {path!r}")
    return found
