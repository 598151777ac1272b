"""Assemble the mock Gladly."""

import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from rma_mocks.core.body_limit import BodyLimitMiddleware
from rma_mocks.core.directory import Directory
from rma_mocks.core.guard import GuardMiddleware
from rma_mocks.core.visits import VisitMiddleware
from rma_mocks.gladly.context import identify_in
from rma_mocks.gladly.errors import GladlyError, render_error, render_http, render_invalid
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.routes import channels, customer_profiles, desk, desk_profiles, pages

_WIDGET_PATHS = re.compile(r"^/w/[^/]+/(chat/api|chat-sdk)/")
_FAULT_BODIES: dict[int, object] = {
    status: {"errors": [{"code": "temporary_failure", "detail": "scripted failure"}]} for status in range(400, 600)
}

_REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "Refused: `errors`, a list of rows with `code`, `detail` and, for one field, `attr`"}
}
_ABOUT = """An offline stand-in for Gladly, not affiliated with Gladly.
The REST API's operations carry `x-evidence` (documented, observed, assumed) and the id of the rule they follow.
What lies under `/w/{world}` is ours: the calls of the agent desktop, the chat widget and the e-mail channel.
"""


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

    app = FastAPI(
        title="Mock Gladly", description=_ABOUT, version="v1", docs_url=None, redoc_url=None, lifespan=lifespan
    )
    app.state.organisations = organisations
    app.state.client = client
    for module in (customer_profiles, desk, desk_profiles, channels, pages):
        app.include_router(module.router, responses=_REFUSALS)
    app.add_exception_handler(GladlyError, render_error)
    app.add_exception_handler(RequestValidationError, render_invalid)
    app.add_exception_handler(HTTPException, render_http)
    app.add_middleware(VisitMiddleware, lane="gladly", identify=identify_in(organisations), fault_bodies=_FAULT_BODIES)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(GuardMiddleware, hosts=hosts, open_to_all=_WIDGET_PATHS)
    return app
