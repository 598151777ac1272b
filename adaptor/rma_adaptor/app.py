"""Serve lookups: routes, error answers, lifespan; no logic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from rma_adaptor import install_routes, lookup, webhook_routes
from rma_adaptor.actions import routes as action_routes
from rma_adaptor.admitting import admit
from rma_adaptor.budget import Budget
from rma_adaptor.error_answers import answer_errors, error_answer
from rma_adaptor.errors import AdaptorError
from rma_adaptor.lookup import Asking
from rma_adaptor.services import Clock, Services, utc_now
from rma_adaptor.settings import Settings, load_settings
from rma_adaptor.telemetry import LookupRecord, log_unexpected
from rma_adaptor.wire import BasicLookup, ErrorAnswer, LookupRequest, LookupResponse, parse_lookup

_REFUSALS = {
    401: "Unsigned, wrongly signed, stale, replayed, or wrong basic auth; all alike.",
    404: "No such tenant, or one that is disabled.",
    408: "The body did not arrive within the time budget.",
    413: "The body is too large.",
    422: "The envelope is broken; `attr` names the field.",
    503: "Manual search only: ReturnLogic gave no answer.",
}

_TENANT = {"name": "tenant", "in": "path", "required": True, "schema": {"type": "string"}}
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False}
"""FastAPI asks at each call anew whether anybody listens; our own lines and metrics say what there is to say."""

router = APIRouter()


def create_app(
    settings: Settings | None = None,
    *,
    upstream_transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = utc_now,
) -> FastAPI:
    """Build the app that Gladly calls; its lifespan opens the tenants' database.

    Args:
        settings: By default read from the environment.
        upstream_transport: Replaces the network towards ReturnLogic.
        clock: Replaces the time of day, timezone-aware.
    """
    services = Services.of(settings or load_settings(), transport=upstream_transport, clock=clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with services.running():
            yield

    # No documentation pages: they would load scripts from elsewhere on a port that faces the internet.
    app = FastAPI(
        title="rma-toolkit lookup adaptor",
        description="Answers Gladly's customer lookups from ReturnLogic.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
    )
    app.state.services = services
    _add_lookups(app)
    app.include_router(router)
    app.include_router(install_routes.router)
    app.include_router(action_routes.router)
    app.include_router(webhook_routes.router)
    answer_errors(app)
    return app


class _PlainRoute(APIRoute):
    """A route whose function takes the request and returns the answer.

    FastAPI finds out anew at each call what every parameter is, which costs more than a lookup from the read model.
    """

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.methods and scope["method"] in self.methods:
            response: Response = await self.endpoint(Request(scope, receive, send))
            await response(scope, receive, send)
        else:
            await super().handle(scope, receive, send)


def _add_lookups(app: FastAPI) -> None:
    """Put the one busy route on the application itself: each router in between costs it again."""
    app.router.add_api_route(
        "/t/{tenant}/lookup",
        post_lookup,
        methods=["POST"],
        summary="Answer BASIC and DETAILED lookups",
        response_model=LookupResponse,
        response_model_exclude_none=True,
        responses={status: {"model": ErrorAnswer, "description": text} for status, text in _REFUSALS.items()},
        openapi_extra={"parameters": [_TENANT], "requestBody": _request_schema()},
        route_class_override=_PlainRoute,
    )


def _request_schema() -> dict[str, Any]:
    schema = LookupRequest.model_json_schema()
    schema["properties"]["query"] = schema.pop("$defs")["LookupQuery"]
    return {"required": True, "content": {"application/json": {"schema": schema}}}


async def post_lookup(request: Request) -> Response:
    """Verify, parse, ask, render.

    Contract: GL-ASK-1, one URL, the body says which lookup it is (documented).
    """
    metrics = _services(request).metrics
    record = LookupRecord()
    metrics.under_way.inc()
    try:
        answer = await _answer(request, record)
        return Response(answer, media_type="application/json")
    except AdaptorError as error:
        record.outcome = error.code if record.outcome == "-" else record.outcome
        return error_answer(error)
    except Exception as error:  # noqa: BLE001  the outermost handler: a bug must not reach the server's traceback log
        record.outcome = "bug"
        log_unexpected(error, trace=record.trace)
        return error_answer(AdaptorError("the adaptor failed; its log says where"))
    finally:
        metrics.under_way.dec()
        metrics.count_lookup(record)
        record.write()


@router.get("/healthz", summary="Tell that the process lives")
async def get_healthz() -> dict[str, bool]:
    """Answer as long as the event loop turns."""
    return {"ok": True}


@router.get("/readyz", summary="Tell whether our own stores answer")
async def get_readyz(request: Request) -> JSONResponse:
    """Answer 503 for our own database and while the process stops, never for ReturnLogic's state."""
    is_ready = await _services(request).is_ready()
    return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


async def _answer(request: Request, record: LookupRecord) -> bytes:
    services = _services(request)
    budget = Budget.of(services.settings.budget_s)
    tenant, came, trace = await admit(request, services, record, budget)
    question = parse_lookup(came.body, max_depth=services.settings.max_depth)
    asking = Asking(services, tenant, budget, record, trace)
    if isinstance(question, BasicLookup):
        return await lookup.basic(question, asking)
    return await lookup.detailed(question, asking)
