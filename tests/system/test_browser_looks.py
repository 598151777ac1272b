"""How pages look: the report without scripts, and every page in the dark on a narrow screen."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from rma_scenarios.flow import record_flow
from rma_scenarios.report import Chapter, write_report
from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

NARROW = {"viewport": {"width": 420, "height": 900}, "color_scheme": "dark"}
on_a_narrow_dark_screen = pytest.mark.parametrize("visitor", [pytest.param(NARROW, id="dark")], indirect=True)


async def fits(page: Page) -> bool:
    """Tell whether nothing sticks out to the side, and the page follows the dark scheme."""
    width, background = await page.evaluate(
        "() => [document.scrollingElement.scrollWidth - innerWidth, getComputedStyle(document.body).backgroundColor]"
    )
    brightest = max(int(part) for part in background.removeprefix("rgb(").removesuffix(")").split(","))
    return bool(width <= 0 and brightest < 64)


@on_a_narrow_dark_screen
async def test_the_stage_fits_a_narrow_dark_screen(world: StackWorld, visitor: Any) -> None:
    stage = await visitor.visit(world.links["stage_url"])
    shopper, agent = (stage.frame_locator(f"[data-testid=stage-{half}]") for half in ("shopper", "agent"))
    await shopper.get_by_test_id("chat-email").fill("gina.lin@example.com")
    await shopper.get_by_test_id("chat-start").click()
    await expect(agent.get_by_test_id("attribute-rma")).to_be_visible()

    assert [await fits(frame) for frame in stage.frames] == [True, True, True]


@on_a_narrow_dark_screen
async def test_the_desk_fits_a_narrow_dark_screen(world: StackWorld, visitor: Any) -> None:
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await expect(desk.get_by_test_id("attribute-rma")).to_be_visible()

    assert await fits(desk)


@on_a_narrow_dark_screen
@pytest.mark.parametrize("page_name", ["link", "settings"])
async def test_the_desks_other_pages_fit_a_narrow_dark_screen(world: StackWorld, visitor: Any, page_name: str) -> None:
    await world.gladly.patch(f"desk/api/apps/{world.app_id}", json={"auto_linking": []})
    desk = await visitor.visit_desk(world)
    if page_name == "link":
        await visitor.find_person(desk, "Gina Lin")
        await desk.get_by_test_id("link-to-external").click()
        await desk.get_by_test_id("search-button").click()
        await expect(desk.get_by_test_id("match-row")).to_be_visible()
    else:
        await desk.get_by_test_id("settings-link").click()
        await expect(desk.get_by_test_id("settings")).to_be_visible()

    assert await fits(desk)


@on_a_narrow_dark_screen
@pytest.mark.parametrize(
    ("path", "shown"),
    [
        pytest.param("originate/rma/{rma}", "rma-number", id="rma page"),
        pytest.param("originate", "rma-row", id="table"),
        pytest.param("originate/new?email=gina.lin@example.com", "lines-form", id="create return"),
        pytest.param("originate/settings", "setting", id="settings"),
        pytest.param("originate/packing-slip?rma={rma}", "barcode", id="packing slip"),
        pytest.param("collector?rma={rma}", "receive", id="collector"),
        pytest.param("returns-center", "find-order", id="returns center"),
    ],
)
async def test_returnlogics_pages_fit_a_narrow_dark_screen(
    world: StackWorld, visitor: Any, path: str, shown: str
) -> None:
    base = world.links["returnlogic"]["url"]
    page = await visitor.visit(f"{base}/{path.format(rma=world.rmas['jacket']['id'])}")
    await expect(page.get_by_test_id(shown).first).to_be_visible()

    assert await fits(page)


@pytest.mark.timeout(150)  # the demo starts a stack of its own and plays three flows
@pytest.mark.parametrize("visitor", [pytest.param({"java_script_enabled": False}, id="no scripts")], indirect=True)
async def test_the_demos_report_opens_without_scripts(start: Callable[..., Any], visitor: Any, tmp_path: Path) -> None:
    command = start("demo", "--report", str(tmp_path / "report.html"))
    _, errors = await asyncio.to_thread(command.process.communicate)
    assert errors == ""

    page = await visitor.visit((tmp_path / "report.html").as_uri())
    summaries = await page.locator("summary").all()
    for summary in summaries:
        await summary.click()

    await expect(page.locator("details[open]")).to_have_count(len(summaries))
    await expect(page.locator("details[open] pre").first).to_be_visible()
    pictures = page.get_by_role("img")
    await expect(pictures).to_have_count(3)
    for picture in await pictures.all():
        await expect(picture).to_have_accessible_name(re.compile(r"\w+ \w+ \w+"))


async def test_a_long_report_is_searched_by_words_and_outcome_until_a_link_leads_elsewhere(
    visitor: Any, tmp_path: Path
) -> None:
    chapters = [
        Chapter(
            flow=record_flow(
                [], [], title=f"case {number}", question=f"Does {'chat' if number % 2 else 'desk'} answer?"
            ),
            story=f"Story {number}.",
            checks=(),
            card=None,
            failure="It did not." if number == 5 else None,
            duration_ms=1.0,
        )
        for number in range(12)
    ]
    path = write_report(tmp_path / "report.html", chapters, title="Long", made_at=datetime(2026, 3, 2, tzinfo=UTC))
    page = await visitor.visit(path.as_uri())
    shown = page.locator("#summary tbody tr:visible")

    await page.get_by_label("Find").fill("CHAT answer")
    await expect(page.get_by_role("status")).to_have_text("6 of 12 flows")
    await expect(shown).to_have_count(6)

    await page.get_by_label("failed").check()
    await expect(shown).to_have_count(1)
    await expect(page.locator("section:visible")).to_contain_text("It did not.")

    await page.get_by_label("held").check()
    await page.get_by_label("Find").fill("")
    await expect(page.get_by_role("status")).to_have_text("11 of 12 flows")
    await shown.first.get_by_role("link").click()
    await expect(page.locator("section:visible details.flow[open]")).to_contain_text("Story 0.")

    await page.get_by_label("Find").fill("desk")
    await expect(page.locator("#flow-3")).to_be_hidden()
    await page.evaluate("location.hash = 'flow-3'")  # as a rule's link to one of its flows does
    await expect(page.locator("#flow-3")).to_contain_text("Story 1.")
    await expect(page.locator("#flow-3")).to_be_visible()
    await expect(page.get_by_label("Find")).to_have_value("")
