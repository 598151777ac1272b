"""A return is made on ReturnLogic's pages, by a shopper or by staff, and the agent sees it."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

EMAIL = "gina.lin@example.com"
ORDER = "#700001"
SHOP: dict[str, Any] = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
    "orders": [
        {"of": "gina", "name": ORDER, "items": [{"product": "Trail Fleece Jacket"}, {"product": "Merino Crew Sock"}]}
    ],
    "customers": 5,
}


async def fills_first_line(page: Page) -> None:
    line = page.get_by_test_id("order-line").first
    await line.get_by_test_id("line-choose").check()
    await line.get_by_test_id("line-reason").select_option(label="Too Small")
    await line.get_by_test_id("line-type").select_option("Exchange")
    await line.get_by_test_id("line-exchange").select_option(index=1)
    await page.get_by_test_id("submit-return").click()


async def creates_return(visitor: Any, world: StackWorld) -> str:
    """Return an item in the Returns Center; give back the RMA number that the shopper is told."""
    shop = await visitor.visit(world.links["returnlogic"]["returns_center_url"])
    await shop.get_by_test_id("find-order-email").fill(EMAIL)
    await shop.get_by_test_id("find-order-name").fill(ORDER)
    await shop.get_by_test_id("find-order-submit").click()
    await fills_first_line(shop)
    number: str = await shop.get_by_test_id("done-rma-number").inner_text()
    return number


async def opens_again_until(desk: Page, wanted: Locator) -> None:
    """Press the button that looks up once more, as people do, until the adaptor's answer is a new one."""
    async with asyncio.timeout(20):
        while await wanted.count() == 0:
            await desk.get_by_test_id("open-again").click()
            await expect(desk.get_by_test_id("link-state")).not_to_have_text("Looking up…")


async def holds_back(visitor: Any, calls: str) -> asyncio.Event:
    """Let calls wait for the event that is returned."""
    goes_on = asyncio.Event()

    async def hold(route: Route) -> None:
        await goes_on.wait()
        await route.continue_()

    await visitor.context.route(calls, hold)
    return goes_on


async def test_a_return_that_the_shopper_creates_shows_in_the_agents_card(open_world: Any, visitor: Any) -> None:
    world = await open_world(**SHOP)
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await expect(desk.get_by_test_id("link-state")).to_have_text("Not linked")

    number = await creates_return(visitor, world)

    await desk.bring_to_front()
    await opens_again_until(desk, desk.get_by_test_id("attribute-rma").filter(has_text=number))
    originate = world.links["returnlogic"]["originate_url"]
    await expect(desk.get_by_test_id("attribute-rma")).to_have_attribute("href", f"{originate}/rma/{number}")
    await expect(desk.get_by_test_id("order-row")).to_contain_text(ORDER)


async def test_staff_finds_a_shoppers_return_in_the_table_and_opens_it(open_world: Any, visitor: Any) -> None:
    world = await open_world(**SHOP)
    number = await creates_return(visitor, world)

    originate = await visitor.visit(world.links["returnlogic"]["originate_url"])
    await originate.get_by_test_id("rma-search").fill(EMAIL)
    await originate.get_by_test_id("rma-search").press("Enter")
    row = originate.get_by_test_id("rma-row")
    await expect(row).to_have_count(1)
    await expect(row).to_have_attribute("data-rma", number)
    await row.get_by_role("link", name=number).click()

    await expect(originate.get_by_test_id("rma-number")).to_have_text(f"RMA {number}")
    await expect(originate.get_by_test_id("rma-item")).to_contain_text("Trail Fleece Jacket")
    await expect(originate.get_by_test_id("rma-return-types")).to_have_text("Exchange")


async def test_staff_creates_a_return_and_lands_on_its_page(open_world: Any, visitor: Any) -> None:
    world = await open_world(**SHOP)
    originate = await visitor.visit(world.links["returnlogic"]["originate_url"])

    await originate.get_by_test_id("create-return").click()
    await originate.get_by_test_id("order-search").fill(EMAIL)
    await originate.get_by_test_id("order-search-submit").click()
    await expect(originate.get_by_test_id("order-choice")).to_contain_text(ORDER)
    await fills_first_line(originate)

    await expect(originate.get_by_test_id("rma-order")).to_have_text(ORDER)
    await expect(originate.get_by_test_id("rma-email")).to_have_text(EMAIL)
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await expect(desk.get_by_test_id("attribute-rma")).to_have_attribute("href", originate.url)


async def test_a_shopper_without_the_order_number_is_sent_a_link(open_world: Any, visitor: Any) -> None:
    world = await open_world(**SHOP)
    shop = await visitor.visit(world.links["returnlogic"]["returns_center_url"])

    await shop.get_by_test_id("find-order-email").fill(EMAIL)
    await shop.get_by_test_id("find-order-submit").click()
    await shop.get_by_test_id("mail-link").click()

    await expect(shop.get_by_test_id("choose-items")).to_contain_text(ORDER)


@pytest.mark.parametrize(
    ("path", "box", "found"),
    [
        pytest.param("", "rma-search", "rma-row", id="table"),
        pytest.param("/new", "order-search", "order-choice", id="create return"),
    ],
)
async def test_a_search_by_somebody_faster_than_the_scripts_is_not_lost(
    world: StackWorld, visitor: Any, path: str, box: str, found: str
) -> None:
    has_searched = await holds_back(visitor, "**/*.js")
    page = await visitor.context.new_page()
    await page.goto(world.links["returnlogic"]["originate_url"] + path, wait_until="commit")

    await page.get_by_test_id(box).fill(EMAIL)
    await page.get_by_test_id(box).press("Enter")
    has_searched.set()

    await expect(page.get_by_test_id(found)).to_have_count(1)


async def test_a_search_while_the_page_still_loads_is_not_lost(world: StackWorld, visitor: Any) -> None:
    has_searched = await holds_back(visitor, "**/originate/api/settings")
    page = await visitor.context.new_page()
    async with page.expect_request("**/originate/api/settings"):
        await page.goto(world.links["returnlogic"]["originate_url"] + "/new", wait_until="commit")

    await page.get_by_test_id("order-search").fill(EMAIL)
    await page.get_by_test_id("order-search-submit").click()
    has_searched.set()

    await expect(page.get_by_test_id("order-choice")).to_have_count(1)


async def test_a_search_that_a_later_one_has_overtaken_does_not_show(world: StackWorld, visitor: Any) -> None:
    is_late = await holds_back(visitor, "**/originate/api/orders?search=gina*")
    page = await visitor.visit(f"{world.links['returnlogic']['originate_url']}/new?email={EMAIL}")

    await page.get_by_test_id("order-search").fill("#1")
    await page.get_by_test_id("order-search-submit").click()
    await expect(page.get_by_test_id("no-orders")).to_be_visible()
    async with page.expect_event("requestfinished", lambda request: "search=gina" in request.url):
        is_late.set()
    await page.evaluate("() => new Promise((shown) => setTimeout(shown))")  # after what the answer led to

    await expect(page.get_by_test_id("no-orders")).to_have_text("No order matches “#1”.")
