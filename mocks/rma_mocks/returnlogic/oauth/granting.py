"""Install an app, change its code into tokens, refresh these, uninstall it."""

import hmac
from collections.abc import Hashable
from dataclasses import replace
from http import HTTPStatus

from rma_mocks.core.directory import Directory
from rma_mocks.core.world import Part
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.oauth.apps import (
    Installation,
    PublicApp,
    TokenSet,
    code_credential,
    new_code,
    new_token,
    refresh_credential,
)

Teams = Directory[Team]


def install(teams: Teams, team: Team, app: PublicApp) -> Installation:
    """Install an app in a team and return the installation with its code.

    A team has one installation of an app: a second one ends the tokens of the first (assumed; RL-OAUTH-4).
    """
    uninstall(teams, team, app.client_id)
    return _keep(teams, team, Installation(app.client_id, team.world.clock.now(), code=new_code()))


def uninstall(teams: Teams, team: Team, client_id: str) -> bool:
    """Revoke code and tokens of an app, take its webhooks away, and say whether it was installed.

    Contract: assumed (RL-OAUTH-4).
    """
    found = team.grants.installations.pop(client_id, None)
    if found is None:
        return False
    for credential in found.credentials():
        teams.revoke(credential)
    team.hooks.forget_app(client_id)
    team.world.changed(Part.SETTINGS)
    return True


def exchanged(teams: Teams, *, client_id: str, client_secret: str, code: str) -> TokenSet:
    """Change a code into tokens; a code is taken once.

    Raises:
        ReturnLogicError: 401 for an unknown client or a wrong secret, which leaves the code as it is; 400 for a code
            that is unknown or was taken.

    Contract: documented (RL-OAUTH-2), but for the refusals, which are assumed (RL-OAUTH-4).
    """
    team, found = _owner(teams, client_id, client_secret, code_credential(code), "code")
    return _granted(teams, team, found, refresh_token=None)


def refreshed(teams: Teams, *, client_id: str, client_secret: str, refresh_token: str) -> TokenSet:
    """Change a refresh token into another bearer token, which ends the one before it.

    Raises:
        ReturnLogicError: As for a code.

    Contract: assumed (RL-OAUTH-3); with rotation the refresh token is another, too, and the old one is over.
    """
    team, found = _owner(teams, client_id, client_secret, refresh_credential(refresh_token), "refresh_token")
    kept = None if team.variants.refresh_rotation else refresh_token
    return _granted(teams, team, found, refresh_token=kept)


def _owner(
    teams: Teams, client_id: str, client_secret: str, credential: Hashable, field: str
) -> tuple[Team, Installation]:
    """Return whose code or refresh token it is; the client is checked first."""
    team = teams.of_credential(credential)
    known = [team] if team else [*teams.entries.values()]
    apps = [app for row in known if (app := row.grants.apps.get(client_id))]
    if not apps:
        raise _refused(HTTPStatus.UNAUTHORIZED, "client_id", "is no client of ours")
    if not any(hmac.compare_digest(app.client_secret.encode(), client_secret.encode()) for app in apps):
        raise _refused(HTTPStatus.UNAUTHORIZED, "client_secret", "is not the secret of this client")
    found = team.grants.installations.get(client_id) if team else None
    if team is None or found is None or credential not in [*found.credentials()]:
        was_taken = teams.of_revoked(credential) is not None
        raise _refused(HTTPStatus.BAD_REQUEST, field, "was taken already, or revoked" if was_taken else "is unknown")
    return team, found


def _granted(teams: Teams, team: Team, found: Installation, *, refresh_token: str | None) -> TokenSet:
    for credential in found.credentials():
        teams.revoke(credential)
    tokens = TokenSet(
        bearer_token=new_token("bt"),
        refresh_token=refresh_token or new_token("rt"),
        expires_at=team.world.clock.now() + team.grants.lifetime(),
    )
    _keep(teams, team, replace(found, code=None, tokens=tokens))
    return tokens


def _keep(teams: Teams, team: Team, row: Installation) -> Installation:
    team.grants.installations[row.client_id] = row
    for credential in row.credentials():
        teams.issue(team.world.id, credential)
    team.world.changed(Part.SETTINGS)
    return row


def _refused(status: HTTPStatus, field: str, sentence: str) -> ReturnLogicError:
    return ReturnLogicError(status, "", ((field, sentence),))
