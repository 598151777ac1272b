"""A team's webhooks: who is registered, and what is on its way to them, on the world's clock."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from rma_mocks.core.agenda import Event, Happening
from rma_mocks.core.entities import Rma
from rma_mocks.core.world import Part
from rma_mocks.returnlogic.formatters import moment_json, rma_json
from rma_mocks.returnlogic.webhooks.chaos import fault_of, played
from rma_mocks.returnlogic.webhooks.rows import Attempt, Delivery, HookSettings, HooksState, Webhook, new_event_id
from rma_mocks.returnlogic.webhooks.sending import tried

if TYPE_CHECKING:
    from rma_mocks.returnlogic.entities import Team

_MOST_OVER = 100
"""A team keeps as many deliveries that are over, for people to look at; what is pending is kept whole."""


class Hooks:
    """Everything about the webhooks of one team.

    Deliveries to one address go out one after the other; a failed one is tried again later and holds no other up.
    `client` makes the calls; nothing is sent before it is there.
    """

    def __init__(self, team: "Team") -> None:
        self._team = team
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._lines: dict[str, asyncio.Lock] = {}
        self.client: httpx.AsyncClient | None = None
        self.settings = HookSettings()
        self.registered: dict[str, Webhook] = {}
        self.deliveries: dict[str, Delivery] = {}
        team.listeners.append(self.told)
        team.world.agenda.add_source(self._due)

    def register(self, webhook: Webhook) -> None:
        """Send a topic to an address from now on."""
        self.registered[webhook.id] = webhook
        self._team.world.changed(Part.SETTINGS)

    def forget(self, webhook_id: str) -> bool:
        """Send no more to a webhook, not even what is on its way; say whether there was one."""
        if self.registered.pop(webhook_id, None) is None:
            return False
        for row in [row for row in self.deliveries.values() if row.webhook == webhook_id and row.is_pending]:
            self._keep(replace(row, outcome="given up", body=""))
        self._team.world.changed(Part.SETTINGS)
        return True

    def forget_app(self, client_id: str) -> None:
        """Send no more to what an app has registered, because it was uninstalled."""
        for webhook in [row for row in self.registered.values() if row.client_id == client_id]:
            self.forget(webhook.id)

    def told(self, topic: str, rma: Rma, earlier: Rma | None) -> None:
        """Put an event on its way to every webhook of its topic. Contract: near real time (documented; RL-HOOK-1)."""
        for webhook in [row for row in self.registered.values() if row.topic == topic]:
            fault = fault_of(self._team.world, topic)
            shown = earlier if fault is not None and fault.kind == "stale" and earlier is not None else rma
            for delivery in played(self._delivery(webhook, rma, shown), fault):
                self._keep(delivery)
                if delivery.is_pending and delivery.due_at <= self._team.world.clock.now():
                    self._start(delivery.id)

    def state(self) -> HooksState:
        """Return how things stand; what is being sent counts as still to be sent."""
        return HooksState(self.settings, tuple(self.registered.values()), tuple(self.deliveries.values()))

    def enter(self, state: HooksState) -> None:
        """Go on from a state; what is being sent is given up."""
        self.close()
        self.settings = state.settings
        self.registered = {row.id: row for row in state.registered}
        self.deliveries = {row.id: row for row in state.deliveries}

    def close(self) -> None:
        """Give up what is being sent, because the world is closed or another one by now."""
        for delivery_id, task in self._sending.items():
            task.cancel()
            self._team.world.under_way.end(("webhook", delivery_id))
        self._sending, self._lines = {}, {}

    def _delivery(self, webhook: Webhook, rma: Rma, shown: Rma) -> Delivery:
        """Return a delivery of what happened to an RMA. Contract: its body is assumed (RL-HOOK-3)."""
        team, event, now = self._team, new_event_id(), self._team.world.clock.now()
        body = {
            "id": event,
            "topic": webhook.topic,
            "teamId": team.team_id,
            "occurredAt": moment_json(now, team.variants),
            "data": rma_json(shown, team),
        }
        return Delivery(
            id=f"{event}-{webhook.id}",
            event=event,
            webhook=webhook.id,
            address=webhook.address,
            topic=webhook.topic,
            rma_id=rma.id,
            occurred_at=now,
            body=json.dumps(body, separators=(",", ":")),
            due_at=now,
        )

    def _due(self) -> Iterator[Event]:
        """Tell what is to be sent when; the agenda only starts it, since nothing there can wait for an answer."""
        if self.client is None:
            return
        for row in self.deliveries.values():
            if row.is_pending and row.id not in self._sending:
                yield Event(row.due_at, f"webhook {row.event} is sent", self._starting(row.id))

    def _starting(self, delivery_id: str) -> Happening:
        return lambda _now: self._start(delivery_id)

    def _start(self, delivery_id: str) -> None:
        if self.client is None or delivery_id in self._sending:
            return
        address = self.deliveries[delivery_id].address
        self._team.world.under_way.begin(("webhook", delivery_id))
        sending = self._send(self.client, delivery_id, address)
        self._sending[delivery_id] = asyncio.get_running_loop().create_task(sending)

    async def _send(self, client: httpx.AsyncClient, delivery_id: str, address: str) -> None:
        """Try a delivery once, after those that began before it; what became of it is then worked out at once."""
        async with self._lines.setdefault(address, asyncio.Lock()):
            attempt = await self._tried(client, delivery_id)
        # Nothing awaits from here on, and `close` cancels whoever still does: the state is the one it began in.
        del self._sending[delivery_id]
        row = self.deliveries.get(delivery_id)
        if attempt is not None and row is not None and row.is_pending:
            self._keep(self._after(row, attempt))
        self._let_go(address, but=delivery_id)
        self._team.world.under_way.end(("webhook", delivery_id))

    async def _tried(self, client: httpx.AsyncClient, delivery_id: str) -> Attempt | None:
        """Try a delivery, unless its webhook was taken away while it stood in line."""
        row = self.deliveries.get(delivery_id)
        webhook = self.registered.get(row.webhook) if row is not None and row.is_pending else None
        return await tried(client, self._team.world, webhook, row) if row is not None and webhook is not None else None

    def _after(self, row: Delivery, attempt: Attempt) -> Delivery:
        """Return a delivery after a try. Contract: five more, at growing distances (assumed; RL-HOOK-4)."""
        done = replace(row, attempts=(*row.attempts, attempt), is_held=False)
        if attempt.is_success:
            return replace(done, outcome="delivered", body="")
        waits = self.settings.retry_after_s
        if len(done.attempts) > len(waits):
            return replace(done, outcome="given up", body="")
        wait = timedelta(seconds=waits[len(done.attempts) - 1])
        # Counted from when this try was due: of a clock that was moved far, every try on the way is made.
        return replace(done, due_at=row.due_at + wait)

    def _let_go(self, address: str, *, but: str) -> None:
        """Send what was held back until something else went out to the same address."""
        for row in [*self.deliveries.values()]:
            if row.address == address and row.is_held and row.is_pending and row.id != but:
                self._keep(replace(row, is_held=False, due_at=self._team.world.clock.now()))
                self._start(row.id)

    def _keep(self, row: Delivery) -> None:
        self.deliveries[row.id] = row
        over = [key for key, other in self.deliveries.items() if not other.is_pending]
        for key in over[:-_MOST_OVER]:
            del self.deliveries[key]
        self._team.world.changed(Part.SETTINGS)
