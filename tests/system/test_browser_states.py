"""The backstage in a browser: what changed, states that are put aside, and the ways back."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

GINA = "gina.lin@example.com"


async def visit_backstage(visitor: Any, world: StackWorld) -> Page:
    page: Page = await visitor.visit(f"{world.links['gladly']['url']}/backstage")
    await expect(page.get_by_test_id("states-none")).to_be_visible()
    return page


async def chat(world: StackWorld, email: str) -> None:
    start = {"app_id": world.links["gladly"]["chat_app_id"], "email": email}
    (await world.gladly.post("chat/api/sessions", json=start)).raise_for_status()
    await world.control.get("idle")


async def test_what_happened_is_told_and_taken_back(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)

    await chat(world, GINA)

    changes = page.get_by_test_id("states-changes")
    await expect(changes).to_contain_text("Gina Lin began a chat; it is in the inbox Returns")
    await expect(changes).to_contain_text(f"was linked to {GINA} of ReturnLogic")
    await visitor.take_pictures("backstage-changes")
    await page.get_by_test_id("states-reset").click()
    await expect(page.get_by_test_id("states-done")).to_have_text("Reset: Data. The adaptor forgot what it had read.")
    await expect(page.get_by_test_id("states-none")).to_be_visible()


async def test_a_state_is_put_aside_compared_with_and_gone_back_to(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)
    await chat(world, GINA)
    await page.get_by_test_id("states-name").fill("after the chat")
    await page.get_by_test_id("states-keep").click()
    await expect(page.get_by_test_id("states-since")).to_have_value("after the chat")
    await expect(page.get_by_test_id("states-none")).to_be_visible()

    await page.get_by_test_id("clock-by").fill("2")
    await page.get_by_test_id("clock-advance").click()
    await expect(page.get_by_test_id("states-changes")).to_contain_text("The clock was moved forward by 2 hours")
    await page.get_by_test_id("states-back").click()

    await expect(page.get_by_test_id("states-done")).to_contain_text("The world is back at after the chat")
    await expect(page.get_by_test_id("states-none")).to_be_visible()
    await page.get_by_test_id("states-drop").click()
    await expect(page.get_by_test_id("states-since")).to_have_value("opening")
    await expect(page.get_by_test_id("states-changes")).to_contain_text("Gina Lin began a chat")


async def test_one_person_is_reset_and_a_wrong_one_is_told(world: StackWorld, visitor: Any) -> None:
    visitor.expected.append("status of 400")
    page = await visit_backstage(visitor, world)
    await chat(world, GINA)
    await chat(world, "stranger@example.com")
    await expect(page.get_by_test_id("states-changes")).to_contain_text("stranger@example.com began a chat")
    await page.get_by_test_id("states-what").select_option("person")
    await page.get_by_test_id("states-person").fill("nobody")
    await page.get_by_test_id("states-reset").click()
    await expect(page.get_by_test_id("backstage-alert")).to_contain_text("'nobody' is neither a declared person's key")

    await page.get_by_test_id("states-person").fill("stranger@example.com")
    await page.get_by_test_id("states-reset").click()

    await expect(page.get_by_test_id("states-changes")).not_to_contain_text("stranger")
    await expect(page.get_by_test_id("states-changes")).to_contain_text("Gina Lin began a chat")
