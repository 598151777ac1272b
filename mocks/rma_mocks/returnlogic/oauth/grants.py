"""What a team has granted to apps: credentials, which no snapshot and no reset brings back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from rma_mocks.core.agenda import Event
from rma_mocks.core.clock import stamp
from rma_mocks.returnlogic.oauth.apps import Installation, PublicApp
from rma_mocks.returnlogic.rate_limit import RateWindows

if TYPE_CHECKING:
    from rma_mocks.core.world import World

TOKEN_LIFETIME_S = 3600


class Grants:
    """The apps that a team may install, and those that it has installed, by client id.

    `token_lifetime_s` is how long a new bearer token lives, in seconds of the world's clock (assumed; RL-OAUTH-4).
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._windows: dict[str, RateWindows] = {}
        self.apps: dict[str, PublicApp] = {}
        self.installations: dict[str, Installation] = {}
        self.token_lifetime_s = TOKEN_LIFETIME_S
        world.agenda.add_source(self._expiries)

    def of_token(self, bearer_token: str) -> Installation | None:
        """Return the installation whose bearer token this is, expired or not."""
        rows = self.installations.values()
        return next((row for row in rows if row.tokens and row.tokens.bearer_token == bearer_token), None)

    def why_not(self, bearer_token: str) -> str | None:
        """Say in a sentence why a bearer token of this team opens nothing; None when it does, or is none."""
        found = self.of_token(bearer_token)
        if found is None or found.tokens is None or found.tokens.expires_at > self._world.clock.now():
            return None
        name, at = self.apps[found.client_id].name, stamp(found.tokens.expires_at)
        return f"the bearer token of the app {name} expired at {at}; its refresh token brings another"

    def windows_of(self, bearer_token: str, like: RateWindows) -> RateWindows:
        """Return a bearer token's own rate windows, with the same limits as others (documented; RL-LIMIT-1)."""
        if bearer_token not in self._windows:
            self._windows = {token: row for token, row in self._windows.items() if self.of_token(token)}
            self._windows[bearer_token] = like.emptied()
        return self._windows[bearer_token]

    def empty_windows(self) -> None:
        """Forget what was counted."""
        self._windows.clear()

    def lifetime(self) -> timedelta:
        """Return how long a new bearer token lives."""
        return timedelta(seconds=self.token_lifetime_s)

    def _expiries(self) -> Iterator[Event]:
        for row in self.installations.values():
            if row.tokens is not None:
                yield Event(
                    row.tokens.expires_at, f"the bearer token of the app {self.apps[row.client_id].name} expires"
                )
