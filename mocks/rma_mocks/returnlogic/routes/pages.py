"""Originate, Collector and the Returns Center as a browser sees them: static files that call the pages' own APIs."""

from pathlib import Path

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse

from rma_mocks.core.page_files import PageFiles
from rma_mocks.core.visits import unrecorded
from rma_mocks.returnlogic.auth import PageTeam, page_team
from rma_mocks.returnlogic.errors import ReturnLogicError

_PAGES = Path(__file__).parents[1] / "pages"
_FILES = PageFiles(_PAGES / "static")
_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_OWN_CODE_ONLY = {"Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'"}

router = APIRouter(prefix="/w/{world}", dependencies=[Depends(unrecorded), Depends(page_team)], include_in_schema=False)


@router.get("/originate")
async def rma_table() -> FileResponse:
    """Serve the RMA table."""
    return _page("originate.html")


@router.get("/originate/new")
async def new_return() -> FileResponse:
    """Serve the form with which staff creates a return."""
    return _page("new-return.html")


@router.get("/originate/settings")
async def settings_page() -> FileResponse:
    """Serve the page that changes the merchant's policies and the API's variants."""
    return _page("settings.html")


@router.get("/originate/packing-slip")
@router.get("/returns-center/packing-slip")
async def packing_slip() -> FileResponse:
    """Serve the page that prints a packing slip; `?rma=` names it, `?email=` is whose it is to the Returns Center."""
    return _page("packing-slip.html")


@router.get("/collector")
async def collector() -> FileResponse:
    """Serve the warehouse's page."""
    return _page("collector.html")


@router.get("/originate/rma/{rma_id}")
async def rma_page(team: PageTeam, rma_id: str) -> FileResponse:
    """Serve the page of one RMA. Contract: its address is observed (RL-LINK-1)."""
    if team.world.retailer.rma(rma_id) is None:
        return _page("no-such-rma.html", status=404)
    return _page("rma.html")


@router.get("/returns-center")
async def returns_center() -> FileResponse:
    """Serve the Returns Center; the merchant's snippet may come from anywhere, so its policy is open."""
    return FileResponse(_PAGES / "returns-center.html", headers=_HEADERS)


@router.get("/originate/static/{name}")
@router.get("/returns-center/static/{name}")
@router.get("/collector/static/{name}")
async def static_file(name: str) -> FileResponse:
    """Serve one of the pages' own files."""
    found = _FILES.answer(name)
    if found is None:
        raise ReturnLogicError(404, f"There is no file {name}")
    return found


def _page(name: str, *, status: int = 200) -> FileResponse:
    return FileResponse(_PAGES / name, status, headers=_HEADERS | _OWN_CODE_ONLY)
