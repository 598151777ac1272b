"""Renew a team's tokens: once, for all lookups and all processes that wait, and stored before they are used."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AccessNotRenewed,
    GrantRefused,
    ReturnLogicError,
    ReturnLogicRateLimited,
    ReturnLogicUnreachable,
    StoreUnavailable,
)
from rma_adaptor.installation_store import InstallationStore
from rma_adaptor.returnlogic import TokenEndpoint
from rma_adaptor.telemetry import LOG
from rma_adaptor.tokens import Installation, TokenSet

_PAUSE = timedelta(minutes=1)
"""Between attempts that ReturnLogic refuses for a reason of ours: few enough calls, and whoever has put the reason
right need not wait long, nor at all after a restart."""

_LOOK_AGAIN_S = 0.1
_STORE_AGAIN_S = 0.2
_CLAIM_BEYOND_S = 5.0
"""How much longer than the call a claim holds: until then its owner has stored what came, or is gone."""


class Renewals:
    """Renew tokens, one renewal of a team at a time.

    Args:
        store: What all processes agree on.
        endpoint: None when our app is not configured.
        budget_s: Seconds in which a renewal is answered, whoever waits for it.
        remember: Is given what the store holds of a team now, and returns it if it can be used.

    Contract: RL-OAUTH-3 and RL-OAUTH-4 (assumed): a refresh token may be over once it was used, so nothing is asked
    twice, and only a refusal ends an installation; no expiry is relied on.
    """

    def __init__(
        self,
        store: InstallationStore,
        endpoint: TokenEndpoint | None,
        *,
        clock: Callable[[], datetime],
        budget_s: float,
        remember: Callable[[str, Installation | None], Installation],
    ) -> None:
        self._store = store
        self._endpoint = endpoint
        self._clock = clock
        self._budget_s = budget_s
        self._remember = remember
        self._flights: dict[str, asyncio.Task[Installation]] = {}
        self._paused_until: dict[str, datetime] = {}

    async def aclose(self) -> None:
        """Let renewals end, so that no new token is lost; they end within their budget."""
        if self._flights:
            _, late = await asyncio.wait(self._flights.values(), timeout=self._budget_s)
            for flight in late:
                flight.cancel()

    def pause(self, team_id: str) -> None:
        """Renew nothing of a team for a while."""
        self._paused_until[team_id] = self._clock() + _PAUSE

    def resume(self, team_id: str) -> None:
        """Try again at once: something has changed."""
        self._paused_until.pop(team_id, None)

    async def renewed(self, team_id: str, refused: SecretStr, budget: Budget) -> Installation:
        """Return a team's installation with another bearer token than the one that was refused.

        All who ask share one renewal, which goes on when they give up: its answer must not be lost.

        Raises:
            ReturnLogicError: There is no other token to be had now.
        """
        while True:
            flight = self._flights.get(team_id) or self._start(team_id, refused)
            await asyncio.wait({flight}, timeout=budget.left_s())
            if not flight.done() or flight.cancelled():
                raise ReturnLogicUnreachable("the token was not renewed within the budget")
            # One that somebody else began may bring just the token that was refused here.
            if (found := flight.result()).tokens.bearer_token != refused:
                return found

    def _start(self, team_id: str, refused: SecretStr) -> asyncio.Task[Installation]:
        flight = self._flights[team_id] = asyncio.create_task(self._renew(team_id, refused))
        flight.add_done_callback(lambda done: self._landed(team_id, done))
        return flight

    def _landed(self, team_id: str, flight: asyncio.Task[Installation]) -> None:
        del self._flights[team_id]
        if not flight.cancelled():
            flight.exception()  # everybody may have given up; asyncio warns of errors that nobody looked at

    async def _renew(self, team_id: str, refused: SecretStr) -> Installation:
        budget = Budget.of(self._budget_s)
        try:
            while (found := self._remember(team_id, await self._store.read(team_id))).tokens.bearer_token == refused:
                endpoint = self._allowed(team_id)
                if await self._claimed(found):
                    return await self._asked(endpoint, found, budget)
                if budget.left_s() < _LOOK_AGAIN_S:
                    raise AccessNotRenewed("another process has not ended renewing the token")
                await asyncio.sleep(_LOOK_AGAIN_S)
        except StoreUnavailable:
            raise AccessNotRenewed("the adaptor's own database does not answer") from None
        else:
            return found  # it was renewed meanwhile, here or in another process

    def _allowed(self, team_id: str) -> TokenEndpoint:
        if self._endpoint is None:
            raise AccessNotRenewed("app_client_id and app_client_secret are not set")
        if team_id in self._paused_until and self._clock() < self._paused_until[team_id]:
            raise AccessNotRenewed("ReturnLogic refused less than a minute ago; the log says what")
        return self._endpoint

    async def _claimed(self, found: Installation) -> bool:
        """Keep other processes from asking, which also shows that what comes can be stored."""
        now = self._clock().timestamp()
        return await self._store.claim(found, now=now, until=now + self._budget_s + _CLAIM_BEYOND_S)

    async def _asked(self, endpoint: TokenEndpoint, before: Installation, budget: Budget) -> Installation:
        try:
            tokens = await endpoint.refresh(before.tokens.refresh_token, budget=budget)
        except GrantRefused as refusal:
            return await self._ended(before, str(refusal))
        except ReturnLogicError as failure:
            if not (failure.is_outage or isinstance(failure, ReturnLogicRateLimited)):
                self.pause(before.team_id)
            LOG.warning("token not renewed", team=before.team_id, cause=failure.code, detail=str(failure))
            await self._store.release(before)
            raise
        return await self._stored(before, tokens)

    async def _ended(self, before: Installation, refusal: str) -> Installation:
        at = self._clock()
        if await self._store.end(before, at=at):
            LOG.warning("installation over", team=before.team_id, detail=refusal)
            return self._remember(before.team_id, replace(before, over_since=at))
        # It was renewed, installed anew or removed while we asked.
        return self._remember(before.team_id, await self._store.read(before.team_id))

    async def _stored(self, before: Installation, tokens: TokenSet) -> Installation:
        """Store new tokens, however long that takes: the ones before may be over, and nobody else has these."""
        while True:
            try:
                renewed = await self._store.renew(before, tokens, at=self._clock())
                break
            except StoreUnavailable:
                # Lookups go on with them; what a kill would lose now cannot be helped.
                self._remember(before.team_id, replace(before, tokens=tokens))
                await asyncio.sleep(_STORE_AGAIN_S)
        if renewed is None:  # installed anew or removed meanwhile
            return self._remember(before.team_id, await self._store.read(before.team_id))
        LOG.info("token renewed", team=before.team_id)
        return self._remember(before.team_id, renewed)
