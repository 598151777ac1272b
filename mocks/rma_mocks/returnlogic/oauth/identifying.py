"""Say which team a token call is about: it has no bearer token, but a code, a refresh token, or a client at least."""

import json
from typing import Any

from starlette.types import Scope

from rma_mocks.core.body_limit import body_of
from rma_mocks.core.directory import Directory
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.oauth.apps import code_credential, refresh_credential

OAUTH_PATH = "/v1/oauth"
_REVOKED = "the {what} was taken already, or revoked with its installation"


def owner_of_call(scope: Scope, teams: Directory[Team]) -> tuple[Team | None, str | None]:
    """Return the team that a call to the token endpoint is about, and a sentence where its credential is over.

    Without a known code or refresh token it is the one team that has the client; None where several have it.
    """
    given = _given(body_of(scope))
    for what, credential in (
        ("code", code_credential(str(given.get("code")))),
        ("refresh token", refresh_credential(str(given.get("refresh_token")))),
    ):
        if (team := teams.of_credential(credential)) is not None:
            return team, None
        if (team := teams.of_revoked(credential)) is not None:
            return team, _REVOKED.format(what=what)
    client_id = given.get("client_id")
    owners = [team for team in teams.entries.values() if client_id in team.grants.apps] if client_id else []
    return (owners[0], None) if len(owners) == 1 else (None, None)


def why_nobodys(scope: Scope, teams: Directory[Team]) -> str:
    """Say why a call to the token endpoint belongs to no team."""
    client_id = _given(body_of(scope)).get("client_id")
    if not client_id:
        return "the body is no JSON object with client_id"
    if any(client_id in team.grants.apps for team in teams.entries.values()):
        return "several open worlds have this client, and its code or refresh token is none of theirs"
    return "no open world has this client; apps are registered with a world's returnlogic.apps"


def _given(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    given = read if isinstance(read, dict) else {}
    return {name: value for name, value in given.items() if isinstance(value, str)}
