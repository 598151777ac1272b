"""Find the team: by bearer token on the API, by address on pages."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from rma_mocks.core.directory import Directory
from rma_mocks.core.guard import header
from rma_mocks.core.strays import Explain, is_ours, no_world, open_ones
from rma_mocks.core.visits import Visit, current_visit, unrecorded
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError, TooManyCalls
from rma_mocks.returnlogic.oauth.identifying import OAUTH_PATH, owner_of_call, why_nobodys
from rma_mocks.returnlogic.rate_limit import API_PREFIX, RateWindows

_PAGE = re.compile(r"^/w/([^/]+)/([^/]+)")
_WORLD = re.compile(r"^/w/([^/]+)")
_SENDERS = {"returns-center": "customer", "collector": "warehouse", "carrier": "carrier"}
_RESEMBLES = 0.8


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a bearer token lets in: a team's own key (observed; RL-OAUTH-5), or an app that it has installed.

    `name` is how timelines name them, `client_id` None for the key; `windows` are counted for each token.
    """

    team: Team
    name: str
    windows: RateWindows
    client_id: str | None = None


def caller_of(teams: Directory[Team], token: str | None) -> Caller | None:
    """Return whom a bearer token lets in; nobody when it is unknown, revoked or expired."""
    team = teams.of_credential(token) if token else None
    if team is None or token is None:
        return None
    if token == team.api_key:
        return Caller(team, "API", team.windows)
    found = team.grants.of_token(token)
    if found is None or team.grants.why_not(token):
        return None
    name = team.grants.apps[found.client_id].name
    return Caller(team, name, team.grants.windows_of(token, team.windows), found.client_id)


def identify_in(teams: Directory[Team]) -> Callable[[Scope], Visit | None]:
    """Return the function that says in which world a request is: by page address or by bearer token.

    A revoked or expired one still says so, which puts its 401 into the world's journal; it opens nothing.
    The backstage is in none: no scripted failure must lock it.
    """

    def identify(scope: Scope) -> Visit | None:
        path = scope["path"]
        if path == OAUTH_PATH:
            team, hint = owner_of_call(scope, teams)
            return Visit(team.world, "adaptor", hint=hint) if team else None
        if path.startswith(API_PREFIX):
            return _visit_of_token(teams, bearer_token(scope))
        if (page := _PAGE.match(path)) and page[2] != "backstage":
            team, sender = teams.of_world(page[1]), _SENDERS.get(page[2], "merchant")
        else:
            return None
        return Visit(team.world, sender) if team else None

    return identify


def _visit_of_token(teams: Directory[Team], token: str | None) -> Visit | None:
    if token is None:
        return None
    if (team := teams.of_credential(token)) is not None:
        hint = None if token == team.api_key else team.grants.why_not(token)
        return Visit(team.world, "adaptor", hint=hint)
    team = teams.of_revoked(token)
    hint = "the bearer token is an API key, or a token of an app, that was revoked in this world"
    return Visit(team.world, "adaptor", hint=hint) if team else None


def explain_in(teams: Directory[Team]) -> Explain:
    """Return the function that says what came near where a request is in no world."""

    def explain(scope: Scope) -> str | None:
        path = scope["path"]
        if is_ours(path):
            return None
        if path == OAUTH_PATH:
            return why_nobodys(scope, teams)
        if path.startswith(API_PREFIX):
            return _strange_key(bearer_token(scope), teams.entries)
        page = _WORLD.match(path)
        if page is None:
            return f"the API is under {API_PREFIX}, pages are under /w/{{world}}/; {path} is neither"
        return None if page[1] in teams.entries else no_world(page[1], teams.entries)

    return explain


def _strange_key(key: str | None, entries: Mapping[str, Team]) -> str:
    if key is None:
        return "there is no header 'Authorization: Bearer …' with an API key"
    owners = {team.api_key: world_id for world_id, team in entries.items()}
    near = get_close_matches(key, owners, 1, cutoff=_RESEMBLES)
    said = "the bearer token is none of an open world's; "
    return said + (f"it resembles the API key of world {owners[near[0]]}" if near else open_ones(entries))


def windows_in(teams: Directory[Team]) -> Callable[[Scope], RateWindows | None]:
    """Return the function that finds the rate windows of a request's key."""

    def windows_of(scope: Scope) -> RateWindows | None:
        caller = caller_of(teams, bearer_token(scope))
        return caller.windows if caller else None

    return windows_of


def bearer_token(scope: Scope) -> str | None:
    """Return the token of an `Authorization: Bearer` header."""
    scheme, _, token = header(scope, b"authorization").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def doing(operation: str) -> Callable[[Request], Awaitable[None]]:
    """Return a dependency that tells the journal what a request is about, also when it is refused."""

    async def name(request: Request) -> None:
        name_operation(request, operation)

    return name


def reading(operation: str) -> Callable[[Request], Awaitable[None]]:
    """Return the same for a read, which stays out of the journal when a page only shows anew what it shows already."""

    async def name(request: Request) -> None:
        name_operation(request, operation)
        if request.query_params.get("refresh") == "true":
            await unrecorded(request)

    return name


def name_operation(request: Request, operation: str) -> None:
    """Tell the journal what a request is about; outside every world there is none."""
    visit = request.scope.get("state", {}).get("visit")
    if visit is not None:
        visit.operation = operation


async def authorised_caller(request: Request) -> Caller:
    """Return whom the bearer token lets in, unless its windows are full.

    Contract: bearer token on every request (documented; RL-AUTH-1), 429 beyond the limit (documented; RL-LIMIT-1).
    """
    caller = caller_of(request.app.state.teams, bearer_token(request.scope))
    if caller is None:
        raise ReturnLogicError(401)
    allowance = request.scope["state"]["allowance"]
    if not allowance.is_granted:
        raise TooManyCalls(caller.team, allowance)
    return caller


async def authorised_team(request: Request) -> Team:
    """Return the team of the caller, unless its windows are full."""
    return (await authorised_caller(request)).team


async def page_team(request: Request, world: str) -> Team:
    """Return the team of a page or of a page's own call."""
    teams: Directory[Team] = request.app.state.teams
    team = teams.of_world(world)
    if team is None:
        raise ReturnLogicError(404, f"There is no world {world} here")
    return team


PageTeam = Annotated[Team, Depends(page_team)]
CurrentVisit = Annotated[Visit, Depends(current_visit)]
