"""Rows that were read elsewhere than a tenant's rows are read now are never used: they may be another team's."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicDown, ReturnLogicUnreachable
from rma_adaptor.read_model import ReadModel
from rma_adaptor.returnlogic import Rma
from rma_adaptor.rows.readings import Person, Reading
from rma_adaptor.rows.store import Kept
from rma_adaptor.tenants import Tenant

ANA = ("acme", "ana@x.com")
HERE, THERE = ((Rma.model_validate({"rlRmaId": number}),) for number in (1, 2))
CONFIG = {"name": "acme", "returnlogic_api_key": "rl-key-of-team-a"}


class Retailer:
    """A tenant that asks `here`, until it is changed; each place has its rows."""

    def __init__(self, clock: Any) -> None:
        self.source = "here"
        self.calls: list[str] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self._clock = clock

    async def fetch(self, *, is_background: bool) -> Reading:
        del is_background
        source = self.source
        self.calls.append(source)
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return Reading(HERE if source == "here" else THERE, self._clock(), source=source)


class Shelf:
    """A store that keeps what it is given, and hands it out."""

    def __init__(self) -> None:
        self.kept: dict[Person, Kept] = {}

    async def load(self, person: Person) -> Kept | None:
        return self.kept.get(person)

    def keep(self, person: Person, kept: Kept) -> None:
        self.kept[person] = kept


@pytest.fixture
def retailer(clock: Any) -> Retailer:
    return Retailer(clock)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def model(clock: Any, retailer: Retailer, shelf: Any) -> AsyncIterator[ReadModel]:
    model = ReadModel(capacity=3, clock=clock, store=shelf, source_of=lambda _: retailer.source)
    yield model
    retailer.gate.set()
    await model.aclose()


async def read(model: ReadModel, retailer: Retailer) -> Reading:
    how = {"max_age_s": 30, "stale_while_revalidate_s": 60, "budget": Budget.of(5)}
    return await model.read(*ANA, fetch=retailer.fetch, **how)


async def until_idle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.mark.parametrize("age_s", [0, 31], ids=["young", "a little too old"])
async def test_rows_in_memory_are_read_anew(model: ReadModel, retailer: Retailer, clock: Any, age_s: float) -> None:
    await read(model, retailer)
    clock.move(age_s)
    retailer.source = "there"

    reading = await read(model, retailer)

    assert (reading.rows, retailer.calls) == (THERE, ["here", "there"])


async def test_rows_in_memory_are_not_for_outages_either(model: ReadModel, retailer: Retailer, shelf: Shelf) -> None:
    await read(model, retailer)
    shelf.kept.clear()
    retailer.source, retailer.error = "there", ReturnLogicDown("503")

    with pytest.raises(ReturnLogicDown):
        await read(model, retailer)


@pytest.mark.parametrize("is_down", [False, True])
async def test_rows_in_the_store_are_not_used(
    model: ReadModel, retailer: Retailer, shelf: Shelf, clock: Any, *, is_down: bool
) -> None:
    shelf.kept[ANA] = Kept(Reading(HERE, clock.now, source="elsewhere"))
    retailer.error = ReturnLogicDown("503") if is_down else None

    [outcome] = await asyncio.gather(read(model, retailer), return_exceptions=True)

    assert (retailer.calls, len(model)) == (["here"], 0 if is_down else 1)
    assert isinstance(outcome, ReturnLogicDown) if is_down else shelf.kept[ANA].reading.source == "here"


async def test_rows_in_the_store_that_were_read_where_they_are_now_are_used(
    model: ReadModel, retailer: Retailer, shelf: Shelf, clock: Any
) -> None:
    shelf.kept[ANA] = Kept(Reading(HERE, clock.now, source="here"))

    reading = await read(model, retailer)

    assert (reading.rows, retailer.calls) == (HERE, [])


async def test_a_fetch_that_ends_after_the_change_is_kept_nowhere_and_answers_nobody(
    model: ReadModel, retailer: Retailer, shelf: Shelf
) -> None:
    retailer.gate.clear()
    before = asyncio.ensure_future(read(model, retailer))
    await until_idle()
    retailer.source = "there"
    after = asyncio.ensure_future(read(model, retailer))
    await until_idle()
    at_once = tuple(retailer.calls)
    retailer.gate.set()

    readings = await asyncio.gather(before, after)

    assert ([reading.rows for reading in readings], at_once) == ([THERE, THERE], ("here", "there"))
    assert shelf.kept[ANA].reading.rows == THERE


async def test_a_fetch_that_nobody_waits_for_any_more_is_not_kept_after_the_change(
    model: ReadModel, retailer: Retailer, shelf: Shelf
) -> None:
    retailer.gate.clear()
    asking = asyncio.ensure_future(read(model, retailer))
    await until_idle()
    asking.cancel()
    retailer.source = "there"
    retailer.gate.set()
    await until_idle()

    assert (len(model), shelf.kept) == (0, {})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"returnlogic_api_key": "rl-key-of-team-b"}, id="key"),
        pytest.param({"returnlogic_api_key": None, "team_id": "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"}, id="team"),
        pytest.param({"returnlogic_api_url": "https://x.example/v1"}, id="address"),
        pytest.param({"trust_filter": True}, id="trust"),
        pytest.param({"not_found_is_empty": True}, id="what 404 means"),
    ],
)
def test_a_tenant_whose_rows_may_be_other_ones_has_another_source(change: dict[str, Any]) -> None:
    before, after = Tenant.model_validate(CONFIG), Tenant.model_validate(CONFIG | change)

    assert (before.source != after.source, after.asks_otherwise_than(before)) == (True, True)


def test_a_copy_of_a_tenant_has_the_source_of_its_own_fields() -> None:
    tenant = Tenant.model_validate(CONFIG)
    before = tenant.source

    sources = [tenant.model_copy(update={name: True}).source == before for name in ("trust_filter", "is_enabled")]

    assert sources == [False, True]


def test_a_source_tells_nothing_of_the_key_and_is_no_field() -> None:
    tenant, same = (Tenant.model_validate(CONFIG) for _ in range(2))

    assert "rl-key" not in tenant.source
    assert (tenant == same, "source" in tenant.model_dump(), "source" in tenant.masked()) == (True, False, False)


async def test_a_tenant_that_is_changed_again_and_again_costs_two_calls(model: ReadModel, retailer: Retailer) -> None:
    fetch = retailer.fetch

    async def changed_meanwhile(*, is_background: bool) -> Reading:
        reading = await fetch(is_background=is_background)
        retailer.source += "!"
        return reading

    retailer.fetch = changed_meanwhile
    with pytest.raises(ReturnLogicUnreachable, match="changed"):
        await read(model, retailer)

    assert len(retailer.calls) == 2
