"""Administer tenants, on a port of its own that faces no browser and, by default, no network."""

import hmac
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rma_adaptor import installation_routes, tenant_routes, tenant_webhooks
from rma_adaptor.error_answers import answer_errors, problems_answer
from rma_adaptor.services import Services
from rma_adaptor.settings import is_loopback
from rma_adaptor.wire import ErrorAnswer, Problem
from rma_adaptor.worker_pages import WorkerPages

_OPEN_PATHS = {"/healthz", "/readyz"}
_REFUSALS = {
    400: "The body is not JSON.",
    401: "The admin token is missing or wrong.",
    403: "A browser, or without a token another name than one of this machine's.",
    404: "There is nothing of that name.",
    409: "That is not the next step.",
    412: "There is one of that name already.",
    413: "The body is too large.",
    422: "A field cannot be taken as it was sent; `attr` names it.",
    503: "The database does not answer; nothing was changed.",
}

router = APIRouter()


def create_admin_app(services: Services, pages: WorkerPages | None = None) -> FastAPI:
    """Build the admin app; the public app's lifespan opens and closes what both share.

    Args:
        pages: Figures of all workers, where there are several.
    """
    app = FastAPI(
        title="rma-toolkit lookup adaptor, administration",
        docs_url=None,
        redoc_url=None,
        responses={status: {"model": ErrorAnswer, "description": text} for status, text in _REFUSALS.items()},
    )
    app.state.services, app.state.pages = services, pages
    app.include_router(router)
    app.include_router(tenant_routes.router)
    app.include_router(installation_routes.router)
    app.include_router(tenant_webhooks.router)
    answer_errors(app)
    app.add_middleware(AdminGuard, services=services)
    return app


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Shared = Annotated[Services, Depends(_services)]


@router.get("/healthz")
async def get_healthz() -> dict[str, bool]:
    """Answer as long as the event loop turns."""
    return {"ok": True}


@router.get("/readyz")
async def get_readyz(services: Shared) -> JSONResponse:
    """Say in detail whether our own stores answer; ReturnLogic's state is not ours."""
    is_stopping, answers = services.stopping.is_set(), await services.tenants.is_ready()
    is_ready = answers and not is_stopping
    detail = {
        "ready": is_ready,
        "stopping": is_stopping,
        "database": "answers" if answers else "does not answer",
        "tenants": len(services.tenants.all()),
        "people_kept": len(services.read_model),
        "signatures_kept": len(services.guard),
    }
    if services.sharing is not None:
        # For whoever looks; lookups are answered without it.
        detail["redis"] = "answers" if services.sharing.link.is_there else "does not answer"
    return JSONResponse(detail, status_code=200 if is_ready else 503)


@router.get("/metrics", response_class=PlainTextResponse)
async def get_metrics(request: Request, services: Shared) -> Response:
    """Show all figures in Prometheus's text format; of several workers, each figure with its worker's number."""
    pages: WorkerPages | None = request.app.state.pages
    page = services.metrics.page() if pages is None else await pages.collected()
    return Response(page, media_type=CONTENT_TYPE_PLAIN_0_0_4)


class AdminGuard:
    """Refuse browsers, foreign Host names, missing tokens and large bodies before anything is read."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._token = services.settings.admin_token
        self._max_body_bytes = services.settings.max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed."""
        if scope["type"] == "http":
            refusal = self._refusal(scope["path"], Headers(scope=scope))
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, path: str, headers: Headers) -> JSONResponse | None:
        if "origin" in headers:
            return _refuse(403, "origin_refused", "browsers have no business on the admin port")
        # Without a token only the name shows that no web page has pointed its own name at this port.
        if self._token is None and not is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname or ""):
            return _refuse(403, "host_refused", "without an admin token only loopback names are served")
        if path not in _OPEN_PATHS and not self._is_allowed(headers.get("authorization", "")):
            return _refuse(401, "unauthorized", "the admin token is missing or wrong", {"WWW-Authenticate": "Bearer"})
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._max_body_bytes:
            return _refuse(413, "body_too_large", f"the body is larger than {self._max_body_bytes} bytes")
        return None

    def _is_allowed(self, authorization: str) -> bool:
        if self._token is None:
            return True
        scheme, _, token = authorization.partition(" ")
        is_equal = hmac.compare_digest(token.strip().encode(), self._token.get_secret_value().encode())
        return scheme.lower() == "bearer" and is_equal


def _refuse(status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return problems_answer(status, Problem(attr="", code=code, detail=detail), headers=headers)
