"""Rows a little too old answer at once and are read anew behind that; never where they might be wrong."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import httpx
import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicDown
from rma_adaptor.lookup import Asking
from rma_adaptor.read_model import ReadModel
from rma_adaptor.returnlogic import Rma, RmaList
from rma_adaptor.rows.readings import Reading
from rma_adaptor.telemetry import LookupRecord

OLD, NEW = ((Rma.model_validate({"rlRmaId": number}),) for number in (1, 2))


class Source:
    """A ReturnLogic reduced to one question, which notes in which lane it was asked."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.rows = OLD
        self.error: Exception | None = None
        self.lanes: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._clock = clock

    async def fetch(self, *, is_background: bool) -> Reading:
        self.lanes.append("background" if is_background else "interactive")
        rows, as_of = self.rows, self._clock()
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return Reading(rows, as_of, source="")


@pytest.fixture
def source(clock: Any) -> Source:
    return Source(clock)


@pytest.fixture
async def model(clock: Any) -> AsyncIterator[ReadModel]:
    model = ReadModel(capacity=3, clock=clock)
    yield model
    await model.aclose()


async def read(model: ReadModel, source: Source, seconds: float = 5) -> Reading:
    how = {"max_age_s": 30, "stale_while_revalidate_s": 60, "budget": Budget.of(seconds)}
    return await model.read("acme", "ana@x.com", fetch=source.fetch, **how)


async def until_idle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_rows_a_little_too_old_answer_at_once_and_are_read_anew_in_the_background(
    model: ReadModel, source: Source, clock: Any
) -> None:
    first = await read(model, source)
    source.rows = NEW
    clock.move(89)

    at_once = await read(model, source)
    await until_idle()
    afterwards = await read(model, source)

    assert (at_once, afterwards.rows, source.lanes) == (first, NEW, ["interactive", "background"])
    assert afterwards.as_of == clock.now


async def test_many_who_ask_meanwhile_cause_one_call(model: ReadModel, source: Source, clock: Any) -> None:
    await read(model, source)
    clock.move(31)
    source.gate.clear()

    readings = [await read(model, source) for _ in range(50)]
    await until_idle()

    assert ({reading.rows for reading in readings}, source.lanes) == ({OLD}, ["interactive", "background"])


async def test_rows_older_than_both_together_are_waited_for(model: ReadModel, source: Source, clock: Any) -> None:
    await read(model, source)
    source.rows = NEW
    clock.move(90)

    reading = await read(model, source)

    assert (reading.rows, source.lanes) == (NEW, ["interactive", "interactive"])


async def test_an_old_answer_without_rows_is_waited_for(model: ReadModel, source: Source, clock: Any) -> None:
    """It would say "no returns", and that must be young."""
    source.rows = ()
    await read(model, source)
    source.rows = NEW
    clock.move(31)

    reading = await read(model, source)

    assert (reading.rows, source.lanes) == (NEW, ["interactive", "interactive"])


async def test_after_a_failed_refresh_the_next_one_is_waited_for_and_says_so(
    model: ReadModel, source: Source, clock: Any
) -> None:
    await read(model, source)
    clock.move(31)
    source.error = ReturnLogicDown("503")
    await read(model, source)
    await until_idle()

    reading = await read(model, source)

    assert (reading.rows, reading.failure, source.lanes[1:]) == (OLD, source.error, ["background", "interactive"])


async def test_after_a_webhook_the_rows_are_waited_for(model: ReadModel, source: Source) -> None:
    await read(model, source)
    source.rows = NEW
    await model.mark_stale("acme", ["ana@x.com"], [])

    reading = await read(model, source)

    assert (reading.rows, source.lanes) == (NEW, ["interactive", "interactive"])


async def test_who_must_wait_does_not_wait_in_the_background(model: ReadModel, source: Source, clock: Any) -> None:
    await read(model, source)
    clock.move(31)
    source.gate.clear()
    await read(model, source)
    await asyncio.sleep(0)
    clock.move(60)

    waiting = asyncio.ensure_future(read(model, source))
    await until_idle()
    source.gate.set()
    await waiting

    assert source.lanes == ["interactive", "background", "interactive"]


async def test_an_earlier_reading_that_comes_later_does_not_take_the_place_of_a_newer_one(
    model: ReadModel, source: Source, clock: Any
) -> None:
    await read(model, source)
    clock.move(31)
    source.gate.clear()
    await read(model, source)
    await asyncio.sleep(0)
    clock.move(60)
    source.rows = NEW
    slow_gate, source.gate = source.gate, asyncio.Event()
    source.gate.set()
    await read(model, source)

    slow_gate.set()
    await until_idle()

    assert (await read(model, source)).rows == NEW


async def test_a_bug_behind_an_answer_is_logged_without_its_message(
    model: ReadModel, source: Source, clock: Any, logged: list[dict[str, Any]]
) -> None:
    await read(model, source)
    clock.move(31)
    source.error = ZeroDivisionError("ana@x.com")

    await read(model, source)
    await until_idle()

    assert [line["type"] for line in logged] == ["ZeroDivisionError"]
    assert "ana" not in str(logged)


class Lanes:
    """A client that only notes in which lane it was asked."""

    def __init__(self) -> None:
        self.taken: list[bool] = []

    async def rmas_by_email(self, email: str, *, is_background: bool, **_: object) -> RmaList:
        self.taken.append(is_background)
        return RmaList((Rma.model_validate({"rlRmaId": 1, "customerEmail": email}),))


async def test_lookups_ask_in_the_lane_of_whoever_waits(adaptor: Any) -> None:
    await adaptor.tenant(stale_while_revalidate_s=60)
    client = Lanes()
    services = dataclasses.replace(adaptor.services, client=client)
    asking = Asking(services, services.tenants.get("acme"), Budget.of(5), LookupRecord())
    await asking.read("ana@example.com")
    adaptor.clock.move(31)

    await asking.read("ana@example.com")
    await until_idle()

    assert client.taken == [False, True]


async def test_the_tenants_field_decides_and_the_age_is_told_as_ever(adaptor: Any, row: Any) -> None:
    await adaptor.tenant(stale_while_revalidate_s=60)
    adaptor.upstream.rows = [row(1)]
    await adaptor.gladly.detailed("ana@example.com")
    adaptor.upstream.rows = [row(2)]
    adaptor.clock.move(31)
    adaptor.upstream.always = httpx.Response(503)

    answers = [await adaptor.gladly.detailed("ana@example.com", at=adaptor.clock.now)]
    await until_idle()
    answers.append(await adaptor.gladly.detailed("ana@example.com", at=adaptor.clock.now))

    shown = [answer.json()["results"][0]["customAttributes"] for answer in answers]
    assert [(one["rmaCode"], one["rmaAsOf"], bool(one["rmaNotice"])) for one in shown] == [
        ("1", "2026-03-02T15:00:01Z", False),
        ("1", "2026-03-02T15:00:01Z", True),
    ]
