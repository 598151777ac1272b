"""Administer tenants, on a port of its own that faces no browser and, by default, no network."""

import hmac
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Path, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rma_adaptor.error_answers import answer_errors, problems_answer
from rma_adaptor.errors import LookupMalformed
from rma_adaptor.matching import normalise_email
from rma_adaptor.services import Services
from rma_adaptor.settings import is_loopback
from rma_adaptor.tenants import NAME_PATTERN, Tenant, TenantConfig
from rma_adaptor.wire import Problem

_OPEN_PATHS = {"/healthz", "/readyz"}
_UPSTREAM_FIELDS = ("returnlogic_api_url", "returnlogic_api_key", "trust_filter", "not_found_is_empty")

router = APIRouter()
TenantName = Annotated[str, Path(pattern=NAME_PATTERN)]


class Forgotten(BaseModel):
    """Name the one person to forget; without an e-mail everybody of the tenant is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: str | None = None


def create_admin_app(services: Services) -> FastAPI:
    """Build the admin app; the public app's lifespan opens and closes what both share."""
    app = FastAPI(title="rma-toolkit lookup adaptor, administration", docs_url=None, redoc_url=None)
    app.state.services = services
    app.include_router(router)
    answer_errors(app)
    app.add_middleware(AdminGuard, services=services)
    return app


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Shared = Annotated[Services, Depends(_services)]


@router.get("/tenants")
async def list_tenants(services: Shared) -> dict[str, list[dict[str, Any]]]:
    """List all tenants, secrets masked."""
    return {"tenants": [tenant.masked() for tenant in services.tenants.all()]}


@router.get("/tenants/{name}")
async def get_tenant(services: Shared, name: TenantName) -> dict[str, Any]:
    """Show one tenant, secrets masked."""
    return services.tenants.get(name).masked()


@router.put("/tenants/{name}", responses={201: {"description": "Created"}})
async def put_tenant(services: Shared, name: TenantName, config: TenantConfig) -> JSONResponse:
    """Create a tenant or replace it whole; what was read with another key or address is forgotten."""
    tenant = Tenant.model_validate({"name": name, **config.model_dump()})
    before = await services.tenants.put(tenant)
    if before is not None and any(getattr(before, field) != getattr(tenant, field) for field in _UPSTREAM_FIELDS):
        services.read_model.forget(name)
    return JSONResponse(tenant.masked(), status_code=201 if before is None else 200)


@router.delete("/tenants/{name}", status_code=204)
async def delete_tenant(services: Shared, name: TenantName) -> Response:
    """Remove a tenant, its secrets and its rows."""
    await services.tenants.remove(name)
    services.read_model.forget(name)
    services.metrics.forget(name)
    return Response(status_code=204)


@router.post("/tenants/{name}/forget", status_code=204)
async def forget_rows(services: Shared, name: TenantName, forgotten: Forgotten | None = None) -> Response:
    """Drop the rows kept of one person, or of all of a tenant's people."""
    services.tenants.get(name)
    email = None
    if forgotten is not None and forgotten.email is not None:
        email = normalise_email(forgotten.email)
        if email is None:
            raise LookupMalformed("email", "email must be an e-mail address")
    services.read_model.forget(name, email)
    return Response(status_code=204)


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
    return JSONResponse(detail, status_code=200 if is_ready else 503)


@router.get("/metrics")
async def get_metrics(services: Shared) -> Response:
    """Show all figures in Prometheus's text format."""
    return Response(services.metrics.page(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


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
