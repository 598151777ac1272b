"""Assemble the mock ReturnLogic."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from rma_mocks.core.body_limit import BodyLimitMiddleware
from rma_mocks.core.directory import Directory
from rma_mocks.core.guard import GuardMiddleware
from rma_mocks.core.near_misses import RouteTable
from rma_mocks.core.strays import Strays
from rma_mocks.core.visits import Edge, VisitMiddleware
from rma_mocks.core.wire import NO_TELEMETRY
from rma_mocks.returnlogic.api_document import describe_api
from rma_mocks.returnlogic.auth import explain_in, identify_in, windows_in
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import (
    FAULT_BODIES,
    ReturnLogicError,
    render_error,
    render_invalid,
    render_refusal,
    scripted_in,
)
from rma_mocks.returnlogic.lifecycle.carrying_out import NoSuchRma
from rma_mocks.returnlogic.lifecycle.legality import IllegalMove, ImpossibleWish
from rma_mocks.returnlogic.rate_limit import RateLimitMiddleware
from rma_mocks.returnlogic.routes import (
    api_lists,
    api_rmas,
    api_webhooks,
    collector,
    oauth,
    originate,
    originate_moves,
    pages,
    returns_center,
    rmas,
    settings,
    webhooks,
)

# That of the list call comes after the API's others: it answers every path that none of them took.
_ROUTES = (
    *(api_rmas, api_lists, api_webhooks, oauth, rmas),
    *(originate, originate_moves, webhooks, collector, settings, returns_center, pages),
)
_ABOUT = """An offline stand-in for ReturnLogic, not affiliated with ReturnLogic.
Operations carry `x-evidence` (documented, observed, assumed) and the id of the rule they follow."""


def create_app(teams: Directory[Team], *, hosts: frozenset[str], strays: Strays | None = None) -> FastAPI:
    """Return the mock ReturnLogic.

    Args:
        teams: The worlds as ReturnLogic sees them; the credential of each is its API key.
        hosts: Names under which it may be reached.
        strays: Where calls are kept that belong to no world.
    """
    app = FastAPI(
        title="Mock ReturnLogic",
        description=_ABOUT,
        version="v1",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        telemetry=NO_TELEMETRY,
    )
    rmas.add_busy_routes(app.router)
    app.state.teams = teams
    for module in _ROUTES:
        app.include_router(module.router)
    describe_api(app)
    app.add_exception_handler(ReturnLogicError, render_error)
    app.add_exception_handler(RequestValidationError, render_invalid)
    for refusal in (IllegalMove, ImpossibleWish, NoSuchRma):
        app.add_exception_handler(refusal, render_refusal)
    edge = Edge(
        lane="returnlogic",
        identify=identify_in(teams),
        fault_bodies=FAULT_BODIES,
        fault_answers=scripted_in(teams),
        explain=explain_in(teams),
        strays=strays or Strays(),
        routes=RouteTable([*app.router.routes, *(route for module in _ROUTES for route in module.router.routes)]),
    )
    app.add_middleware(VisitMiddleware, edge=edge)
    app.add_middleware(RateLimitMiddleware, windows_of=windows_in(teams))
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(GuardMiddleware, hosts=hosts)
    return app
