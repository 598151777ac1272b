"""One played flow, and the ways to look at it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rma_notebooks.plan import Plan
from rma_notebooks.showing import show
from rma_notebooks.steady import is_steady
from rma_notebooks.views.card import Card
from rma_notebooks.views.exchanges import Exchanges
from rma_notebooks.views.openings import Openings
from rma_notebooks.views.picture import Picture
from rma_notebooks.views.timeline import Timeline
from rma_notebooks.views.verdict import Verdict
from rma_scenarios.engine.result import Result
from rma_scenarios.flow import Flow, flow_data, record_flow


@dataclass(frozen=True)
class Story:
    """One played flow.

    `plan` is what was to be played, `result` what the engine gave.
    """

    plan: Plan
    result: Result

    @cached_property
    def recorded(self) -> Flow:
        """Return the flow; its times are made steady where outputs are compared."""
        sentence = self.result.case.scenario.scenario
        flow = record_flow(self.result.journal, self.result.rounds, title=sentence, question=sentence)
        return flow.normalised() if is_steady() else flow

    @property
    def flow(self) -> Picture:
        """Show who asked whom."""
        return Picture(self.recorded)

    @property
    def verdict(self) -> Verdict:
        """Show what Gladly decided last, and why."""
        return Verdict.of(self.recorded, self.problem)

    @property
    def card(self) -> Card:
        """Show the customer profile as the agent saw it at the end."""
        return Card(self.result.card, self.result.desk_url)

    @property
    def openings(self) -> Openings:
        """Show what the agent read each time the customer profile was opened."""
        return Openings(self.recorded, self.problem)

    @property
    def timeline(self) -> Timeline:
        """Show when each call was made, how long it took, and how much of Gladly's five seconds that is."""
        return Timeline(self.recorded)

    @property
    def exchanges(self) -> Exchanges:
        """Show the raw exchanges, folded, secrets masked."""
        return Exchanges(self.recorded)

    @property
    def problem(self) -> str | None:
        """Say why the story stopped before its end; None when it did not."""
        return self.result.failure.sentence if self.result.failure else None

    @property
    def linked(self) -> bool:
        """Say whether the customer profile ended up linked."""
        return bool((self.result.card or {}).get("is_linked"))

    @property
    def attributes(self) -> dict[str, str]:
        """Return the custom attributes of the customer profile that are not empty."""
        rows = (self.result.card or {}).get("attributes") or []
        return {row["name"]: row["value"] for row in rows if row["value"]}

    @property
    def inbox(self) -> str | None:
        """Return the inbox that Gladly's rules sent the conversation to; None when there is no conversation."""
        return self.result.inbox

    @property
    def calls(self) -> int:
        """Count the calls to ReturnLogic."""
        ends = [(exchange.source, exchange.target) for exchange in self.recorded.exchanges]
        return ends.count(("adaptor", "returnlogic"))

    @property
    def data(self) -> dict[str, Any]:
        """Return the flow as plain data."""
        return flow_data(self.recorded)

    @property
    def scenario(self) -> str:
        """Return the story as a scenario file begins; expectations are yours to add."""
        return self.result.case.text

    def _ipython_display_(self) -> None:
        show(self.verdict, self.card, self.flow)
