"""Rows are kept, shared, aged and forgotten; one caller's end is not the others'."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicDown, ReturnLogicUnreachable
from rma_adaptor.read_model import ReadModel
from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.readings import Reading

ROWS = (Rma.model_validate({"rlRmaId": 1}),)


class Source:
    """A ReturnLogic reduced to one question."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.calls = 0
        self.lanes: list[str] = []
        self.rows = ROWS
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self._clock = clock

    async def fetch(self, *, is_background: bool) -> Reading:
        self.calls += 1
        self.lanes.append("background" if is_background else "interactive")
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return Reading(self.rows, self._clock(), source="")


@pytest.fixture
def source(clock: Any) -> Source:
    return Source(clock)


@pytest.fixture
async def model(clock: Any) -> AsyncIterator[ReadModel]:
    model = ReadModel(capacity=3, clock=clock)
    yield model
    await model.aclose()


def read(model: ReadModel, source: Source, email: str = "ana@x.com", seconds: float = 5) -> Awaitable[Reading]:
    return model.read("acme", email, max_age_s=30, fetch=source.fetch, budget=Budget.of(seconds))


async def test_young_rows_are_used_again(model: ReadModel, source: Source, clock: Any) -> None:
    first = await read(model, source)
    clock.move(29)

    again = await read(model, source)

    assert (again, source.calls) == (first, 1)


async def test_old_rows_are_read_anew(model: ReadModel, source: Source, clock: Any) -> None:
    await read(model, source)
    clock.move(30)

    again = await read(model, source)

    assert (again.as_of, source.calls) == (clock.now, 2)


async def test_fifty_equal_questions_at_once_are_one_fetch(model: ReadModel, source: Source) -> None:
    source.gate.clear()
    asking = [asyncio.ensure_future(read(model, source)) for _ in range(50)]
    await asyncio.sleep(0)
    source.gate.set()

    readings = await asyncio.gather(*asking)

    assert (source.calls, {reading.rows for reading in readings}) == (1, {ROWS})


async def test_different_people_are_fetched_apart(model: ReadModel, source: Source) -> None:
    await asyncio.gather(read(model, source, "ana@x.com"), read(model, source, "leo@x.com"))

    assert source.calls == 2


async def test_a_callers_cancellation_does_not_end_the_others_fetch(model: ReadModel, source: Source) -> None:
    source.gate.clear()
    impatient, patient = (asyncio.ensure_future(read(model, source)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.sleep(0)
    source.gate.set()

    reading = await patient

    assert (reading.rows, source.calls, impatient.cancelled()) == (ROWS, 1, True)


async def test_a_callers_timeout_does_not_end_the_others_fetch(model: ReadModel, source: Source) -> None:
    source.gate.clear()
    patient = asyncio.ensure_future(read(model, source))
    with pytest.raises(ReturnLogicUnreachable):
        await read(model, source, seconds=0.01)
    source.gate.set()

    reading = await patient

    assert (reading.rows, source.calls) == (ROWS, 1)


async def test_a_fetch_that_everybody_gave_up_still_serves_the_next(model: ReadModel, source: Source) -> None:
    source.gate.clear()
    with pytest.raises(ReturnLogicUnreachable):
        await read(model, source, seconds=0.01)
    source.gate.set()

    reading = await read(model, source)

    assert (reading.rows, source.calls) == (ROWS, 1)


async def test_a_failure_reaches_everybody_who_waits_and_is_not_kept(model: ReadModel, source: Source) -> None:
    source.error = ReturnLogicDown("503")
    failures = await asyncio.gather(read(model, source), read(model, source), return_exceptions=True)
    source.error = None

    reading = await read(model, source)

    assert (failures, reading.rows, source.calls) == ([source.error or failures[0]] * 2, ROWS, 2)


async def test_old_rows_are_served_with_the_failure_when_there_are_no_new_ones(
    model: ReadModel, source: Source, clock: Any
) -> None:
    first = await read(model, source)
    clock.move(86_400)
    source.error = ReturnLogicDown("503")

    reading = await read(model, source)

    assert (reading.rows, reading.as_of, reading.failure) == (ROWS, first.as_of, source.error)


async def test_an_old_empty_answer_is_not_served_during_an_outage(model: ReadModel, source: Source, clock: Any) -> None:
    """It would look like "no returns", and nobody knows whether that still holds."""
    source.rows = ()
    await read(model, source)
    clock.move(31)
    source.error = ReturnLogicDown("503")

    with pytest.raises(ReturnLogicDown):
        await read(model, source)


async def test_a_bug_in_a_fetch_is_not_taken_for_an_outage(model: ReadModel, source: Source) -> None:
    source.error = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await read(model, source)


async def test_the_person_asked_longest_ago_goes_first(model: ReadModel, source: Source) -> None:
    for email in ("a@x.com", "b@x.com", "c@x.com", "a@x.com", "d@x.com"):
        await read(model, source, email)

    await read(model, source, "a@x.com")

    assert (len(model), source.calls) == (3, 4)


@pytest.mark.parametrize(
    ("email", "calls"), [pytest.param(None, 4, id="everybody"), pytest.param("ana@x.com", 3, id="one person")]
)
async def test_forgotten_rows_are_read_anew(model: ReadModel, source: Source, email: str | None, calls: int) -> None:
    await read(model, source, "ana@x.com")
    await read(model, source, "leo@x.com")
    await model.forget("acme", email)

    await read(model, source, "ana@x.com")
    await read(model, source, "leo@x.com")

    assert source.calls == calls


async def test_rows_that_were_being_fetched_when_forgotten_are_not_kept(model: ReadModel, source: Source) -> None:
    source.gate.clear()
    asking = asyncio.ensure_future(read(model, source))
    await asyncio.sleep(0)
    await model.forget("acme")
    source.gate.set()

    await asking

    assert len(model) == 0


async def test_closing_ends_every_fetch(clock: Any, source: Source) -> None:
    model = ReadModel(capacity=3, clock=clock)
    source.gate.clear()
    asking = asyncio.ensure_future(read(model, source))
    await asyncio.sleep(0)

    await model.aclose()

    with pytest.raises(ReturnLogicUnreachable):
        await asking
