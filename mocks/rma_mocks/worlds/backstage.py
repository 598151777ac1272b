"""The backstage of a world: one page for its clock, its failures and its journal.

It is there on both ports, so that pages of either link to it.
The page needs no control token: whoever can read it may do what is done there, to this one world.
"""

from pathlib import Path

from fastapi import APIRouter, Depends, Response
from starlette.responses import FileResponse

from rma_mocks.core.page_files import PageFiles
from rma_mocks.core.visits import unrecorded
from rma_mocks.worlds.control.errors import ControlError
from rma_mocks.worlds.control.routes import INSIDE_A_WORLD
from rma_mocks.worlds.control.worlds import Wanted

_PAGES = PageFiles(Path(__file__).parent / "pages" / "backstage")
_OWN_CODE_ONLY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'",
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
}

router = APIRouter(prefix="/w/{world_id}/backstage", dependencies=[Depends(unrecorded)], include_in_schema=False)

for _part in INSIDE_A_WORLD:
    router.include_router(_part, prefix="/api")


@router.get("")
async def backstage(found: Wanted) -> Response:
    """Serve the page."""
    del found
    page = _file("backstage.html")
    page.headers.update(_OWN_CODE_ONLY)
    return page


@router.get("/static/{path:path}")
async def backstage_file(path: str) -> Response:
    """Serve one of the page's own files."""
    return _file(path)


def _file(path: str) -> FileResponse:
    found = _PAGES.answer(path)
    if found is None:
        raise ControlError(404, f"the backstage has no file {path!r}")
    return found
