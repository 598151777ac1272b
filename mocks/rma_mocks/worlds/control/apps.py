"""The control API's ReturnLogic apps: install one without a browser, see what came of it; and the webhooks."""

from typing import Any

from fastapi import APIRouter, Response

from rma_mocks.returnlogic.oauth.apps import PublicApp
from rma_mocks.returnlogic.oauth.granting import install, uninstall
from rma_mocks.returnlogic.routes.oauth import app_row
from rma_mocks.returnlogic.routes.webhooks import webhooks_view
from rma_mocks.worlds.control.errors import ControlError, ControlRoute
from rma_mocks.worlds.control.inputs import NewInstallation
from rma_mocks.worlds.control.worlds import AllWorlds, Wanted
from rma_mocks.worlds.registry import OpenWorld

router = APIRouter(tags=["control"], route_class=ControlRoute)


@router.get("/installations")
async def list_installations(found: Wanted) -> dict[str, Any]:
    """List the apps that the team may install, and what became of each; tokens are invented, so nothing is masked."""
    return {"installations": [_row(found, app) for app in found.team.grants.apps.values()]}


@router.post("/installations", status_code=201)
async def install_app(worlds: AllWorlds, found: Wanted, new: NewInstallation | None = None) -> dict[str, Any]:
    """Install an app as a merchant does, and tell the code instead of sending a browser to the developer with it.

    An app that is installed already is installed anew: its tokens are refused from now on.
    """
    app = _app(found, new.client_id if new else None)
    install(worlds.teams, found.team, app)
    return _row(found, app)


@router.delete("/installations/{client_id}", status_code=204)
async def uninstall_app(worlds: AllWorlds, found: Wanted, client_id: str) -> Response:
    """Uninstall an app: its tokens are refused from now on, and its webhooks are gone."""
    app = _app(found, client_id)
    if not uninstall(worlds.teams, found.team, app.client_id):
        raise ControlError(404, f"client_id: the app {app.name} is not installed")
    return Response(status_code=204)


@router.get("/webhooks")
async def list_webhooks(found: Wanted) -> dict[str, Any]:
    """List the team's webhooks and the deliveries to them with every attempt; of those that are over, the last 100."""
    found.world.play_due()
    return webhooks_view(found.team)


def _app(found: OpenWorld, client_id: str | None) -> PublicApp:
    apps = found.team.grants.apps
    if client_id is None and len(apps) == 1:
        [client_id] = apps
    if client_id is None:
        some = "it has none; open the world with returnlogic.apps" if not apps else f"choose one of {', '.join(apps)}"
        raise ControlError(400, f"client_id: must be given unless the world has one app; {some}")
    if client_id not in apps:
        raise ControlError(404, f"client_id: no app of this world has the client id {client_id!r}")
    return apps[client_id]


def _row(found: OpenWorld, app: PublicApp) -> dict[str, Any]:
    team, row = found.team, app_row(found.team, app)
    installed = team.grants.installations.get(app.client_id)
    code = installed.code if installed else None
    tokens = installed.tokens if installed else None
    return row | {
        "team_id": team.team_id,
        "code": code,
        "redirected_to": app.redirected(code=code, team_id=team.team_id) if code else None,
        "bearer_token": tokens.bearer_token if tokens else None,
        "refresh_token": tokens.refresh_token if tokens else None,
    }
