"""What a route gets: its organisation, found by page or by credential, and the lookup engine of it."""

import base64
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from rma_mocks.core.directory import Directory
from rma_mocks.core.guard import header
from rma_mocks.core.strays import Explain, is_ours, no_world, open_ones
from rma_mocks.core.visits import Visit, current_visit, visit_of
from rma_mocks.gladly.entities import App, Conversation, Profile
from rma_mocks.gladly.errors import not_found, unauthorised
from rma_mocks.gladly.lookups.caller import Caller
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.gladly.organisation import Organisation

_PAGE = re.compile(r"^/w/([^/]+)/([^/]+)")
_WORLD = re.compile(r"^/w/([^/]+)")
_SENDERS = {"chat": "customer", "channels": "customer"}


def identify_in(organisations: Directory[Organisation]) -> Callable[[Scope], Visit | None]:
    """Return the function that says in which world a request is: by page address or by REST credential.

    The backstage is in none: what is done there is done to a world, and no scripted failure must lock it.
    """

    def identify(scope: Scope) -> Visit | None:
        page = _PAGE.match(scope["path"])
        if page is None:
            organisation, sender = organisations.of_credential(basic_credential(scope)), "api"
        elif page[2] == "backstage":
            return None
        else:
            organisation, sender = organisations.of_world(page[1]), _SENDERS.get(page[2], "agent")
        return Visit(organisation.world, sender) if organisation else None

    return identify


def explain_in(organisations: Directory[Organisation]) -> Explain:
    """Return the function that says what came near where a request is in no world."""

    def explain(scope: Scope) -> str | None:
        path = scope["path"]
        if is_ours(path):
            return None
        page = _WORLD.match(path)
        if page is None:
            return _strange_credential(basic_credential(scope), organisations.entries)
        return None if page[1] in organisations.entries else no_world(page[1], organisations.entries)

    return explain


def _strange_credential(credential: tuple[str, str] | None, entries: Mapping[str, Organisation]) -> str:
    if credential is None:
        return "there is no header 'Authorization: Basic …' with a user name and an API token"
    owners = {row.username: world_id for world_id, row in entries.items()}
    user = credential[0]
    if user in owners:
        return f"the Gladly user name {user} belongs to world {owners[user]}, but the API token is another"
    near = get_close_matches(user, owners, 1)
    said = f"no open world has the Gladly user name {user!r}; "
    return said + (f"the nearest is {near[0]} of world {owners[near[0]]}" if near else open_ones(entries))


def basic_credential(scope: Scope) -> tuple[str, str] | None:
    """Return user name and token of a Basic `Authorization` header."""
    scheme, _, encoded = header(scope, b"authorization").partition(" ")
    try:
        user, separator, token = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:  # neither ASCII, nor base64, nor UTF-8
        return None
    return (user, token) if scheme.lower() == "basic" and separator else None


# Dependencies stand side by side instead of on each other: FastAPI solves a nested one anew at every place that it is
# asked for, which is a third of what a call of this mock costs.


async def current_organisation(request: Request) -> Organisation:
    """Return the organisation of a page or an authorised REST call."""
    return organisation_of(request)


def organisation_of(request: Request) -> Organisation:
    """Return the organisation of a request, or refuse.

    Contract: Gladly REST API, authentication (documented; GL-REST-1).
    """
    organisations: Directory[Organisation] = request.app.state.organisations
    if "visit" in request.scope.get("state", {}):
        found = organisations.of_world(visit_of(request).world.id)
        if found is not None:
            return found
    world = request.path_params.get("world")
    if world is not None:
        raise not_found("world", world)
    raise unauthorised()


CurrentVisit = Annotated[Visit, Depends(current_visit)]
CurrentOrganisation = Annotated[Organisation, Depends(current_organisation)]


async def current_rounds(request: Request) -> Rounds:
    """Return the lookup engine of this organisation."""
    organisation = organisation_of(request)
    caller = Caller(request.app.state.client, organisation.world, organisation.lookup_timeout_s, organisation.lookups)
    return Rounds(organisation, caller)


async def wanted_profile(request: Request, profile_id: str) -> Profile:
    """Return the profile that the path names."""
    profile = organisation_of(request).profiles.of_id(profile_id)
    if profile is None:
        raise not_found("customer", profile_id)
    return profile


async def _wanted_app(request: Request, app_id: str) -> App:
    return wanted_app(organisation_of(request), app_id)


def wanted_app(organisation: Organisation, app_id: str) -> App:
    """Return the app of an id, or refuse."""
    app = organisation.app(app_id)
    if app is None:
        raise not_found("app", app_id)
    return app


async def _wanted_conversation(request: Request, conversation_id: str) -> Conversation:
    return wanted_conversation(organisation_of(request), conversation_id)


def wanted_conversation(organisation: Organisation, conversation_id: str) -> Conversation:
    """Return the conversation of an id, or refuse."""
    conversation = organisation.conversations.get(conversation_id)
    if conversation is None:
        raise not_found("conversation", conversation_id)
    return conversation


CurrentRounds = Annotated[Rounds, Depends(current_rounds)]
WantedProfile = Annotated[Profile, Depends(wanted_profile)]
WantedApp = Annotated[App, Depends(_wanted_app)]
WantedConversation = Annotated[Conversation, Depends(_wanted_conversation)]
