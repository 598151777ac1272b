"""Play a case step by step, within its deadline."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from typing import Protocol, TypeVar

from rma_scenarios.client import CallFailed
from rma_scenarios.engine.judging import begin_ledger, journal_end, judge, judge_eventually, ledger_rows
from rma_scenarios.engine.matching import Difference, Path
from rma_scenarios.engine.result import Failure, Result, StepRecord
from rma_scenarios.engine.set_up import Stage
from rma_scenarios.errors import StackError
from rma_scenarios.format.reading import Case
from rma_scenarios.format.scenario import ACTORS, Scenario, Step
from rma_scenarios.verbs.play import CannotPlay, Play, Refused, Shown

_RECORD_WITHIN_S = 10.0
Found = TypeVar("Found")
_SINCE = frozenset({"never", "exactly_once"})
_COUNTED = _SINCE | {"ledger", "verdict"}


class _Failed(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


class Listener(Protocol):
    """Hear of each step while a case is played."""

    async def step_begins(self, result: Result, number: int) -> None:
        """Hear what is about to happen; steps count from 0."""

    async def step_ended(self, result: Result, number: int) -> None:
        """Hear how it went."""


async def play_case(case: Case, stage: Stage, *, records: bool = False, listener: Listener | None = None) -> Result:
    """Play a case to its end or its first failure.

    Args:
        case: Which one.
        stage: Its open world.
        records: Fetch journal, rounds and card also when everything held.
        listener: Hears of each step.
    """
    play, scenario = stage.play, case.scenario
    records_of_steps = [StepRecord(step.actor.sentence(play.cast)) for step in scenario.steps]
    result = Result(case, play.world.id, play.world.links["gladly"]["desk_url"], records_of_steps)
    began = time.perf_counter()
    try:
        async with asyncio.timeout(scenario.deadline_s):
            await _played(case, play, result, listener)
    except _Failed as failed:
        result.failure = failed.failure
    except TimeoutError:
        result.failure = _hung(case, result)
    result.duration_s = time.perf_counter() - began
    if records or result.failure:
        await _record(play, result)
    return result


async def _played(case: Case, play: Play, result: Result, listener: Listener | None) -> None:
    if _looks_back(case.scenario):
        await _guarded(begin_ledger(play), ("given", "world"))
    for number, (step, record) in enumerate(zip(case.scenario.steps, result.steps, strict=True)):
        began = time.perf_counter()
        record.outcome = "failed"
        if listener:
            await listener.step_begins(result, number)
        try:
            await _step(play, step, ("steps", number))
            record.outcome = "passed"
        except _Failed as failed:
            result.failure = failed.failure
        finally:
            record.duration_ms = (time.perf_counter() - began) * 1000
        if listener:
            await listener.step_ended(result, number)
        if result.failure:
            return
    if case.scenario.finally_ is not None:
        play.raw_since = 0
        found = await _guarded(judge(play, case.scenario.finally_, ("finally",), since=play.since), ("finally",))
        _refuse(found)


def _looks_back(scenario: Scenario) -> bool:
    """Tell whether it matters what others did before; raw calls of which nothing is counted are spared the asking."""
    expectations = [one for step in scenario.steps for one in (step.expect, step.eventually) if one is not None]
    is_counted = any(_COUNTED & set(one.written) for one in expectations)
    return is_counted or scenario.finally_ is not None or any(step.api is None for step in scenario.steps)


async def _step(play: Play, step: Step, path: Path) -> None:
    name = next(name for name in ACTORS if getattr(step, name) is not None)
    expectations = [one for one in (step.expect, step.eventually) if one is not None]
    needs_since = any(_SINCE & set(one.written) for one in expectations)
    since = await _guarded(journal_end(play), path) if needs_since else play.since
    play.actor = step.customer.who if step.customer else None
    play.shown = Shown(profile_id=play.shown.profile_id)
    play.raw_since = len(play.raw_rows)
    await _guarded(_acted(play, step), (*path, name))
    if step.expect is not None:
        _refuse(await _guarded(judge(play, step.expect, (*path, "expect"), since=since), path))
    if step.eventually is not None:
        here = (*path, "eventually")
        _refuse(await _guarded(judge_eventually(play, step.eventually, here, since=since), path))


async def _acted(play: Play, step: Step) -> None:
    verb = step.actor.verb
    try:
        await verb.act(play)
    except Refused as refused:
        if step.expect is None or step.expect.refused is None:
            raise
        play.shown.refused = str(refused)
    if verb.settles and not await play.settle():
        raise CannotPlay("a lookup or call was still under way after 20 s")


async def _guarded(work: Awaitable[Found], path: Path) -> Found:
    """Turn what can go wrong over HTTP into a failure at its place."""
    try:
        return await work
    except Refused as refused:
        sentence = f"refused: {refused}"
    except (CannotPlay, CallFailed, StackError) as error:
        sentence = str(error)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        sentence = f"an answer had another shape than expected ({type(error).__name__}: {error})"
    raise _Failed(Failure(path, sentence))


def _refuse(found: Sequence[Difference]) -> None:
    if found:
        raise _Failed(Failure(found[0].path, "not as expected", tuple(found)))


def _hung(case: Case, result: Result) -> Failure:
    number = next((place for place, step in enumerate(result.steps) if step.outcome == "failed"), None)
    limit = f"{case.scenario.deadline_s:g} s"
    if number is None:
        return Failure(("finally",), f"the case did not end within {limit}")
    return Failure(("steps", number), f"this step had not ended when the case's {limit} were over")


async def _record(play: Play, result: Result) -> None:
    try:
        async with asyncio.timeout(_RECORD_WITHIN_S):
            result.journal = await ledger_rows(play)
            result.rounds = await play.rounds()
            if play.shown.profile_id is not None:
                result.card = await play.ask(play.world.desk, "GET", f"profiles/{play.shown.profile_id}")
            if play.conversation_id is not None:
                conversation = await play.ask(play.world.desk, "GET", f"conversations/{play.conversation_id}")
                result.inbox = conversation["inbox"]
    except (TimeoutError, CallFailed, StackError, Refused) as error:
        result.lost_record = f"the record could not be read: {error or type(error).__name__}"
