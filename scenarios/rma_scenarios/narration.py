"""Tell a case while it is played: each step, what the services said to each other, what was looked at."""

from collections.abc import Sequence

from rma_scenarios.chapters import step_checks
from rma_scenarios.console import Console
from rma_scenarios.engine.judging import ledger_rows
from rma_scenarios.engine.result import Result
from rma_scenarios.flow import Arrow, record_flow
from rma_scenarios.verbs.play import Play


class Narration:
    """Tell one case on a console."""

    def __init__(self, console: Console, play: Play) -> None:
        self._console = console
        self._play = play
        self._told_until = 0

    async def step_begins(self, result: Result, number: int) -> None:
        """Say what is about to happen."""
        self._console.step_begins(result.steps[number].sentence)

    async def step_ended(self, result: Result, number: int) -> None:
        """Say how it went, and what was looked at."""
        step = result.steps[number]
        if step.outcome == "passed" or (result.failure and result.failure.differences):
            self._console.step_ends(step.sentence, step.duration_ms, await self._talk())
        else:
            self._console.step_fails(step.sentence)
        for check in step_checks(result, number):
            self._console.checked(check)

    async def _talk(self) -> Sequence[Arrow]:
        """Return what the services said to each other since the step before."""
        fresh = await ledger_rows(self._play, since=self._told_until, raw_since=self._play.raw_since)
        # Calls that no mock saw carry numbers below 0, which the journal would refuse.
        self._told_until = max([self._told_until, *(int(row.get("seq", 0)) for row in fresh)])
        flow = record_flow(fresh, [], title="", question="")
        services = {exchange.seq for exchange in flow.exchanges if not exchange.is_by_person}
        return [arrow for arrow in flow.arrows if arrow.exchange in services]
