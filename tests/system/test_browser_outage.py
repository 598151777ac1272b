"""What an agent sees when ReturnLogic is down: never an empty answer, never a lost link."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from rma_scenarios.stack import Stack
from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

OUTAGE: dict[str, Any] = {"kind": "maintenance", "path": "/v1/rmas", "times": None}


async def goes_down(stack: Stack, world: StackWorld) -> None:
    """Put ReturnLogic into maintenance, with nothing of it left in the adaptor's memory."""
    assert stack.admin is not None
    await stack.admin.post(f"tenants/{world.id}/forget")
    await world.fault(**OUTAGE)


async def opens_unlinked_gina(visitor: Any, world: StackWorld) -> Page:
    """Open her profile in a desk whose Auto-linking is off."""
    await world.gladly.patch(f"desk/api/apps/{world.app_id}", json={"auto_linking": []})
    desk: Page = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await desk.get_by_test_id("link-to-external").click()
    return desk


async def test_a_manual_search_says_that_returnlogic_failed(world: StackWorld, visitor: Any) -> None:
    await world.fault(**OUTAGE)
    desk = await opens_unlinked_gina(visitor, world)

    await desk.get_by_test_id("search-button").click()

    await expect(desk.get_by_test_id("system-error")).to_contain_text("ReturnLogic answered 503 instead of 200")
    await expect(desk.get_by_test_id("no-matches")).to_have_count(0)
    await expect(desk.get_by_test_id("match-count")).to_contain_text("ReturnLogic could not be searched.")


async def test_a_linked_profile_keeps_its_rma_link_and_shows_the_notice(
    stack: Stack, world: StackWorld, visitor: Any
) -> None:
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await expect(desk.get_by_test_id("link-state")).to_have_text("Linked to ReturnLogic")

    await goes_down(stack, world)
    await desk.get_by_test_id("open-again").click()

    await expect(desk.get_by_test_id("rma-notice")).to_contain_text("maintenance")
    await expect(desk.get_by_test_id("link-state")).to_have_text("Linked to ReturnLogic")
    await expect(desk.get_by_test_id("attribute-rma")).to_have_attribute("href", world.rmas["jacket"]["url"])
    await expect(desk.get_by_test_id("order-row")).to_have_count(1)


async def test_a_profile_linked_during_an_outage_says_that_it_may_be_old(
    stack: Stack, world: StackWorld, visitor: Any
) -> None:
    desk = await opens_unlinked_gina(visitor, world)
    await desk.get_by_test_id("search-button").click()
    await desk.get_by_test_id("match-radio").check()

    await goes_down(stack, world)
    await desk.get_by_test_id("link-button").click()

    await expect(desk.get_by_test_id("link-state")).to_have_text("Linked to ReturnLogic")
    await expect(desk.get_by_test_id("rma-notice")).to_contain_text("maintenance")


async def test_a_refused_link_says_why_and_can_be_tried_again(stack: Stack, world: StackWorld, visitor: Any) -> None:
    visitor.expected.append("409 (Conflict)")
    desk = await opens_unlinked_gina(visitor, world)
    await desk.get_by_test_id("search-button").click()
    await desk.get_by_test_id("match-radio").check()

    assert stack.admin is not None
    await stack.admin.call("DELETE", f"tenants/{world.id}")
    await desk.get_by_test_id("link-button").click()

    await expect(desk.get_by_test_id("link-problem")).to_contain_text("ReturnLogic answered 404 instead of 200")
    await expect(desk.get_by_test_id("link-button")).to_be_enabled()
