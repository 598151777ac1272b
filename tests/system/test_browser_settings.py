"""The merchant's policies and the API's variants are changed on Originate's settings page, and hold at once."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser


def address(world: StackWorld, path: str) -> str:
    return f"{world.links['returnlogic']['url']}/{path}"


def setting(page: Page, name: str) -> Locator:
    return page.locator(f"[data-testid=setting][data-setting={name}]")


def control(page: Page, name: str) -> Locator:
    return setting(page, name).get_by_test_id("setting-control")


async def test_automation_that_is_set_up_on_the_page_processes_and_completes(world: StackWorld, visitor: Any) -> None:
    rma = await visitor.visit(address(world, f"originate/rma/{world.rmas['jacket']['id']}"))
    kind = await rma.get_by_test_id("rma-return-types").inner_text()
    page = await visitor.visit(address(world, "originate/settings"))
    automation = setting(page, "automation")

    await automation.get_by_test_id("add-entry").click()
    await automation.locator("[data-field=return_type]").select_option(kind)
    await automation.locator("[data-field=at]").select_option("Delivered")
    await automation.locator("[data-field=completes]").check()
    await automation.get_by_test_id("save-entries").click()
    await expect(page.get_by_test_id("settings-said")).to_have_text("Saved: Automated processing.")

    await rma.bring_to_front()
    await expect(rma.get_by_test_id("rma-next")).to_contain_text("at Delivered and then completes it.")
    await rma.get_by_test_id("carrier-deliver").click()
    await expect(rma.get_by_test_id("rma-status")).to_have_text("Complete")
    await expect(rma.get_by_test_id("timeline-entry").last).to_contain_text("by Automation")


async def test_settings_are_saved_one_by_one_and_a_second_window_follows(world: StackWorld, visitor: Any) -> None:
    page, other = [await visitor.visit(address(world, "originate/settings")) for _ in range(2)]
    await page.bring_to_front()

    await control(page, "authorisation").select_option("manual")
    await expect(setting(page, "authorisation").get_by_test_id("setting-default")).to_have_text("usually automatic")
    await control(page, "abandoned_after_days").fill("14")
    await control(page, "abandoned_after_days").press("Enter")
    await expect(page.get_by_test_id("settings-said")).to_have_text("Saved: Abandoned after days.")
    await control(page, "retry_after").check()
    await expect(page.get_by_test_id("settings-said")).to_have_text("Saved: Retry-After.")

    await other.bring_to_front()
    await expect(control(other, "authorisation")).to_have_value("manual")
    await expect(control(other, "abandoned_after_days")).to_have_value("14")
    await expect(control(other, "retry_after")).to_be_checked()


async def test_a_setting_that_cannot_be_says_why_and_changes_nothing(world: StackWorld, visitor: Any) -> None:
    visitor.expected = ["422"]
    page = await visitor.visit(address(world, "originate/settings"))

    await control(page, "archived_after_days").fill("0")
    await control(page, "archived_after_days").press("Enter")

    await expect(page.get_by_test_id("settings-error")).to_contain_text("Archived after days is not saved.")
    await expect(page.get_by_test_id("settings-error")).to_contain_text("Must be at least 1.")
    await expect(control(page, "archived_after_days")).to_be_focused()
    await page.reload()
    await expect(control(page, "archived_after_days")).to_have_value("30")


async def test_what_is_no_number_is_not_taken_for_never(world: StackWorld, visitor: Any) -> None:
    page = await visitor.visit(address(world, "originate/settings"))
    days = control(page, "archived_after_days")

    await days.press("Control+a")
    await page.keyboard.type("1e")
    await page.keyboard.press("Enter")
    await control(page, "retry_after").check()

    await expect(page.get_by_test_id("settings-said")).to_have_text("Saved: Retry-After.")
    await page.reload()
    await expect(days).to_have_value("30")


async def test_a_refusal_is_in_sight_wherever_the_page_is_scrolled_to(world: StackWorld, visitor: Any) -> None:
    visitor.expected = ["422"]
    page = await visitor.visit(address(world, "originate/settings"))
    reasons = setting(page, "reasons")

    await reasons.get_by_test_id("add-entry").click()
    await reasons.locator("[data-field=code]").last.fill("a b")
    await reasons.locator("[data-field=description]").last.fill("Odd smell")
    await reasons.get_by_test_id("save-entries").click()

    refusal = page.get_by_test_id("settings-error")
    await expect(refusal).to_contain_text("Entry 10: must be a reason code of up to 20 letters")
    await expect(refusal).to_be_in_viewport()
