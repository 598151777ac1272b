"""What a route gets: its organisation, found by page or by credential, and the lookup engine of it."""

import base64
import re
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from rma_mocks.core.directory import Directory
from rma_mocks.core.visits import Visit, current_visit, visit_of
from rma_mocks.gladly.entities import App, Conversation, Profile
from rma_mocks.gladly.errors import GladlyError, not_found
from rma_mocks.gladly.lookups.caller import Caller
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.gladly.organisation import Organisation

_PAGE = re.compile(r"^/w/([^/]+)/([^/]+)")
_SENDERS = {"chat": "customer", "channels": "customer"}


def identify_in(organisations: Directory[Organisation]) -> Callable[[Scope], Visit | None]:
    """Return the function that says in which world a request is: by page address or by REST credential."""

    def identify(scope: Scope) -> Visit | None:
        page = _PAGE.match(scope["path"])
        if page is not None:
            organisation = organisations.of_world(page[1])
            sender = _SENDERS.get(page[2], "agent")
        else:
            organisation = organisations.of_credential(basic_credential(Headers(scope=scope)))
            sender = "api"
        return Visit(organisation.world, sender) if organisation else None

    return identify


def basic_credential(headers: Headers) -> tuple[str, str] | None:
    """Return user name and token of a Basic `Authorization` header."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    try:
        user, separator, token = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:  # neither ASCII, nor base64, nor UTF-8
        return None
    return (user, token) if scheme.lower() == "basic" and separator else None


# Dependencies stand side by side instead of on each other: FastAPI solves a nested one anew at every place that it is
# asked for, which is a third of what a call of this mock costs.


async def current_organisation(request: Request) -> Organisation:
    """Return the organisation of a page or an authorised REST call."""
    return _organisation_of(request)


def _organisation_of(request: Request) -> Organisation:
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
    raise GladlyError(401, "invalid", "user name and API token are missing or unknown")


CurrentVisit = Annotated[Visit, Depends(current_visit)]
CurrentOrganisation = Annotated[Organisation, Depends(current_organisation)]


async def current_rounds(request: Request) -> Rounds:
    """Return the lookup engine of this organisation."""
    organisation = _organisation_of(request)
    caller = Caller(request.app.state.client, organisation.world, organisation.lookup_timeout_s)
    return Rounds(organisation, caller)


async def wanted_profile(request: Request, profile_id: str) -> Profile:
    """Return the profile that the path names."""
    profile = _organisation_of(request).profiles.of_id(profile_id)
    if profile is None:
        raise not_found("customer", profile_id)
    return profile


async def _wanted_app(request: Request, app_id: str) -> App:
    return wanted_app(_organisation_of(request), app_id)


def wanted_app(organisation: Organisation, app_id: str) -> App:
    """Return the app of an id, or refuse."""
    app = organisation.app(app_id)
    if app is None:
        raise not_found("app", app_id)
    return app


async def _wanted_conversation(request: Request, conversation_id: str) -> Conversation:
    return wanted_conversation(_organisation_of(request), conversation_id)


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
