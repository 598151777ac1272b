"""Apps: a merchant installs one, which sends the browser to its developer, who changes the code into tokens."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from rma_mocks.core.clock import stamp
from rma_mocks.core.wire import json_answer
from rma_mocks.returnlogic.api_inputs import TokenRequest
from rma_mocks.returnlogic.api_route import NamedRoute
from rma_mocks.returnlogic.api_schemas import TOKENS, described
from rma_mocks.returnlogic.auth import PageTeam, doing
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import NO_JSON_OBJECT, ReturnLogicError
from rma_mocks.returnlogic.oauth.apps import PublicApp
from rma_mocks.returnlogic.oauth.granting import exchanged, install, refreshed, uninstall

router = APIRouter(tags=["Apps"], route_class=NamedRoute)

_STAFF = "/w/{world}/originate"


@router.post("/v1/oauth", **described(TOKENS, evidence="documented", rule="RL-OAUTH-2"))
async def exchange_token(request: Request, asked: TokenRequest) -> Response:
    """Change a code, or a refresh token, into a bearer token; it says nothing of when that expires.

    Contract: the code's exchange is documented (RL-OAUTH-2), the refresh is assumed (RL-OAUTH-3).
    """
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise ReturnLogicError(400, problems=(NO_JSON_OBJECT,))
    teams, client = request.app.state.teams, {"client_id": asked.client_id, "client_secret": asked.client_secret}
    if asked.grant_type == "authorization_code":
        tokens = exchanged(teams, **client, code=asked.code or "")
    else:
        tokens = refreshed(teams, **client, refresh_token=asked.refresh_token or "")
    return json_answer({"bearer_token": tokens.bearer_token, "refresh_token": tokens.refresh_token})


@router.get(
    f"{_STAFF}/install",
    status_code=302,
    response_model=None,
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-OAUTH-1"},
)
async def install_app(request: Request, team: PageTeam, client_id: Annotated[str, Query(max_length=500)]) -> Response:
    """Install an app, and send the browser to its developer with code and teamId."""
    app = _app_of(team, client_id)
    installed = install(request.app.state.teams, team, app)
    return RedirectResponse(app.redirected(code=installed.code or "", team_id=team.team_id), 302)


@router.get(
    f"{_STAFF}/api/apps",
    dependencies=[Depends(doing("list_apps"))],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-OAUTH-1"},
)
async def list_apps(team: PageTeam) -> dict[str, Any]:
    """List the apps that may be installed; `state` is `not installed`, `waits for its developer` or `installed`."""
    return {"apps": [app_row(team, app) for app in team.grants.apps.values()]}


@router.delete(
    f"{_STAFF}/api/apps/{{client_id}}",
    status_code=204,
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-OAUTH-4"},
)
async def uninstall_app(request: Request, team: PageTeam, client_id: str) -> Response:
    """Uninstall an app: its tokens are refused from now on, and its webhooks are gone."""
    app = _app_of(team, client_id)
    if not uninstall(request.app.state.teams, team, client_id):
        raise ReturnLogicError(404, f"The app {app.name} is not installed")
    return Response(status_code=204)


def app_row(team: Team, app: PublicApp) -> dict[str, Any]:
    """Return an app as staff sees it, without any secret."""
    found = team.grants.installations.get(app.client_id)
    waits = found is not None and found.tokens is None
    return {
        "name": app.name,
        "client_id": app.client_id,
        "state": "not installed" if found is None else "waits for its developer" if waits else "installed",
        "installed_at": stamp(found.installed_at) if found else None,
        "token_expires_at": stamp(found.tokens.expires_at) if found and found.tokens else None,
    }


def _app_of(team: Team, client_id: str) -> PublicApp:
    app = team.grants.apps.get(client_id)
    if app is None:
        raise ReturnLogicError(404, f"No app of this team has the client id {client_id!r}")
    return app
