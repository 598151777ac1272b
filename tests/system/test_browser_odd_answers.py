"""What an agent's desk says of a stranger's answer that is odd, or cannot be used."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

IDA = {"key": "ida", "name": "Ida Brandt", "email": "ida.brandt@example.com"}
ODD = {"externalCustomerId": "m7", "emails": ["ida.brandt@example.com"], "customAttributes": {"tier": 3}}

Open = Callable[..., Awaitable[StackWorld]]


async def world_with(open_world: Open, answers: Any) -> StackWorld:
    """Open a world in which the Loyalty Club answers so, beside our own adaptor."""
    return await open_world(customers=0, people=[IDA], apps=[{"name": "Loyalty Club", "answers": answers}])


async def test_the_card_tells_what_is_odd_with_its_place(open_world: Open, visitor: Any) -> None:
    world = await world_with(open_world, {"results": [ODD]})
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Ida Brandt")

    await desk.get_by_test_id("warnings").locator("summary").click()

    told = desk.get_by_test_id("warning")
    await expect(told.filter(has_text="results.0.emails.0")).to_contain_text("bare text instead of an object")
    await expect(told.filter(has_text="results.0.customAttributes.tier")).to_contain_text("it is shown as '3'")
    await expect(told.first).to_contain_text("Loyalty Club")


async def test_the_card_says_why_an_answer_cannot_be_used(open_world: Open, visitor: Any) -> None:
    world = await world_with(open_world, "<!DOCTYPE html><title>Sign in</title>")
    desk = await visitor.visit_desk(world)

    await visitor.find_person(desk, "Ida Brandt")

    why = desk.get_by_test_id("why")
    await expect(why).to_contain_text("Loyalty Club sent something unusable: an HTML page instead of JSON")
    await expect(desk.get_by_test_id("warnings")).to_have_count(0)
