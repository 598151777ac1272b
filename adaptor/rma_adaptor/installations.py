"""Let calls in with what teams have given our app."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import AccessNotRenewed, InstallationOver, NotInstalled, StoreUnavailable
from rma_adaptor.installation_store import InstallationStore
from rma_adaptor.renewing import Renewals
from rma_adaptor.returnlogic import TokenEndpoint
from rma_adaptor.telemetry import LOG
from rma_adaptor.tokens import Installation, TokenSet


class Installations:
    """Know every team's tokens: the store is what all processes agree on, memory what this one saw last.

    Args:
        store: Outlives the process.
        endpoint: Renews tokens; None when our app is not configured, and then tokens last until they are over.
        clock: The time of day.
        budget_s: Seconds in which a renewal is answered, whoever waits for it.
    """

    def __init__(
        self,
        store: InstallationStore,
        endpoint: TokenEndpoint | None,
        *,
        clock: Callable[[], datetime],
        budget_s: float,
    ) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[str, Installation] = {}
        self._renewals = Renewals(store, endpoint, clock=clock, budget_s=budget_s, remember=self._usable)

    def __iter__(self) -> Iterator[Installation]:
        return iter(self._known.values())

    async def load(self) -> None:
        """Read them all, once the database is open.

        Raises:
            ConfigurationError: The encryption keys do not fit.
        """
        self._known = {found.team_id: found for found in await self._store.load()}

    async def aclose(self) -> None:
        """Let renewals end; the database must still be open."""
        await self._renewals.aclose()

    def access(self, team_id: str) -> "TeamAccess":
        """Return what lets calls of a team in."""
        return TeamAccess(self, team_id)

    async def current(self, team_id: str) -> Installation:
        """Return a team's installation; one that is missing or over may have come anew, so then the store is asked.

        Raises:
            NotInstalled: There is none.
            InstallationOver: It can no longer be renewed.
            AccessNotRenewed: Our own database does not answer.
        """
        known = self._known.get(team_id)
        if known is not None and known.over_since is None:
            return known
        try:
            return self._usable(team_id, await self._store.read(team_id))
        except StoreUnavailable:
            raise AccessNotRenewed("the adaptor's own database does not answer") from None

    async def renewed(self, team_id: str, refused: SecretStr, budget: Budget) -> Installation:
        """Return a team's installation with another bearer token than the one that was refused; see `Renewals`."""
        return await self._renewals.renewed(team_id, refused, budget)

    def pause(self, team_id: str) -> None:
        """Renew nothing of a team for a while."""
        self._renewals.pause(team_id)

    def resume(self, team_id: str) -> None:
        """Renew again at once, if need be."""
        self._renewals.resume(team_id)

    async def put(self, team_id: str, tokens: TokenSet) -> Installation:
        """Store what a team has given just now.

        Raises:
            StoreUnavailable: The database does not answer; nothing was stored.
        """
        made = await self._store.put(team_id, tokens, at=self._clock())
        self._known[team_id] = made
        self.resume(team_id)
        return made

    async def remove(self, team_id: str) -> bool:
        """Erase a team's tokens, and say whether there were any.

        Raises:
            StoreUnavailable: The database does not answer; nothing was erased.
        """
        was_there = await self._store.remove(team_id)
        self._known.pop(team_id, None)
        return was_there

    async def all(self) -> tuple[Installation, ...]:
        """Return every installation as the database has it, by team; that is what this process knows from then on.

        Raises:
            StoreUnavailable: It does not answer.
        """
        found = await self._store.all()
        self._known = {one.team_id: one for one in found}
        return found

    async def find(self, team_id: str) -> Installation | None:
        """Return one installation as the database has it.

        Raises:
            StoreUnavailable: It does not answer.
        """
        return await self._store.read(team_id)

    def _usable(self, team_id: str, found: Installation | None) -> Installation:
        """Remember what the database holds, and return it unless it lets nobody in."""
        if found is None:
            self._known.pop(team_id, None)
            raise NotInstalled(f"team {team_id} has not installed the app")
        self._known[team_id] = found
        if found.over_since is not None:
            raise InstallationOver(f"ReturnLogic has refused to renew the tokens of team {team_id}")
        return found


@dataclass(frozen=True)
class TeamAccess:
    """Let a team's calls in with the tokens of its installation."""

    installations: Installations
    team_id: str

    @property
    def line(self) -> str:
        """Name the team, so that a renewed token finds the turns that the one before has used.

        Contract: RL-LIMIT-1 (documented) counts by key; that a team's tokens are counted together is our caution.
        """
        return f"team {self.team_id}"  # no key has a blank in it

    async def token(self) -> SecretStr:
        """Return the bearer token."""
        return (await self.installations.current(self.team_id)).tokens.bearer_token

    async def renewed(self, refused: SecretStr, budget: Budget) -> SecretStr:
        """Return the next bearer token."""
        return (await self.installations.renewed(self.team_id, refused, budget)).tokens.bearer_token

    def refused_anew(self) -> None:
        """Renew nothing for a while: it would not help."""
        LOG.warning("a token that was renewed just now is refused", team=self.team_id)
        self.installations.pause(self.team_id)
