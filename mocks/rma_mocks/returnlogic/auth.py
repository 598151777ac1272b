"""Find the team: by bearer token on the API, by address on pages."""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from rma_mocks.core.directory import Directory
from rma_mocks.core.visits import Visit, current_visit
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.rate_limit import API_PREFIX, RateWindows

_PAGE = re.compile(r"^/w/([^/]+)/(originate|returns-center)(?:/|$)")
_SENDERS = {"originate": "merchant", "returns-center": "customer"}


def identify_in(teams: Directory[Team]) -> Callable[[Scope], Visit | None]:
    """Return the function that says in which world a request is: by page address or by bearer token.

    A revoked key still says so, which puts its 401 into the world's journal; it opens nothing.
    """

    def identify(scope: Scope) -> Visit | None:
        page = _PAGE.match(scope["path"])
        if page is not None:
            team, sender = teams.of_world(page[1]), _SENDERS[page[2]]
        elif scope["path"].startswith(API_PREFIX):
            key = bearer_token(Headers(scope=scope))
            team, sender = teams.of_credential(key) or teams.of_revoked(key), "adaptor"
        else:
            return None
        return Visit(team.world, sender) if team else None

    return identify


def windows_in(teams: Directory[Team]) -> Callable[[Headers], RateWindows | None]:
    """Return the function that finds the rate windows of a request's key."""

    def windows_of(headers: Headers) -> RateWindows | None:
        team = teams.of_credential(bearer_token(headers))
        return team.windows if team else None

    return windows_of


def bearer_token(headers: Headers) -> str | None:
    """Return the token of an `Authorization: Bearer` header."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def doing(operation: str) -> Callable[[Request], Awaitable[None]]:
    """Return a dependency that tells the journal what a request is about, also when it is refused."""

    async def name(request: Request) -> None:
        visit = request.scope.get("state", {}).get("visit")
        if visit is not None:
            visit.operation = operation

    return name


async def authorised_team(request: Request) -> Team:
    """Return the team that the bearer token names, unless its windows are full.

    Contract: bearer token on every request (documented; RL-AUTH-1), 429 beyond the limit (documented; RL-LIMIT-1).
    """
    teams: Directory[Team] = request.app.state.teams
    team = teams.of_credential(bearer_token(request.headers))
    if team is None:
        raise ReturnLogicError(401)
    if not request.scope["state"]["allowance"].is_granted:
        raise ReturnLogicError(429)
    return team


async def page_team(request: Request, world: str) -> Team:
    """Return the team of a page or of a page's own call."""
    teams: Directory[Team] = request.app.state.teams
    team = teams.of_world(world)
    if team is None:
        raise ReturnLogicError(404, f"There is no world {world} here")
    return team


AuthorisedTeam = Annotated[Team, Depends(authorised_team)]
PageTeam = Annotated[Team, Depends(page_team)]
CurrentVisit = Annotated[Visit, Depends(current_visit)]
