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
from rma_mocks.core.near_misses import RouteTable
from rma_mocks.core.strays import Strays
from rma_mocks.core.visits import Edge, VisitMiddleware
from rma_mocks.core.wire import NO_TELEMETRY
from rma_mocks.gladly.context import explain_in, identify_in
from rma_mocks.gladly.errors import FAULT_BODIES, FAULT_HEADERS, GladlyError, render_error, render_http, render_invalid
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.routes import channels, customer_profiles, debugger, desk, desk_profiles, pages, scripted

_ROUTES = (customer_profiles, desk, desk_profiles, debugger, channels, scripted, pages)
_WIDGET_PATHS = re.compile(r"^/w/[^/]+/(chat/api|chat-sdk)/")

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
    strays: Strays | None = None,
) -> FastAPI:
    """Return the mock Gladly.

    Args:
        organisations: The worlds as Gladly sees them.
        hosts: Names under which it may be reached.
        transport: Carries the lookups to the adaptors; the network when None.
        strays: Where calls are kept that belong to no world.
    """
    client = httpx.AsyncClient(transport=transport, timeout=None, trust_env=False)  # noqa: S113 -- the caller's own limit holds

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with client:
            yield

    app = FastAPI(
        title="Mock Gladly",
        description=_ABOUT,
        version="v1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        telemetry=NO_TELEMETRY,
    )
    customer_profiles.add_busy_routes(app.router, responses=_REFUSALS)
    app.state.organisations = organisations
    app.state.client = client
    for module in _ROUTES:
        app.include_router(module.router, responses=_REFUSALS)
    _wrap(app, organisations, hosts=hosts, strays=strays or Strays())
    return app


def _wrap(app: FastAPI, organisations: Directory[Organisation], *, hosts: frozenset[str], strays: Strays) -> None:
    """Put around the mock what every request passes, the innermost first."""
    app.add_exception_handler(GladlyError, render_error)
    app.add_exception_handler(RequestValidationError, render_invalid)
    app.add_exception_handler(HTTPException, render_http)
    edge = Edge(
        lane="gladly",
        identify=identify_in(organisations),
        fault_bodies=FAULT_BODIES,
        fault_headers=FAULT_HEADERS,
        explain=explain_in(organisations),
        strays=strays,
        routes=RouteTable([*app.router.routes, *(route for module in _ROUTES for route in module.router.routes)]),
    )
    app.add_middleware(VisitMiddleware, edge=edge)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(GuardMiddleware, hosts=hosts, open_to_all=_WIDGET_PATHS)
