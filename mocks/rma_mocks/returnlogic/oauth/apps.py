"""An app of a developer, and what becomes of its installation: first a code, then one set of tokens."""

import secrets
import string
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx

_CODE_LENGTH = 13
_CODE_LETTERS = string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class PublicApp:
    """An app as its developer has registered it with ReturnLogic."""

    name: str
    redirect_url: str
    client_id: str
    client_secret: str

    def redirected(self, *, code: str, team_id: str) -> str:
        """Return where the retailer's browser goes once the app is installed.

        Contract: with `code` and `teamId`, and nothing that binds it to a session (documented; RL-OAUTH-1).
        """
        return str(httpx.URL(self.redirect_url).copy_merge_params({"code": code, "teamId": team_id}))


@dataclass(frozen=True, slots=True)
class TokenSet:
    """What a code or a refresh token was changed into; `expires_at` is of the world's time."""

    bearer_token: str
    refresh_token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Installation:
    """One team's installation of one app: a code until that is taken, then tokens."""

    client_id: str
    installed_at: datetime
    code: str | None = None
    tokens: TokenSet | None = None

    def credentials(self) -> Iterator[Hashable]:
        """Walk through what of it leads to its team, each of a kind of its own."""
        if self.code is not None:
            yield code_credential(self.code)
        if self.tokens is not None:
            yield self.tokens.bearer_token
            yield refresh_credential(self.tokens.refresh_token)


def code_credential(code: str) -> Hashable:
    """Return a code as the directory of teams knows it, so that it can never be taken for a bearer token."""
    return ("code", code)


def refresh_credential(token: str) -> Hashable:
    """Return a refresh token as the directory of teams knows it."""
    return ("refresh", token)


def new_code() -> str:
    """Return a code. Contract: 13 letters and digits (documented; RL-OAUTH-1)."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def new_token(prefix: str) -> str:
    """Return an opaque token; nobody may guess it, so it does not follow from the world's seed."""
    return f"{prefix}_{secrets.token_hex(20)}"
