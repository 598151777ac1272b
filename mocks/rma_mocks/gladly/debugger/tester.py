"""Play Gladly's two workflows against an app for real, in a copy of the organisation."""

from dataclasses import dataclass, field
from datetime import datetime

import httpx

from rma_mocks.gladly.debugger.scratch import Customer, as_if_new, find_customer, scratch_of
from rma_mocks.gladly.debugger.stored import Change
from rma_mocks.gladly.debugger.wire import Wire, Wiretap
from rma_mocks.gladly.entities import App, LinkState, Outcome, Profile, Verdict
from rma_mocks.gladly.lookups import verdicts
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.caller import Caller, LookupFailed
from rma_mocks.gladly.lookups.question import Question
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.gladly.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a tester typed.

    `query` is the filled search form and `external_customer_id` the result to go on with; both belong to the workflow
    that begins with a manual search.
    """

    email: str | None = None
    phone: str | None = None
    query: dict[str, str] = field(default_factory=dict)
    external_customer_id: str | None = None


@dataclass(slots=True)
class Step:
    """One lookup of a test: what was asked, what went over the line, what was read out of it."""

    question: Question
    wire: Wire | None = None
    results: list[Result] | None = None
    failure: LookupFailed | None = None


@dataclass(slots=True)
class Test:
    """What a test came to; `change` holds the profile around the detailed answer that would be stored."""

    id: str
    at: datetime
    app: App
    scratch: Organisation
    customer: Customer
    notes: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    verdict: Verdict | None = None
    change: Change | None = None


class Tester:
    """Test one app of an organisation; no profile of it is touched.

    Args:
        organisation: Whose app and customers.
        app: The one that is asked, whether it is switched on or not.
        client: Makes the calls.
        test_id: The id under which the journal has them.
    """

    def __init__(self, organisation: Organisation, app: App, client: httpx.AsyncClient, *, test_id: str) -> None:
        self._scratch = scratch_of(organisation, app)
        self._app = self._scratch.apps[0]
        self._is_active = app.is_active
        self._tap = Wiretap(client)
        self._caller = Caller(
            self._tap.tapped(), organisation.world, organisation.lookup_timeout_s, organisation.lookups
        )
        self._rounds = Rounds(self._scratch, self._ask)
        self._test_id = test_id
        self._steps: list[Step] = []

    async def autolinking_detailed(self, wanted: Wanted) -> Test:
        """Play the automatic lookups of a profile as if it were new to the app.

        Contract: Gladly, Lookup Adaptor Debugger, "Autolinking + Detailed Workflow" (documented; GL-DEBUG-1).
        """
        test = self._begin(wanted)
        profile = test.customer.profile
        if as_if_new(profile, self._app):
            test.notes.append(f"The profile is linked to {self._app.name}; the test asks as if it were not.")
        before = profile.copy()
        played = await self._rounds.trigger(profile, "debugger")
        return self._ended(test, played.verdicts[0], before=before)

    async def basic_detailed(self, wanted: Wanted) -> Test:
        """Play an agent's search and, if one customer was found or picked, the link by hand.

        Contract: Gladly, Lookup Adaptor Debugger, "Basic + Detailed Workflow" (documented; GL-DEBUG-1).
        """
        test = self._begin(wanted)
        picked = wanted.external_customer_id
        if wanted.query:
            found = await self._searched(test, wanted.query)
            if found is None:
                return test
            picked = picked or _only_one(found)
        if picked is None:
            return test
        profile = test.customer.profile
        if profile.link_to(self._app.id).state is LinkState.LINKED:
            test.notes.append(f"The profile is linked to {self._app.name} already; the test links it once more.")
        before = profile.copy()
        played = await self._rounds.link(profile, self._app, picked)
        return self._ended(test, played.verdicts[0], before=before)

    def _begin(self, wanted: Wanted) -> Test:
        customer = find_customer(self._scratch, email=wanted.email, phone=wanted.phone)
        at = self._scratch.world.clock.now()
        test = Test(self._test_id, at, self._app, self._scratch, customer, steps=self._steps)
        if not self._is_active:
            test.notes.append(f"{self._app.name} is switched off, so Gladly does not ask it; the test does.")
        return test

    async def _searched(self, test: Test, query: dict[str, str]) -> list[Result] | None:
        """Return what a manual search found, or None after noting why there is nothing to go on with."""
        try:
            found = await self._rounds.search(self._app, query, self._test_id)
        except LookupFailed as failure:
            test.verdict = verdicts.failed(self._app, str(failure), rule=failure.rule)
            return None
        if not found:
            test.verdict = verdicts.nobody_found(self._app)
            return None
        return found

    async def _ask(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        del round_id  # that of the copy; the journal has the test's own
        step, seen = Step(question), len(self._tap.wires)
        self._steps.append(step)
        try:
            step.results = await self._caller(app, question, round_id=self._test_id)
        except LookupFailed as failure:
            step.failure = failure
            raise
        finally:
            step.wire = next(iter(self._tap.wires[seen:]), None)
        return step.results

    def _ended(self, test: Test, verdict: Verdict, *, before: Profile) -> Test:
        test.verdict = verdict
        results = self._steps[-1].results if self._steps else None
        if verdict.outcome is Outcome.LINKED and results:
            test.change = Change(before, test.customer.profile, results[0])
        return test


def _only_one(found: list[Result]) -> str | None:
    return found[0].external_customer_id if len(found) == 1 else None
