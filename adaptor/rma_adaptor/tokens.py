"""What a team that has installed our app gave us: one set of tokens, and how it stands."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr

MASK = "********"
"""What stands for a secret wherever one is shown."""

TEAM_ID_PATTERN = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""A team's id in lower case (documented by example; RL-OAUTH-1)."""


def _header_safe(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[\x21-\x7e]+", secret.get_secret_value()):
        raise ValueError("must be printable ASCII without blanks")
    return secret


BearerToken = Annotated[SecretStr, AfterValidator(_header_safe)]
"""A secret that can stand in a header."""


@dataclass(frozen=True)
class TokenSet:
    """Hold the bearer token that lets in, and the refresh token that brings the next one."""

    bearer_token: SecretStr
    refresh_token: SecretStr


@dataclass(frozen=True)
class Installation:
    """Say what one team has given our app.

    `mark` names this set of tokens: no two sets ever have the same, not even after a new installation.
    `over_since` is when ReturnLogic refused to renew it; from then on only a new installation helps.
    """

    team_id: str
    tokens: TokenSet
    mark: str
    installed_at: datetime
    renewed_at: datetime | None = None
    over_since: datetime | None = None

    @property
    def state(self) -> Literal["installed", "over"]:
        """Name how it stands."""
        return "installed" if self.over_since is None else "over"

    def shown(self) -> dict[str, str | None]:
        """Return what the admin API shows of it: neither token."""
        return {
            "team_id": self.team_id,
            "state": self.state,
            "installed_at": self.installed_at.isoformat(),
            "renewed_at": _shown(self.renewed_at),
            "over_since": _shown(self.over_since),
            "bearer_token": MASK,
            "refresh_token": MASK,
        }


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
