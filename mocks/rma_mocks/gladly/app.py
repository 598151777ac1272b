"""Assemble the mock Gladly."""

import contextlib
import re
from collections.abc import AsyncIterator

import httpx
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse

from rma_mocks.core.directory import Directory
from rma_mocks.core.guard import GuardMiddleware
from rma_mocks.core.visits import VisitMiddleware
from rma_mocks.gladly.context import identify_in
from rma_mocks.gladly.errors import GladlyError, render_error
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.routes import channels, customer_profiles, desk, desk_profiles, pages

_WIDGET_PATHS = re.compile(r"^/w/[^/]+/(chat/api|chat-sdk)/")
_FAULT_BODIES: dict[int, object] = {
    status: {"errors": [{"code": "temporary_failure", "detail": "scripted failure"}]} for status in (429, 500, 503)
}


def create_app(
    organisations: Directory[Organisation],
    *,
    hosts: frozenset[str],
    transport: httpx.AsyncBaseTransport | None = None,
) -> FastAPI:
    """Return the mock Gladly.

    Args:
        organisations: The worlds as Gladly sees them.
        hosts: Names under which it may be reached.
        transport: Carries the lookups to the adaptors; the network when None.
    """
    client = httpx.AsyncClient(transport=transport, timeout=None, trust_env=False)  # noqa: S113 -- the caller's own limit holds

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with client:
            yield

    app = FastAPI(title="Mock Gladly", description=_ABOUT, version="v1", lifespan=lifespan)
    app.state.organisations = organisations
    app.state.client = client
    for module in (customer_profiles, desk, desk_profiles, channels, pages):
        app.include_router(module.router)
    app.add_exception_handler(GladlyError, render_error)
    app.add_exception_handler(RequestValidationError, _render_invalid)
    app.add_middleware(VisitMiddleware, lane="gladly", identify=identify_in(organisations), fault_bodies=_FAULT_BODIES)
    app.add_middleware(GuardMiddleware, hosts=hosts, open_to_all=_WIDGET_PATHS)
    return app


_ABOUT = """An offline stand-in for Gladly, not affiliated with Gladly.
Operations carry `x-evidence` (documented, observed, assumed) and the id of the rule they follow."""


async def _render_invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for this class only
    rows = [
        {
            "attr": ".".join(str(part) for part in row["loc"] if part != "body"),
            "code": "blank" if row["type"] == "missing" else "invalid",
            "detail": row["msg"],
        }
        for row in error.errors()
    ]
    return JSONResponse({"errors": rows}, status_code=400)
