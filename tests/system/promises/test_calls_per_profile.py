"""What opening profiles costs of ReturnLogic's limit, counted in the mock's own journal."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rma_scenarios.stack_world import StackWorld

GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
Open = Callable[..., Awaitable[StackWorld]]


@pytest.fixture
def open_young(open_world: Open) -> Open:
    """Open a world whose adaptor takes rows for young during the whole test."""

    async def run(**spec: Any) -> StackWorld:
        rmas = [{"key": "jacket", "of": "gina", "status": "In Transit"}]
        return await open_world(people=[GINA], rmas=rmas, customers=0, tenant={"max_age_s": 3600}, **spec)

    return run


async def calls(world: StackWorld) -> int:
    return sum(exchange["path"].startswith("/v1/rmas") for exchange in await world.journal())


async def opened(world: StackWorld) -> dict[str, Any]:
    """Open Gina's profile as an agent does: an auto-link where it is not linked, then the detailed lookup."""
    answer = await world.desk.post(f"profiles/{world.profiles['gina']}/open")
    profile: dict[str, Any] = answer.json()["profile"]
    return profile


async def test_opening_a_profile_costs_one_call_and_opening_it_again_none(open_young: Open) -> None:
    world = await open_young()

    profile = await opened(world)
    cold = await calls(world)
    await opened(world)

    assert (profile["is_linked"], cold, await calls(world)) == (True, 1, 1)


async def test_fifty_who_open_one_person_at_once_cost_one_call_in_all(
    start_adaptor: Callable[..., Awaitable[Any]], open_young: Open
) -> None:
    """The mock holds its answer back until all fifty are there, so that none can come after it."""
    world, adaptor = await open_young(), await start_adaptor()
    await adaptor.tenant_of(world, max_age_s=3600)
    await world.fault(lane="returnlogic", kind="latency", latency_ms=300)
    questions = ["auto_link", "search", "detailed"] * 16 + ["detailed"] * 2

    answers = await asyncio.gather(
        *(adaptor.ask(world.id, world.signing_key, question, GINA["email"]) for question in questions)
    )

    found = [[customer["externalCustomerId"] for customer in answer.json()["results"]] for answer in answers]
    assert (len(answers), await calls(world)) == (50, 1)
    assert all(ids == [GINA["email"]] for ids in found)
