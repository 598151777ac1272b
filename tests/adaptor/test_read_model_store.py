"""Behind the memory lies a store: asked once, never trusted after a webhook, and never waited for too long."""

import asyncio
from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicDown, StoreUnavailable
from rma_adaptor.read_model import ReadModel
from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.readings import Person, Reading
from rma_adaptor.rows.store import Kept

ANA = ("acme", "ana@x.com")
ROWS, FETCHED = ((Rma.model_validate({"rlRmaId": 1, "orderName": name}),) for name in ("#1", "#2"))


class FakeStore:
    """Does as told, and notes what was asked of it; a closed gate holds up everything."""

    def __init__(self) -> None:
        self.kept: dict[Person, Kept] = {}
        self.done: list[tuple[Any, ...]] = []
        self.leads_to_somebody = False
        self.is_away = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def load(self, person: Person) -> Kept | None:
        self.done.append(("load", person[1]))
        found = self.kept.get(person)
        await self.gate.wait()
        return found

    def keep(self, person: Person, kept: Kept) -> None:
        self.kept[person] = kept

    async def forget(self, tenant: str, email: str | None = None) -> None:
        await self._note("forget", tenant, email)
        self.kept = {}

    async def mark_stale(self, tenant: str, emails: Collection[str], rma_ids: Collection[str]) -> bool:
        await self._note("mark", tenant, sorted(emails), sorted(rma_ids))
        return bool(emails) or self.leads_to_somebody

    async def mark_all_stale(self, tenant: str) -> None:
        await self._note("mark all", tenant)

    async def expire(self, tenant: str, before: datetime) -> int:
        await self._note("expire", tenant, before)
        return 0

    async def _note(self, *what: Any) -> None:
        self.done.append(what)
        await self.gate.wait()
        if self.is_away:
            raise StoreUnavailable


class Source:
    """A ReturnLogic reduced to one question."""

    def __init__(self, clock: Any) -> None:
        self.calls = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self._clock = clock

    async def fetch(self, *, is_background: bool) -> Reading:
        del is_background
        self.calls += 1
        as_of = self._clock()
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return Reading(FETCHED, as_of, source="")


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


@pytest.fixture
def source(clock: Any) -> Source:
    return Source(clock)


@pytest.fixture
async def model(clock: Any, store: FakeStore) -> AsyncIterator[ReadModel]:
    model = ReadModel(capacity=3, clock=clock, store=store)
    yield model
    store.gate.set()
    await model.aclose()


async def read(model: ReadModel, source: Source, person: Person = ANA, seconds: float = 5) -> Reading:
    return await model.read(*person, max_age_s=30, fetch=source.fetch, budget=Budget.of(seconds))


async def until_idle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_the_store_is_looked_into_once_however_many_ask(
    model: ReadModel, store: FakeStore, source: Source, clock: Any
) -> None:
    store.kept[ANA] = Kept(Reading(ROWS, clock.now, source=""))

    await asyncio.gather(*(read(model, source) for _ in range(50)))

    assert (store.done, source.calls) == ([("load", ANA[1])], 0)


async def test_a_cold_person_costs_one_look_and_one_call(model: ReadModel, store: FakeStore, source: Source) -> None:
    await asyncio.gather(*(read(model, source) for _ in range(50)))
    await read(model, source)

    assert (store.done, source.calls, store.kept[ANA].reading.rows) == ([("load", ANA[1])], 1, FETCHED)


async def test_stale_rows_of_the_store_are_for_outages_only(
    model: ReadModel, store: FakeStore, source: Source, clock: Any
) -> None:
    store.kept[ANA] = Kept(Reading(ROWS, clock.now, source=""), is_stale=True)
    source.error = ReturnLogicDown("503")

    reading = await read(model, source)

    assert (source.calls, reading.rows, reading.failure) == (1, ROWS, source.error)


def test_a_store_that_does_not_answer_is_not_waited_for_beyond_half_a_second(run_at_once: Any, clock: Any) -> None:
    async def story() -> tuple[float, int]:
        store, source = FakeStore(), Source(clock)
        store.gate.clear()
        model = ReadModel(capacity=3, clock=clock, store=store)
        began = asyncio.get_running_loop().time()
        await read(model, source)
        took = asyncio.get_running_loop().time() - began
        await model.aclose()
        return took, source.calls

    assert run_at_once(story()) == (pytest.approx(0.5), 1)


@pytest.mark.parametrize("emails", [["ana@x.com"], []], ids=["of this person", "of nobody known"])
async def test_rows_that_were_being_looked_up_when_a_webhook_came_are_stale(
    model: ReadModel, store: FakeStore, source: Source, clock: Any, emails: list[str]
) -> None:
    store.kept[ANA] = Kept(Reading(ROWS, clock.now, source=""))
    store.gate.clear()
    asking = asyncio.ensure_future(read(model, source))
    await until_idle()
    hint = asyncio.ensure_future(model.mark_stale("acme", emails, ["99"]))
    await until_idle()
    store.gate.set()

    await asyncio.gather(asking, hint)

    reading = await read(model, source)

    assert reading.rows == FETCHED


@pytest.mark.parametrize("emails", [["ana@x.com"], []], ids=["of this person", "of nobody known"])
async def test_rows_that_were_being_fetched_when_a_webhook_came_are_stale_in_the_store_too(
    model: ReadModel, store: FakeStore, source: Source, emails: list[str]
) -> None:
    source.gate.clear()
    asking = asyncio.ensure_future(read(model, source))
    await until_idle()
    await model.mark_stale("acme", emails, ["99"])
    source.gate.set()
    await asking

    is_stale = store.kept[ANA].is_stale
    await read(model, source)

    assert (is_stale, source.calls, store.kept[ANA].is_stale) == (True, 2, False)


async def test_whoever_asks_after_a_webhook_does_not_join_the_fetch_before_it(model: ReadModel, source: Source) -> None:
    source.gate.clear()
    before = asyncio.ensure_future(read(model, source))
    await until_idle()
    await model.mark_stale("acme", ["ana@x.com"], [])

    after = asyncio.ensure_future(read(model, source))
    await until_idle()
    source.gate.set()
    await asyncio.gather(before, after)

    assert source.calls == 2


async def test_an_rma_leads_to_whoever_has_it(model: ReadModel, store: FakeStore, source: Source) -> None:
    await read(model, source)
    await read(model, source, ("acme", "leo@x.com"))
    await read(model, source, ("bolt", "ana@x.com"))

    is_somebody = await model.mark_stale("acme", [], ["1"])
    for person in (ANA, ("bolt", "ana@x.com")):
        await read(model, source, person)

    assert (is_somebody, source.calls) == (True, 4)
    assert [one for one in store.done if one[0] != "load"] == [("mark", "acme", ["ana@x.com", "leo@x.com"], ["1"])]


async def test_a_hint_that_leads_to_nobody_is_about_everybody_of_that_tenant(
    model: ReadModel, store: FakeStore, source: Source
) -> None:
    people = [ANA, ("acme", "leo@x.com"), ("bolt", "ana@x.com")]
    for person in people:
        await read(model, source, person)

    is_somebody = await model.mark_stale("acme", [], ["99"])
    for person in people:
        await read(model, source, person)

    assert (is_somebody, source.calls, store.done[-1]) == (False, 3 + 2, ("mark all", "acme"))


async def test_a_hint_that_leads_to_somebody_in_the_store_leaves_others_alone(
    model: ReadModel, store: FakeStore, source: Source
) -> None:
    await read(model, source)
    store.leads_to_somebody = True

    await model.mark_stale("acme", [], ["99"])
    await read(model, source)

    assert source.calls == 1


async def test_a_store_that_cannot_note_a_hint_is_an_error_and_memory_has_noted_it(
    model: ReadModel, store: FakeStore, source: Source
) -> None:
    await read(model, source)
    store.is_away = True

    with pytest.raises(StoreUnavailable):
        await model.mark_stale("acme", ["ana@x.com"], [])
    await read(model, source)

    assert source.calls == 2


async def test_rows_that_were_being_looked_up_when_forgotten_are_not_kept(
    model: ReadModel, store: FakeStore, source: Source, clock: Any
) -> None:
    store.kept[ANA] = Kept(Reading(ROWS, clock.now, source=""))
    store.gate.clear()
    forgetting = asyncio.ensure_future(model.forget("acme"))
    await until_idle()
    asking = asyncio.ensure_future(read(model, source))
    await until_idle()
    store.gate.set()
    await asyncio.gather(forgetting, asking)
    source.error = ReturnLogicDown("503")
    clock.move(60)

    reading = await read(model, source)

    assert reading.rows == FETCHED
