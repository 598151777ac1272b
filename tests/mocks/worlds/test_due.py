"""What is due happens in its order and at its own times, whether the clock is moved or just ticks."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from rma_mocks.core.agenda import Event
from rma_mocks.core.entities import Rma
from rma_mocks.core.world import Part
from rma_mocks.worlds.alarm import Alarm

NOW = "2026-03-02T15:00:00Z"
PEOPLE = [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}]
DAY_S = 86_400
PATIENCE_S = 20


def shop(*rmas: dict[str, Any], **policies: Any) -> dict[str, Any]:
    rows = [{"of": "gina", "label": {}} | row for row in rmas]
    return {"people": PEOPLE, "rmas": rows, "customers": 0, "now": NOW, "returnlogic": {"policies": policies}}


async def moved(mocks: Any, **move: Any) -> dict[str, Any]:
    answer = await mocks.control.post("worlds/w1/clock", json=move)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def world_of(mocks: Any) -> Any:
    return mocks.apps.worlds.find("w1").world


def told(mocks: Any) -> list[tuple[str, str]]:
    """Listen to what becomes of RMAs from now on: topic and status."""
    heard: list[tuple[str, str]] = []

    def listen(topic: str, rma: Rma) -> None:
        heard.append((topic, f"{rma.id} {rma.timeline[-1].step} on day {(rma.updated_at - START).days}"))

    mocks.apps.worlds.find("w1").team.listeners.append(listen)
    return heard


START = datetime.fromisoformat(NOW)


async def test_a_move_over_many_days_plays_each_event_at_its_own_time_and_in_order(mocks: Any) -> None:
    await mocks.open(
        **shop(
            {"id": "1", "status": "Complete"},
            {"id": "2"},
            {"id": "3", "status": "Requested"},
            archived_after_days=5,
            abandoned_after_days=7,
        ),
    )
    await moved(mocks, freeze=True)
    await moved(mocks, set=NOW)
    heard = told(mocks)

    after = await moved(mocks, advance_s=30 * DAY_S)

    assert [what for _, what in heard] == ["1 Archived on day 5", "2 Abandoned on day 7", "3 Abandoned on day 7"]
    assert after["next_event"] is None


async def test_the_clock_goes_to_what_becomes_of_rmas_and_names_it(mocks: Any) -> None:
    await mocks.open(**shop({"id": "1"}, abandoned_after_days=2))
    await moved(mocks, freeze=True)

    before = (await mocks.control.get("worlds/w1/clock")).json()["next_event"]
    await moved(mocks, to_next_event=True)

    assert before == {"at": "2026-03-04T15:00:00.000Z", "what": "RMA 1 is abandoned"}
    assert world_of(mocks).retailer.rma("1").status == "Abandoned"


class Echo:
    """Sends something when it is due, in the background; the first answers make another one due."""

    def __init__(self, world: Any, rounds: int, answered: asyncio.Event | None = None) -> None:
        self.world, self.left, self.log, self.answered = world, rounds, [], answered
        self.at: datetime | None = world.clock.now() + timedelta(seconds=10)
        self.tasks: list[asyncio.Task[None]] = []
        world.agenda.add_source(self.events)

    def events(self) -> list[Event]:
        return [] if self.at is None else [Event(self.at, "an echo is sent", self.happen)]

    def happen(self, at: datetime) -> None:
        self.at = None
        self.world.under_way.begin(("echo", at))
        self.tasks.append(asyncio.get_running_loop().create_task(self.send(at)))

    async def send(self, at: datetime) -> None:
        await (self.answered.wait() if self.answered else asyncio.sleep(0))
        self.log.append(at)
        self.left -= 1
        self.at = at + timedelta(seconds=10) if self.left else None
        self.world.changed(Part.SETTINGS)
        self.world.under_way.end(("echo", at))


async def test_a_move_answers_once_what_it_sent_is_answered_and_what_that_made_due_too(mocks: Any) -> None:
    await mocks.open(**shop())
    await moved(mocks, freeze=True)
    echo = Echo(world_of(mocks), rounds=3)
    first = echo.at

    await moved(mocks, advance_s=100)

    assert echo.log == [first, first + timedelta(seconds=10), first + timedelta(seconds=20)]  # type: ignore[operator]


async def test_a_move_does_not_wait_for_what_was_under_way_before(mocks: Any) -> None:
    await mocks.open(**shop({"id": "1"}, abandoned_after_days=1))
    world_of(mocks).under_way.begin("a lookup that hangs")

    async with asyncio.timeout(PATIENCE_S):
        await moved(mocks, advance_s=2 * DAY_S)

    assert world_of(mocks).retailer.rma("1").status == "Abandoned"


async def test_what_sends_for_ever_does_not_hold_a_move_for_ever(mocks: Any) -> None:
    await mocks.open(**shop())
    echo = Echo(world_of(mocks), rounds=1, answered=asyncio.Event())
    world_of(mocks).clock.advance(timedelta(seconds=20))

    async with asyncio.timeout(PATIENCE_S):
        await world_of(mocks).settle(0.05)

    assert echo.log == []
    echo.answered.set()  # type: ignore[union-attr]
    await asyncio.gather(*echo.tasks)


@pytest.fixture
async def alarm(mocks: Any) -> Any:
    """The alarm of served mocks, which runs while nobody asks them anything."""
    running = asyncio.get_running_loop().create_task(Alarm(mocks.apps.worlds).run())
    yield running
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_what_is_due_happens_while_nobody_asks(mocks: Any, alarm: Any) -> None:
    await mocks.open(**shop({"id": "1"}, abandoned_after_days=1))
    world = world_of(mocks)
    world.clock.set(START + timedelta(days=1, seconds=-0.1))
    world.changed(Part.SETTINGS)

    async with asyncio.timeout(PATIENCE_S):
        while world.retailer.rma("1").status != "Abandoned":
            await world.changes.wait_beyond(world.changes.value, PATIENCE_S)

    assert (world.retailer.rma("1").updated_at, alarm.done()) == (START + timedelta(days=1), False)


async def test_a_frozen_clock_brings_nothing_and_costs_no_looks(mocks: Any) -> None:
    await mocks.open(**shop({"id": "1"}, abandoned_after_days=1))
    await moved(mocks, freeze=True)

    assert world_of(mocks).due_in_s() is None
    await moved(mocks, resume=True)
    assert DAY_S - 60 < world_of(mocks).due_in_s() < DAY_S
