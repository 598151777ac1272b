"""Hold what one action needs, and make its calls, knowing of each whether it may have been carried out."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from rma_adaptor.actions.forms import Blank, Filled
from rma_adaptor.actions.outcomes import Outcome
from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicDown, ReturnLogicError, ReturnLogicNotConnected, ReturnLogicRateLimited
from rma_adaptor.fetching import fetch_rows
from rma_adaptor.returnlogic import Answer, Asker, Rma
from rma_adaptor.rows.readings import Reading
from rma_adaptor.services import Services
from rma_adaptor.telemetry import ActionRecord
from rma_adaptor.tenants import Tenant
from rma_adaptor.tickets import Ticket

_NEVER_DONE = (ReturnLogicDown, ReturnLogicNotConnected, ReturnLogicRateLimited)
"""What is answered instead of doing anything: maintenance, no line, too many calls (RL-ERR-1, documented)."""

Wish = Mapping[str, Any]
"""What an agent has filled in, by attr, once it was read."""


class OutcomeUnknown(Exception):
    """Say that a call left and that nobody knows what it did; `failure` is why."""

    def __init__(self, failure: ReturnLogicError) -> None:
        super().__init__(str(failure))
        self.failure = failure


@dataclass(frozen=True)
class Doing:
    """Hold what one action needs besides what was filled in; `agent` is Gladly's id of whoever runs it, or empty."""

    services: Services
    tenant: Tenant
    budget: Budget
    record: ActionRecord
    ticket: Ticket
    agent: str = ""
    trace: str = ""

    async def get(self, path: str, **params: str) -> Answer:
        """Read something.

        Raises:
            ReturnLogicError: No usable answer.
        """
        with self.asker([]) as asker:
            answer = await asker.ask("GET", path, params=params or None)
        answer.raise_for_status()
        return answer

    async def rmas(self) -> tuple[Rma, ...]:
        """Read the shopper's RMAs, newest first.

        Raises:
            ReturnLogicError: No usable answer.
        """
        return (await self._read(self.tenant, self.budget)).rows

    async def rma(self) -> Rma | None:
        """Return the RMA that it is about as the profile would show it now, which mostly takes no call.

        Raises:
            ReturnLogicError: No usable answer, and nothing is kept.
        """
        reading = await self.services.read_model.read(
            self.tenant.name,
            self.ticket.email,
            max_age_s=self.tenant.max_age_s,
            fetch=self._fetch,
            budget=self.budget,
        )
        return next((rma for rma in reading.rows if rma.id == self.ticket.rma_id), None)

    async def _fetch(self, *, is_background: bool) -> Reading:
        # A lookup may wait, too: so a budget of its own, and the tenant as it is now.
        tenant = self.services.tenants.get(self.tenant.name)
        return await self._read(tenant, Budget.of(self.services.settings.budget_s), is_background=is_background)

    async def _read(self, tenant: Tenant, budget: Budget, *, is_background: bool = False) -> Reading:
        reading, _ = await fetch_rows(
            self.services,
            tenant,
            self.ticket.email,
            budget=budget,
            on_call=self.record.count_call,
            trace=self.trace,
            is_background=is_background,
        )
        return reading

    async def change(self, path: str, body: object = None) -> Answer:
        """Change something, once; a 429 changed nothing, so it is asked for again as usual.

        Returns:
            The answer, whatever its status below 500.

        Raises:
            OutcomeUnknown: It may have been done: no answer came, or one that says nothing.
            ReturnLogicError: It was not done.
        """
        left: list[bool] = []
        try:
            with self.asker(left) as asker:
                return await asker.ask("POST", path, json=body)
        except ReturnLogicError as error:
            if left and not isinstance(error, _NEVER_DONE):
                raise OutcomeUnknown(error) from None
            raise

    @contextmanager
    def asker(self, left: list[bool]) -> Iterator[Asker]:
        """Lend what makes calls; `left` gets an entry for each that leaves."""

        def note_call() -> None:
            left.append(True)
            self.record.count_call()

        team = self.services.team_of(self.tenant)
        watch = self.services.call_watch(self.tenant.name, note_call)
        with self.services.client.asker(team, self.budget, watch, self.trace) as asker:
            yield asker


class Action(Protocol):
    """Something that an agent may do."""

    @property
    def name(self) -> str:
        """Name it in addresses, in the log and in figures."""
        ...

    @property
    def label(self) -> str:
        """Name it on its button."""
        ...

    async def form(self, doing: Doing) -> Blank:
        """Return what is asked for.

        Raises:
            ReturnLogicError: What may be chosen could not be read.
        """
        ...

    def read(self, filled: Filled) -> Wish:
        """Return what was filled in.

        Raises:
            FieldsRefused: Something is missing or wrong.
        """
        ...

    async def act(self, doing: Doing, wish: Wish) -> Outcome:
        """Do it, once.

        Raises:
            FieldsRefused: ReturnLogic, or what was read of it, says that something is wrong.
            OutcomeUnknown: Nobody knows whether it was done.
            ReturnLogicError: It was not done.
        """
        ...

    async def look(self, doing: Doing, wish: Wish) -> Outcome | None:
        """Find out whether it was done by an earlier try of the same form; None when it was not.

        Raises:
            ReturnLogicError: That could not be read.
        """
        ...
