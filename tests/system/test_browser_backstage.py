"""The backstage in a browser: every failure from its form, the clock, the journal with its filters."""

import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

KINDS = (
    *("status", "rate_limited", "maintenance", "expired_token", "latency", "drip"),
    *("malformed", "truncated", "content_type", "reset", "answer_lost", "filter_ignored"),
)
DELIVERIES = ("duplicated", "reordered", "delayed", "dropped", "stale")


async def visit_backstage(visitor: Any, world: StackWorld) -> Page:
    page: Page = await visitor.visit(f"{world.links['gladly']['url']}/backstage")
    await expect(page.get_by_test_id("backstage-live")).to_have_text("Live")
    return page


async def ask_for_rmas(world: StackWorld, path: str = "/rmas") -> None:
    """Ask as the adaptor does; whatever fails is the point."""
    given = world.links["returnlogic"]
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {given['api_key']}"}, trust_env=False) as client:
        try:
            await client.get(f"{given['api_url']}{path}", params={"email": "gina.lin@example.com"})
        except httpx.TransportError:
            return


@pytest.mark.parametrize("kind", KINDS)
async def test_every_failure_is_scripted_from_the_form_and_seen_to_hit(
    world: StackWorld, visitor: Any, kind: str
) -> None:
    page = await visit_backstage(visitor, world)
    await page.get_by_test_id("fault-kind").select_option(kind)
    await page.get_by_test_id("fault-path").fill("/v1/rmas*")
    if kind in {"latency", "drip"}:
        await page.get_by_test_id("fault-latency_ms").fill("10")
    await page.get_by_test_id("fault-script").click()
    row = page.get_by_test_id("fault-row")
    await expect(row).to_contain_text("0 of 1")

    await ask_for_rmas(world)

    await expect(row).to_contain_text("1 of 1")
    await expect(row).to_contain_text("over")
    await expect(page.get_by_test_id("exchange-fault")).to_have_text(f"fault 1: {kind.replace('_', ' ')}")


@pytest.mark.parametrize("kind", DELIVERIES)
async def test_what_goes_wrong_with_webhooks_is_scripted_from_the_form_too(
    world: StackWorld, visitor: Any, kind: str
) -> None:
    page = await visit_backstage(visitor, world)
    await page.get_by_test_id("fault-kind").select_option(kind)
    await page.get_by_test_id("fault-path").fill("webhook/*")
    if kind == "delayed":
        await page.get_by_test_id("fault-latency_ms").fill("30000")
    await page.get_by_test_id("fault-script").click()
    row = page.get_by_test_id("fault-row")
    await expect(row).to_contain_text("delayed 30000 ms" if kind == "delayed" else kind)

    given = world.links["returnlogic"]
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {given['api_key']}"}, trust_env=False) as client:
        wanted = {"topic": "rma.updated", "address": f"{given['url']}/nobody"}
        assert (await client.post(f"{given['api_url']}/webhooks", json=wanted)).status_code == 201
    await world.returnlogic.post(f"carrier/api/rmas/{world.rmas['jacket']['id']}/deliver")

    await expect(row).to_contain_text("1 of 1")
    await expect(row).to_contain_text("over")


async def test_what_is_wrong_with_a_failure_is_told(world: StackWorld, visitor: Any) -> None:
    visitor.expected.append("status of 400")
    page = await visit_backstage(visitor, world)
    await page.get_by_test_id("fault-begins_in_s").fill("3100000000")

    await page.get_by_test_id("fault-script").click()

    await expect(page.get_by_test_id("backstage-alert")).to_contain_text("a world lives until 2100")
    await expect(page.get_by_test_id("fault-none")).to_be_visible()


async def test_failures_are_removed_alone_or_all_together(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)
    for _ in range(3):
        await page.get_by_test_id("fault-script").click()
        await expect(page.get_by_test_id("fault-script")).to_be_enabled()
    rows = page.get_by_test_id("fault-row")
    await expect(rows).to_have_count(3)

    await page.get_by_role("button", name="Remove fault 2").click()
    await expect(rows).to_have_count(2)
    assert [row["id"] for row in (await world.control.get("faults")).json()["faults"]] == [1, 3]

    await page.get_by_test_id("fault-clear").click()
    await expect(page.get_by_test_id("fault-none")).to_be_visible()


async def test_the_clock_is_frozen_set_advanced_and_goes_to_the_next_event(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)
    now = page.get_by_test_id("clock-now")

    await page.get_by_test_id("clock-freeze").click()
    await expect(page.get_by_test_id("clock-state")).to_have_text("frozen")
    await page.get_by_test_id("clock-at").fill("2026-04-01T09:30:00")
    await page.get_by_test_id("clock-set").click()
    await expect(now).to_have_text("2026-04-01 09:30:00 UTC")
    await page.get_by_test_id("clock-by").fill("2")
    await page.get_by_test_id("clock-unit").select_option("days")
    await page.get_by_test_id("clock-advance").click()
    await expect(now).to_have_text("2026-04-03 09:30:00 UTC")
    await expect(page.get_by_test_id("clock-to-next")).to_be_disabled()

    await page.get_by_test_id("fault-begins_in_s").fill("3600")
    await page.get_by_test_id("fault-script").click()
    await expect(page.get_by_test_id("clock-next")).to_contain_text("2026-04-03 10:30:00, fault 1 begins")
    await page.get_by_test_id("clock-to-next").click()
    await expect(now).to_have_text("2026-04-03 10:30:00 UTC")
    await expect(page.get_by_test_id("fault-row")).to_contain_text("active")
    await page.get_by_test_id("clock-freeze").click()
    await expect(page.get_by_test_id("clock-state")).to_have_text("ticking")


async def test_the_journal_is_live_filtered_and_unfolds(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)
    lines = page.get_by_test_id("exchange")
    await expect(page.get_by_test_id("journal-count")).to_have_text("No exchange yet.")

    await ask_for_rmas(world)
    await expect(lines).to_have_count(1)
    await world.returnlogic.get("originate/api/rmas/17")
    await expect(lines).to_have_count(2)
    await expect(lines.first).to_contain_text("/originate/api/rmas/17")

    await page.get_by_test_id("filter-status").fill("2xx")
    await expect(lines).to_have_count(1)
    await lines.first.get_by_text("/v1/rmas").click()
    await expect(lines.first).to_contain_text("authorization: Bearer [masked]")
    await expect(lines.first).to_contain_text('"workflowStatus": "In Transit"')
    await ask_for_rmas(world)
    await expect(lines).to_have_count(2)
    await expect(lines.nth(1)).to_contain_text("[masked]")


async def test_near_misses_are_told_where_nothing_agrees(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)
    await ask_for_rmas(world)
    await ask_for_rmas(world, path="/rma")
    await expect(page.get_by_test_id("exchange")).to_have_count(2)

    await page.get_by_test_id("filter-path").fill("/v1/rmass")

    near = page.get_by_test_id("journal-near")
    await expect(near).to_contain_text("Nothing agrees with every filter. What came near:")
    await expect(near).to_contain_text("path: wanted /v1/rmass, was /v1/rmas")
    await page.get_by_test_id("filter-reset").click()
    await page.get_by_test_id("exchange").first.get_by_text("no such call").click()
    await expect(page.get_by_test_id("exchange").first).to_contain_text("the nearest is GET /v1/rmas")


@pytest.mark.parametrize("page_name", ["desk", "stage", "originate", "originate/new", "originate/rma/{rma}"])
async def test_every_page_but_the_shoppers_leads_backstage(world: StackWorld, visitor: Any, page_name: str) -> None:
    lane = "returnlogic" if page_name.startswith("originate") else "gladly"
    path = page_name.format(rma=world.rmas["jacket"]["id"])
    page = await visitor.visit(f"{world.links[lane]['url']}/{path}")

    async with page.context.expect_page() as opened:
        await page.get_by_test_id("backstage-link").first.click()

    backstage = await opened.value
    await expect(backstage).to_have_title(f"Backstage {world.id} — rma-toolkit")
    await expect(backstage.get_by_test_id("backstage-live")).to_have_text("Live")


async def test_the_page_is_used_by_keyboard_alone(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)

    await page.get_by_test_id("fault-kind").focus()
    await page.keyboard.type("reset")
    await page.get_by_test_id("fault-path").press("Enter")
    await expect(page.get_by_test_id("fault-row")).to_contain_text("reset")
    await ask_for_rmas(world)
    await expect(page.get_by_test_id("exchange")).to_have_count(1)
    await page.get_by_test_id("exchange").locator("summary").press("Enter")

    await expect(page.get_by_test_id("exchange")).to_contain_text("the connection was reset before any answer")


@pytest.mark.parametrize(
    "visitor",
    [pytest.param({"viewport": {"width": 420, "height": 900}, "color_scheme": "dark"}, id="dark")],
    indirect=True,
)
async def test_the_backstage_fits_a_narrow_dark_screen(world: StackWorld, visitor: Any) -> None:
    page = await visit_backstage(visitor, world)
    await ask_for_rmas(world, path=f"/{'long' * 60}")
    await page.get_by_test_id("exchange").locator("summary").click()
    await page.get_by_test_id("fault-script").click()
    await expect(page.get_by_test_id("exchange").get_by_role("heading", name="Answer")).to_be_visible()

    wide, background = await page.evaluate(
        "() => [document.scrollingElement.scrollWidth - innerWidth, getComputedStyle(document.body).backgroundColor]"
    )

    assert wide <= 0
    assert max(int(part) for part in re.findall(r"\d+", background)) < 64
