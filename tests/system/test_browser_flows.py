"""The mission's flows, as a person clicks them: chat, link, unlink, all in a real browser."""

import re
from typing import Any

import pytest
from playwright.async_api import FrameLocator, Page, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

EMAIL = "gina.lin@example.com"
LINKED = "Linked to ReturnLogic"


async def starts_chat(page: Page | FrameLocator, email: str) -> None:
    await page.get_by_test_id("chat-email").fill(email)
    await page.get_by_test_id("chat-start").click()
    await expect(page.get_by_test_id("chat-text")).to_be_visible()


async def chats(visitor: Any, world: StackWorld, email: str = EMAIL) -> Page:
    """Open the Returns Center with its chat and say who is there."""
    page: Page = await visitor.visit(f"{world.links['returnlogic']['returns_center_url']}?chat=open")
    await starts_chat(page, email)
    return page


async def sees_the_link(desk: Page | FrameLocator, world: StackWorld) -> None:
    await expect(desk.get_by_test_id("link-state")).to_have_text(LINKED)
    await expect(desk.get_by_test_id("attribute-rma")).to_have_attribute("href", world.rmas["jacket"]["url"])


async def test_an_email_typed_into_the_chat_leads_the_agent_to_the_rma_page(world: StackWorld, visitor: Any) -> None:
    stage = await visitor.visit(world.links["stage_url"])
    shopper, agent = (stage.frame_locator(f"[data-testid=stage-{half}]") for half in ("shopper", "agent"))

    await starts_chat(shopper, await stage.get_by_test_id("stage-email").inner_text())
    await sees_the_link(agent, world)
    async with visitor.context.expect_page() as opened:
        await agent.get_by_test_id("attribute-rma").click()

    rma_page = await opened.value
    await expect(rma_page.get_by_test_id("rma-number")).to_have_text(f"RMA {world.rmas['jacket']['id']}")
    await expect(rma_page.get_by_test_id("rma-status")).to_have_text("In Transit")
    await expect(rma_page.get_by_test_id("rma-email")).to_have_text(EMAIL)
    await world.control.get("idle")
    assert [row["from"] for row in await world.journal() if row["operation"] == "open_rma"] == ["agent"]


async def test_with_auto_linking_off_the_agent_links_by_hand(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await desk.get_by_test_id("settings-link").click()
    await desk.get_by_test_id("auto-linking-switch").uncheck()
    await expect(desk.get_by_test_id("toast")).to_have_text("Auto-linking is off for ReturnLogic.")
    await desk.get_by_test_id("settings-close").click()
    await chats(visitor, world)
    await expect(desk.get_by_test_id("link-state")).to_have_text("Not linked")
    await expect(desk.get_by_test_id("verdict")).to_have_attribute("data-rule", "GL-LINK-4")
    await expect(desk.get_by_test_id("attribute-rma")).to_have_count(0)

    await desk.bring_to_front()
    await desk.get_by_test_id("link-to-external").click()
    await expect(desk.get_by_test_id("search-email")).to_have_value(EMAIL)
    await desk.get_by_test_id("search-button").click()
    await desk.get_by_test_id("match-radio").check()
    await desk.get_by_test_id("link-button").click()

    await sees_the_link(desk, world)
    await expect(desk.get_by_test_id("link-page")).to_have_count(0)


async def test_an_email_added_to_a_profile_auto_links_it(open_world: Any, visitor: Any) -> None:
    world = await open_world(
        people=[{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
        rmas=[{"key": "jacket", "of": "gina"}],
        profiles=[{"key": "gina", "name": "Gina Lin", "phones": ["+15550100"]}],
        customers=5,
    )
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await expect(desk.get_by_test_id("link-state")).to_have_text("Not linked")

    await desk.get_by_test_id("add-email").click()
    await desk.get_by_test_id("add-email-input").fill(EMAIL)
    await desk.get_by_test_id("add-email-save").click()

    await sees_the_link(desk, world)
    await expect(desk.get_by_test_id("email")).to_have_text(EMAIL)
    await expect(desk.get_by_test_id("person").filter(has_text="Gina Lin").get_by_label("Linked")).to_be_visible()


async def test_shopper_and_agent_talk_both_ways(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    shop = await chats(visitor, world)

    await shop.get_by_test_id("chat-text").fill("Where is my exchange?")
    await shop.get_by_test_id("chat-send").click()
    await expect(desk.locator("[data-testid=message][data-from=customer]")).to_contain_text("Where is my exchange?")
    await desk.bring_to_front()
    await desk.get_by_test_id("reply-text").fill("Your jacket is on its way to us.")
    await desk.get_by_test_id("reply-text").press("Enter")

    answer = shop.locator("[data-testid=chat-message][data-from=agent]")
    await expect(answer).to_have_text(re.compile("Your jacket is on its way to us."))
    await expect(desk.locator("[data-testid=message][data-from=agent]")).to_have_count(1)
    await expect(desk.get_by_test_id("conversation-routed-to")).to_have_text("Returns")


async def test_an_unlinked_profile_is_not_auto_linked_again(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await sees_the_link(desk, world)

    await desk.get_by_test_id("card-menu").click()
    await desk.get_by_test_id("unlink").click()
    await desk.get_by_test_id("unlink-confirm").click()
    await expect(desk.get_by_test_id("toast")).to_have_text("Unlinked from ReturnLogic.")
    await desk.get_by_test_id("open-again").click()

    await expect(desk.get_by_test_id("verdict")).to_have_attribute("data-rule", "GL-LINK-5")
    await expect(desk.get_by_test_id("link-state")).to_have_text("Not linked")
    await expect(desk.get_by_test_id("attribute-rma")).to_have_count(0)


async def test_an_inactive_app_is_not_asked(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await desk.get_by_test_id("settings-link").click()
    await desk.get_by_test_id("active-switch").uncheck()
    await expect(desk.get_by_test_id("toast")).to_have_text("ReturnLogic is inactive.")
    await visitor.find_person(desk, "Gina Lin")

    await expect(desk.get_by_test_id("link-state")).to_have_text("Not linked")
    await expect(desk.get_by_test_id("link-to-external")).to_have_count(0)
    await expect(desk.get_by_test_id("nobody-asked")).to_be_visible()
    assert [row for row in await world.journal() if row["operation"] == "auto_link"] == []


async def test_news_that_arrives_during_a_click_does_not_swallow_it(world: StackWorld, visitor: Any) -> None:
    """A pane is painted anew by news; what is under a pressed mouse button must stay until the click is through."""
    desk = await visitor.visit_desk(world)

    clicks, text = await desk.evaluate(
        """async () => {
            const { h } = await import("./desk/static/elements.js");
            const { swap } = await import("./desk/static/desk/dom.js");
            const pane = h("div"), clicks = [];
            const paint = (text) => swap(pane, h("button", { onclick: () => clicks.push(text) }, text));
            document.body.append(pane);
            paint("before");
            const pressed = pane.firstChild;
            pressed.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
            paint("news");
            pressed.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
            if (pressed.isConnected) pressed.click();
            await new Promise((done) => setTimeout(done));
            return [clicks, pane.textContent];
        }"""
    )

    assert (clicks, text) == (["before"], "news")
