"""Take a retailer's installation of our app: change its code into tokens and keep these, if they may be that team's.

ReturnLogic's redirect has no `state`, and the exchange does not say whose code it was: anybody may send anything here,
also a code of his own team with another one's id. So there are few exchanges, one after the other, and an installation
that still works is never replaced.
"""

import asyncio
import hashlib
from collections import OrderedDict
from typing import Literal

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AccessNotRenewed,
    AdaptorError,
    GrantRefused,
    InstallationOver,
    NotInstalled,
    ReturnLogicError,
    ReturnLogicRateLimited,
    StoreUnavailable,
)
from rma_adaptor.installations import Installations
from rma_adaptor.returnlogic import TokenEndpoint
from rma_adaptor.returnlogic.limiter import Limiter
from rma_adaptor.telemetry import LOG

Outcome = Literal[
    "installed", "kept", "busy", "code_refused", "app_refused", "outage", "not_stored", "malformed", "unconfigured"
]

_OUTCOMES: dict[type[AdaptorError], Outcome] = {
    GrantRefused: "code_refused",
    AccessNotRenewed: "app_refused",
    ReturnLogicError: "outage",
    StoreUnavailable: "not_stored",
}

_PER_MINUTE = 20
"""Far more than there are retailers who install an app, and a sixth of what ReturnLogic allows a key."""

_FINAL = {"installed", "kept", "code_refused"}
"""Outcomes after which the code is over; after any other a page that is loaded again may fare better."""

_MOST_AT_ONCE = 5
_REMEMBERED = 200


class Installer:
    """Take installations, one at a time; a page that is loaded again gets the answer that it got before.

    Args:
        endpoint: None when our app is not configured; then nothing is taken.
        budget_s: Seconds in which a browser is answered.

    Contract: RL-OAUTH-1, the redirect brings `code` and `teamId` (documented), and no state (assumed).
    """

    def __init__(self, installations: Installations, endpoint: TokenEndpoint | None, *, budget_s: float) -> None:
        self._installations = installations
        self._endpoint = endpoint
        self._budget_s = budget_s
        self._limiter = Limiter(per_second=_PER_MINUTE, per_minute=_PER_MINUTE)
        self._one_at_a_time = asyncio.Lock()
        self._at_once = 0
        self._answered: OrderedDict[bytes, Outcome] = OrderedDict()

    async def take(self, code: str, team_id: str) -> Outcome:
        """Change a code into tokens, keep them as the team's, and say what came of it.

        Args:
            code: Of the right shape.
            team_id: Of the right shape, in lower case.
        """
        if self._endpoint is None:
            return "unconfigured"
        if self._at_once >= _MOST_AT_ONCE:
            return "busy"
        self._at_once += 1
        try:
            async with self._one_at_a_time:
                return await self._taken_once(self._endpoint, code, team_id)
        finally:
            self._at_once -= 1

    async def _taken_once(self, endpoint: TokenEndpoint, code: str, team_id: str) -> Outcome:
        asked = hashlib.sha256(f"{team_id} {code}".encode()).digest()
        if (known := self._answered.get(asked)) is not None:
            return known
        outcome = await self._taken(endpoint, code, team_id)
        if outcome in _FINAL:
            self._answered[asked] = outcome
            if len(self._answered) > _REMEMBERED:
                self._answered.popitem(last=False)
        LOG.info("app install", team=team_id, outcome=outcome)
        return outcome

    async def _taken(self, endpoint: TokenEndpoint, code: str, team_id: str) -> Outcome:
        budget = Budget.of(self._budget_s)
        try:
            await self._limiter.turn(budget)
        except ReturnLogicRateLimited:
            return "busy"
        try:
            tokens = await endpoint.exchange(code, budget=budget)
            if await self._works_already(team_id, budget):
                return "kept"
            await self._installations.put(team_id, tokens)
        except (GrantRefused, ReturnLogicError, StoreUnavailable) as failure:
            return next(outcome for kind, outcome in _OUTCOMES.items() if isinstance(failure, kind))
        return "installed"

    async def _works_already(self, team_id: str, budget: Budget) -> bool:
        """Tell whether what the team has given before still opens ReturnLogic, which only a renewal shows for sure.

        A new installation of the same team ends the one before (assumed; RL-OAUTH-4). Where it does not, the one
        before goes on working, so nothing is lost by keeping it.
        """
        try:
            self._installations.resume(team_id)
            found = await self._installations.current(team_id)
            await self._installations.renewed(team_id, found.tokens.bearer_token, budget)
        except (NotInstalled, InstallationOver):
            return False
        except AccessNotRenewed:  # our own database, since ReturnLogic has just taken the app's secret
            raise StoreUnavailable from None
        return True
