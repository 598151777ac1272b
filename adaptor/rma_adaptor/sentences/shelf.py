"""Keep for a while what ReturnLogic says of products; it is learnt in the background, and no lookup waits for it."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.returnlogic import Asker, ProductFacts, Team, product_codes, product_facts
from rma_adaptor.telemetry import log_unexpected

MAX_AGE = timedelta(minutes=5)
"""Stock older than that is not told."""

_REST = timedelta(minutes=1)
"""So long nothing more is asked of a team after a call that failed: it may not know these calls at all."""

_MOST_TEAMS = 100
_MOST_PRODUCTS = 500
"""Of each team."""

Ask = Callable[[], AbstractContextManager[Asker]]


@dataclass
class _Team:
    """What is known of one team's products; a product of which nothing can be known has None."""

    codes: Mapping[str, str] = field(default_factory=dict)
    codes_of: datetime | None = None
    facts: OrderedDict[str, tuple[datetime, ProductFacts | None]] = field(default_factory=OrderedDict)
    rests_until: datetime | None = None
    learning: asyncio.Task[None] | None = None


class Shelf:
    """Remember products per team, in memory; bounded, what was learnt longest ago goes first.

    Contract: RL-API-1, products can be asked for (assumed), so only tenants with `assumed_api` come here.
    """

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._teams: OrderedDict[Team, _Team] = OrderedDict()
        self._running: set[asyncio.Task[None]] = set()

    def known(self, team: Team, products: Iterable[str]) -> Mapping[str, ProductFacts]:
        """Return what is known now, by product in lower case; what is not, or too old, is left out."""
        found = self._teams.get(team)
        if found is None:
            return {}
        kept = ((product, found.facts.get(product)) for product in products)
        return {product: one[1] for product, one in kept if one and one[1] and self._is_young(one[0])}

    def learn(self, team: Team, products: Iterable[str], ask: Ask) -> None:
        """Begin to find out what is not known of products, unless that is under way or has just failed.

        Args:
            products: In lower case.
            ask: Makes the calls, in the background lane; used for one product.
        """
        found = self._team(team)
        is_resting = found.rests_until is not None and self._clock() < found.rests_until
        missing = [one for one in products if one not in found.facts or not self._is_young(found.facts[one][0])]
        if not missing or is_resting or (found.learning and not found.learning.done()):
            return
        found.learning = asyncio.create_task(self._learn(found, missing, ask))
        self._running.add(found.learning)
        found.learning.add_done_callback(self._end)

    def forget(self, team: Team) -> None:
        """Drop what is known of a team's products, and stop learning it."""
        found = self._teams.pop(team, None)
        if found and found.learning:
            found.learning.cancel()

    async def aclose(self) -> None:
        """Stop everything and wait for its end."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log_unexpected(error, trace="-")

    def _team(self, team: Team) -> _Team:
        found = self._teams.setdefault(team, _Team())
        self._teams.move_to_end(team)
        if len(self._teams) > _MOST_TEAMS:
            self.forget(next(iter(self._teams)))
        return found

    async def _learn(self, team: _Team, products: Iterable[str], ask: Ask) -> None:
        try:
            if team.codes_of is None or not self._is_young(team.codes_of):
                with ask() as asker:
                    team.codes, team.codes_of = await product_codes(asker), self._clock()
            for product in products:
                await self._learn_one(team, product, ask)
        except ReturnLogicError:
            # One failure at a time: several in a row would make the line's breaker hold back lookups.
            team.rests_until = self._clock() + _REST

    async def _learn_one(self, team: _Team, product: str, ask: Ask) -> None:
        facts, asked_at = None, self._clock()
        if code := team.codes.get(product):
            with ask() as asker:
                facts = await product_facts(asker, code)
        team.facts[product] = (asked_at, facts)
        team.facts.move_to_end(product)
        if len(team.facts) > _MOST_PRODUCTS:
            team.facts.popitem(last=False)

    def _is_young(self, moment: datetime) -> bool:
        return timedelta(0) <= self._clock() - moment < MAX_AGE
