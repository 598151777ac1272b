"""Assemble the mock ReturnLogic."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from rma_mocks.core.body_limit import BodyLimitMiddleware
from rma_mocks.core.directory import Directory
from rma_mocks.core.guard import GuardMiddleware
from rma_mocks.core.visits import VisitMiddleware
from rma_mocks.returnlogic.auth import identify_in, windows_in
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import FAULT_BODIES, ReturnLogicError, render_error, render_invalid
from rma_mocks.returnlogic.rate_limit import RateLimitMiddleware
from rma_mocks.returnlogic.routes import originate, pages, returns_center, rmas

_ABOUT = """An offline stand-in for ReturnLogic, not affiliated with ReturnLogic.
Operations carry `x-evidence` (documented, observed, assumed) and the id of the rule they follow."""


def create_app(teams: Directory[Team], *, hosts: frozenset[str]) -> FastAPI:
    """Return the mock ReturnLogic.

    Args:
        teams: The worlds as ReturnLogic sees them; the credential of each is its API key.
        hosts: Names under which it may be reached.
    """
    app = FastAPI(
        title="Mock ReturnLogic",
        description=_ABOUT,
        version="v1",
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.teams = teams
    for module in (rmas, originate, returns_center, pages):
        app.include_router(module.router)
    app.add_exception_handler(ReturnLogicError, render_error)
    app.add_exception_handler(RequestValidationError, render_invalid)
    app.add_middleware(RateLimitMiddleware, windows_of=windows_in(teams))
    app.add_middleware(VisitMiddleware, lane="returnlogic", identify=identify_in(teams), fault_bodies=FAULT_BODIES)
    app.add_middleware(RateLimitMiddleware, windows_of=windows_in(teams))
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(GuardMiddleware, hosts=hosts)
    return app
