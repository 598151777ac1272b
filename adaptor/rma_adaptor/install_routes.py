"""Answer the browser that ReturnLogic sends here once a retailer has installed our app."""

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from rma_adaptor.install_page import install_page
from rma_adaptor.services import Services
from rma_adaptor.tokens import TEAM_ID_PATTERN

_CODE = re.compile(r"[A-Za-z0-9._~-]{6,256}")
_TEAM_ID = re.compile(TEAM_ID_PATTERN)

_TEXTS = {
    400: "The link is not whole, or ReturnLogic does not take its code.",
    404: "This adaptor is not set up for apps.",
    502: "ReturnLogic gave no tokens.",
    503: "It could not be stored, or many are installing at once; the page says what to do.",
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {"text/html": {}}} for status, text in _TEXTS.items()
}

router = APIRouter()


@router.get(
    "/install",
    response_class=HTMLResponse,
    responses=_REFUSALS,
    summary="Take an installation of the app in ReturnLogic",
)
async def get_install(request: Request, code: str = "", teamId: str = "") -> HTMLResponse:  # noqa: N803 -- their word
    """Change the code into the team's tokens, and say in a page what came of it.

    Contract: RL-OAUTH-1, the browser comes with `code` and `teamId`, of the form in its example (documented).
    """
    services: Services = request.app.state.services
    team_id = teamId.lower()
    if not (_CODE.fullmatch(code) and _TEAM_ID.fullmatch(team_id)):
        return install_page("malformed")
    outcome = await services.installer.take(code, team_id)
    if outcome == "installed":
        await services.forget_team(team_id)
    return install_page(outcome, team_id)
