"""The desk and the chat widget as a browser sees them: static files that call the APIs."""

from pathlib import Path

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse

from rma_mocks.core.page_files import PageFiles
from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.context import current_organisation
from rma_mocks.gladly.errors import not_found

_PAGES = PageFiles(Path(__file__).parents[1] / "pages")

_OWN_CODE_ONLY = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
}

router = APIRouter(
    prefix="/w/{world}",
    dependencies=[Depends(unrecorded), Depends(current_organisation)],
    include_in_schema=False,
)


@router.get("/desk")
async def desk() -> FileResponse:
    """Serve the agent desktop."""
    return _file("desk.html")


@router.get("/desk/debugger")
async def debugger() -> FileResponse:
    """Serve the Lookup Adaptor Debugger."""
    page = _file("debugger.html")
    page.headers.update(_OWN_CODE_ONLY)
    return page


@router.get("/desk/static/{path:path}")
async def desk_file(path: str) -> FileResponse:
    """Serve one of the desktop's own files."""
    return _file(path)


@router.get("/chat-sdk/widget.js")
async def widget() -> FileResponse:
    """Serve the chat widget's script."""
    return _file("widget.js")


def _file(path: str) -> FileResponse:
    found = _PAGES.answer(path)
    if found is None:
        raise not_found("page", path)
    return found
