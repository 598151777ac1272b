"""Look at installations of our app, and remove them; tokens never come out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from rma_adaptor.errors import InstallationUnknown
from rma_adaptor.services import Services
from rma_adaptor.telemetry import LOG
from rma_adaptor.tokens import TEAM_ID_PATTERN, Installation

router = APIRouter(prefix="/installations")
TeamId = Annotated[str, Path(pattern=TEAM_ID_PATTERN)]


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Shared = Annotated[Services, Depends(_services)]


@router.get("")
async def list_installations(services: Shared) -> dict[str, Any]:
    """List the teams that have installed the app, tokens masked, and where a browser comes once it is installed."""
    url, has_app = services.settings.public_url, services.settings.app_client_id is not None
    return {
        "redirect_url": f"{url.rstrip('/')}/install" if url and has_app else None,
        "has_app": has_app,
        "installations": [_row(services, one) for one in await services.installations.all()],
    }


@router.get("/{team_id}")
async def get_installation(services: Shared, team_id: TeamId) -> dict[str, Any]:
    """Show one, tokens masked."""
    found = await services.installations.find(team_id)
    if found is None:
        raise InstallationUnknown
    return _row(services, found)


@router.delete("/{team_id}", status_code=204)
async def delete_installation(services: Shared, team_id: TeamId) -> Response:
    """Erase a team's tokens, and the rows that were read with them; the app stays installed in ReturnLogic."""
    if not await services.installations.remove(team_id):
        raise InstallationUnknown
    await services.tell_tenants_changed()
    await services.forget_team(team_id)
    LOG.info("installation removed", team=team_id)
    return Response(status_code=204)


def _row(services: Services, installation: Installation) -> dict[str, Any]:
    return installation.shown() | {"tenants": services.tenants_of_team(installation.team_id)}
