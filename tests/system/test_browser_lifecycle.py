"""An RMA lives its life on the mock ReturnLogic's pages: Originate, the carrier's panel, Collector, Returns Center."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

EMAIL = "gina.lin@example.com"
ORDER = "#700001"
MANUAL = {"policies": {"authorisation": "manual"}}
SHOP: dict[str, Any] = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
    "orders": [{"of": "gina", "name": ORDER, "items": [{"product": "Trail Fleece Jacket"}]}],
    "customers": 0,
}
Opens = Callable[..., Awaitable[StackWorld]]


def address(world: StackWorld, path: str) -> str:
    return f"{world.links['returnlogic']['url']}/{path}"


async def finds_order(shop: Page) -> None:
    await shop.get_by_test_id("find-order-email").fill(EMAIL)
    await shop.get_by_test_id("find-order-name").fill(ORDER)
    await shop.get_by_test_id("find-order-submit").click()


async def asks_for_exchange(visitor: Any, world: StackWorld) -> tuple[Page, str]:
    """Return the Returns Center's page after the shopper has asked to exchange the jacket, and the RMA number."""
    shop = await visitor.visit(address(world, "returns-center"))
    await finds_order(shop)
    line = shop.get_by_test_id("order-line")
    await line.get_by_test_id("line-choose").check()
    await line.get_by_test_id("line-reason").select_option(label="Too Small")
    await line.get_by_test_id("line-type").select_option("Exchange")
    await line.get_by_test_id("line-exchange").select_option(index=1)
    await shop.get_by_test_id("submit-return").click()
    number: str = await shop.get_by_test_id("done-rma-number").inner_text()
    return shop, number


async def confirms(page: Page, act: str) -> None:
    """Press a button that asks first, and say yes."""
    await page.get_by_test_id(act).click()
    await page.get_by_test_id(f"{act}-confirm").click()


async def test_an_exchange_goes_from_requested_to_complete_on_the_pages(open_world: Opens, visitor: Any) -> None:
    world = await open_world(**SHOP, returnlogic=MANUAL)
    shop, number = await asks_for_exchange(visitor, world)
    await expect(shop.get_by_test_id("done-next")).to_contain_text("The label comes with our approval")
    await expect(shop.get_by_test_id("done-tracking")).to_have_count(0)
    staff = await visitor.visit(address(world, f"originate/rma/{number}"))
    status = staff.get_by_test_id("rma-status")
    await expect(staff.get_by_test_id("exchange-for")).to_contain_text("for ")

    await confirms(staff, "act-authorize")
    await expect(status).to_have_text("Authorized")
    await staff.get_by_test_id("carrier-scan").click()
    await staff.get_by_test_id("carrier-deliver").click()
    await expect(status).to_have_text("Delivered")

    warehouse = await visitor.visit(address(world, "collector"))
    await warehouse.get_by_test_id("scan").fill(number)
    await warehouse.get_by_test_id("scan").press("Enter")
    await warehouse.get_by_test_id("receive-disposition").select_option("Ready for Resale")
    await warehouse.get_by_test_id("receive-comment").fill("Tag still on")
    await warehouse.get_by_test_id("receive").click()
    await expect(warehouse.get_by_test_id("nothing-to-receive")).to_have_text("Everything was received.")
    await expect(warehouse.get_by_test_id("scan")).to_be_focused()
    await warehouse.get_by_test_id("receive-disposition").select_option("Damaged")
    await warehouse.get_by_test_id("inspect").click()
    await expect(warehouse.get_by_test_id("verdict")).to_have_text("Damaged · Tag still on")

    await staff.bring_to_front()
    await expect(staff.get_by_test_id("item-receipt")).to_contain_text("1 of 1 received")
    await expect(staff.get_by_test_id("item-receipt")).to_contain_text("Tag still on")
    await staff.get_by_test_id("process-type").click()
    await expect(staff.get_by_test_id("item-processed")).to_have_text("Processed, released")
    await confirms(staff, "act-complete")

    await expect(status).to_have_text("Complete")
    await expect(staff.get_by_test_id("no-actions")).to_be_visible()
    steps = staff.get_by_test_id("life-step")
    await expect(steps).to_have_count(7)
    assert await steps.evaluate_all("nodes => nodes.map((node) => node.dataset.state)") == ["done"] * 7
    await expect(staff.get_by_test_id("mail").last).to_contain_text("RMA Completed")


async def test_what_cannot_be_undone_asks_first_and_can_be_kept(open_world: Opens, visitor: Any) -> None:
    world = await open_world(**SHOP, returnlogic=MANUAL)
    _, number = await asks_for_exchange(visitor, world)
    staff = await visitor.visit(address(world, f"originate/rma/{number}"))

    await staff.get_by_test_id("act-reject").press("Enter")
    await expect(staff.get_by_test_id("act-reject-confirm")).to_be_focused()
    await staff.keyboard.press("Escape")
    await expect(staff.get_by_test_id("act-reject")).to_be_focused()
    await expect(staff.get_by_test_id("rma-status")).to_have_text("Requested")
    await staff.keyboard.press("Enter")
    await staff.keyboard.press("Enter")

    await expect(staff.get_by_test_id("rma-status")).to_have_text("Rejected")
    await expect(staff.get_by_test_id("rma-actions")).to_be_focused()


async def test_a_refused_move_says_why_and_the_page_shows_how_things_are(open_world: Opens, visitor: Any) -> None:
    world = await open_world(**SHOP, returnlogic=MANUAL)
    visitor.expected = ["409", "ERR_FAILED"]
    _, number = await asks_for_exchange(visitor, world)
    # Nobody tells the staff's window of what happens elsewhere.
    await visitor.context.route("**/originate/api/changes*", lambda route: route.abort())
    staff = await visitor.visit(address(world, f"originate/rma/{number}"))
    await expect(staff.get_by_test_id("act-authorize")).to_be_visible()
    await expect(staff.get_by_test_id("may-be-old")).to_contain_text("does not answer")

    await staff.request.post(address(world, f"originate/api/rmas/{number}/reject"))
    await confirms(staff, "act-authorize")

    await expect(staff.get_by_test_id("rma-error")).to_contain_text(f"Cannot authorise RMA {number}: it is Rejected")
    await expect(staff.get_by_test_id("rma-status")).to_have_text("Rejected")
    await staff.get_by_test_id("why-not").click()
    await expect(staff.get_by_test_id("refusal").first).to_contain_text("Cannot authorise")


async def test_two_windows_agree_and_nothing_that_is_being_typed_is_lost(open_world: Opens, visitor: Any) -> None:
    world = await open_world(**SHOP, returnlogic=MANUAL)
    _, number = await asks_for_exchange(visitor, world)
    one, other = [await visitor.visit(address(world, f"originate/rma/{number}")) for _ in range(2)]
    table = await visitor.visit(address(world, "originate"))
    await one.get_by_test_id("comment-text").fill("Shopper called, and")

    await other.bring_to_front()
    await confirms(other, "act-authorize")
    await other.get_by_test_id("comment-text").fill("Authorised on the phone")
    await other.get_by_test_id("comment-submit").click()
    await expect(other.get_by_test_id("comment-text")).to_have_value("")

    for window, shown in ((one, "rma-status"), (table, "rma-row-status")):
        await window.bring_to_front()
        await expect(window.get_by_test_id(shown)).to_have_text("Authorized")
    await expect(one.get_by_test_id("comment")).to_contain_text("Authorised on the phone")
    await expect(one.get_by_test_id("comment-text")).to_have_value("Shopper called, and")


async def test_an_rma_that_is_deleted_elsewhere_is_said_to_be_gone(open_world: Opens, visitor: Any) -> None:
    world = await open_world(**SHOP, returnlogic=MANUAL)
    visitor.expected = ["404"]
    _, number = await asks_for_exchange(visitor, world)
    one, other = [await visitor.visit(address(world, f"originate/rma/{number}")) for _ in range(2)]

    await other.bring_to_front()
    await confirms(other, "act-delete")
    await expect(other.get_by_test_id("no-rmas")).to_be_visible()

    await one.bring_to_front()
    await expect(one.get_by_test_id("rma-deleted")).to_contain_text(f"RMA {number} was deleted")


async def test_what_a_dearer_exchange_costs_is_told_with_its_product(open_world: Opens, visitor: Any) -> None:
    charged = {"full_catalogue_exchange": True, "variant_exchange_charge": True}
    world = await open_world(**SHOP, returnlogic={"policies": charged})
    shop = await visitor.visit(address(world, "returns-center"))
    await finds_order(shop)
    line = shop.get_by_test_id("order-line")
    await line.get_by_test_id("line-choose").check()
    await line.get_by_test_id("line-reason").select_option(label="Changed Mind")
    await line.get_by_test_id("line-type").select_option("Exchange")
    choice = line.get_by_test_id("line-exchange")
    dearer = await choice.locator("option", has_text="Ridge Rain Shell").first.inner_text()
    await choice.select_option(label=dearer)
    await shop.get_by_test_id("submit-return").click()
    await expect(shop.get_by_test_id("done-exchange")).to_have_text(f"You get {dearer} instead and pay $61.00 more.")

    number = await shop.get_by_test_id("done-rma-number").inner_text()
    staff = await visitor.visit(address(world, f"originate/rma/{number}"))
    await expect(staff.get_by_test_id("exchange-for")).to_have_text(f"for {dearer}")
    await expect(staff.get_by_test_id("item-extra")).to_have_text("$61.00 to pay")


async def test_what_is_held_back_stands_before_the_total(open_world: Opens, visitor: Any) -> None:
    shipping = {"policies": {"shipping": [{"of": "Refund", "type": "Fixed Deduction"}]}}
    world = await open_world(**SHOP, returnlogic=shipping)
    [order] = (await world.returnlogic.get("originate/api/orders", params={"search": EMAIL})).json()["orders"]
    item = {"line_id": order["lines"][0]["id"], "quantity": 1, "return_type": "Refund", "reason_code": "TS"}
    made = await world.returnlogic.post("originate/api/rmas", json={"order_name": ORDER, "items": [item]})
    staff = await visitor.visit(address(world, f"originate/rma/{made.json()['id']}"))

    await expect(staff.locator("tfoot tr")).to_have_text(["Held back for shipping$5.00", "Refund$63.00", "Total$63.00"])


async def test_nobody_is_told_of_labels_and_slips_where_nothing_is_sent(open_world: Opens, visitor: Any) -> None:
    rules = MANUAL["policies"] | {"shipping": [{"of": "Exchange", "type": "No Shipping"}]}
    world = await open_world(**SHOP, returnlogic={"policies": rules})
    shop, number = await asks_for_exchange(visitor, world)
    await expect(shop.get_by_test_id("done-next")).to_have_text("We look at your request and write to you.")

    staff = await visitor.visit(address(world, f"originate/rma/{number}"))
    await expect(staff.get_by_test_id("rma-shipping-type")).to_have_text("No Shipping")
    await expect(staff.get_by_test_id("rma-no-label")).to_be_visible()
    await expect(staff.get_by_test_id("packing-slip-link")).to_have_count(0)


async def test_staff_takes_back_the_approval_of_an_item(world: StackWorld, visitor: Any) -> None:
    staff = await visitor.visit(address(world, f"originate/rma/{world.rmas['jacket']['id']}"))
    switch = staff.get_by_test_id("item-approved")

    await switch.uncheck()

    await expect(staff.get_by_test_id("timeline-entry").last).to_contain_text("Unapproved")
    await expect(switch).not_to_be_checked()
    await expect(switch).to_be_focused()
    await staff.reload()
    await expect(switch).not_to_be_checked()


async def test_a_shopper_looks_a_return_up_again_prints_its_slip_and_cancels_it(
    open_world: Opens, visitor: Any
) -> None:
    world = await open_world(**SHOP)
    _, number = await asks_for_exchange(visitor, world)
    shop = await visitor.visit(address(world, "returns-center"))
    await finds_order(shop)
    await expect(shop.get_by_test_id("earlier-status")).to_have_text("Authorized")
    await shop.get_by_test_id("earlier-open").click()

    async with shop.expect_popup() as popup:
        await shop.get_by_test_id("done-packing-slip").click()
    slip = await popup.value
    await expect(slip.get_by_test_id("slip-number")).to_have_text(number)
    await expect(slip.get_by_test_id("barcode")).to_have_attribute("aria-label", f"Barcode {number}")
    await expect(slip.get_by_test_id("slip-item")).to_contain_text("Trail Fleece Jacket")
    await shop.bring_to_front()
    await confirms(shop, "shopper-cancel")

    await expect(shop.get_by_test_id("done-status")).to_have_text("Canceled")
    await shop.get_by_test_id("return-more").click()
    await finds_order(shop)
    await expect(shop.get_by_test_id("line-choose")).to_be_enabled()


async def test_the_slips_barcode_is_code_128(world: StackWorld, visitor: Any) -> None:
    """Bars and gaps are those that the library python-barcode 0.16 draws for the same text."""
    slip = await visitor.visit(address(world, f"originate/packing-slip?rma={world.rmas['jacket']['id']}"))
    await expect(slip.get_by_test_id("barcode")).to_be_visible()

    script = "import('./static/code128.js').then(({ widthsOf }) => widthsOf('RMA-7_a'))"
    widths = await slip.evaluate(f"() => {script.replace('./', slip.url.split('packing-slip')[0])}")

    bars = "".join(("0" if place % 2 else "1") * int(width) for place, width in enumerate(widths))
    assert bars == (
        "1101001000011000101110101110110001010001100010011011100111011011101010011000010010110000100100011001100011101011"
    )


async def test_news_of_an_earlier_parcel_do_not_come_over_the_one_that_was_scanned_last(
    open_world: Opens, visitor: Any
) -> None:
    beanie = {"of": "gina", "items": [{"product": "Alpine Beanie"}], "status": "Delivered"}
    world = await open_world(**SHOP, rmas=[beanie | {"key": key} for key in "ab"])
    first, second = (world.rmas[key]["id"] for key in "ab")
    warehouse = await visitor.visit(address(world, f"collector?rma={first}"))
    await expect(warehouse.get_by_test_id("collector-rma")).to_have_text(f"RMA {first}")
    asked, goes_on = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await goes_on.wait()
        await route.continue_()

    await warehouse.route(f"**/collector/api/rmas/{first}?refresh=true", late)
    await world.returnlogic.post(f"originate/api/rmas/{first}/comments", json={"text": "Shopper called"})
    await asyncio.wait_for(asked.wait(), 10)
    await warehouse.get_by_test_id("scan").fill(second)
    await warehouse.get_by_test_id("scan").press("Enter")
    await expect(warehouse.get_by_test_id("collector-rma")).to_have_text(f"RMA {second}")
    async with warehouse.expect_request("**/collector/api/changes*"):  # what follows on the late answer
        goes_on.set()

    await expect(warehouse.get_by_test_id("collector-rma")).to_have_text(f"RMA {second}")


async def test_the_warehouse_is_told_why_there_is_nothing_to_receive(open_world: Opens, visitor: Any) -> None:
    world = await open_world(**SHOP, returnlogic=MANUAL)
    visitor.expected = ["404"]
    _, number = await asks_for_exchange(visitor, world)
    warehouse = await visitor.visit(address(world, f"collector?rma={number}"))
    await expect(warehouse.get_by_test_id("nothing-to-receive")).to_contain_text("it is Requested")
    await expect(warehouse.get_by_test_id("receive")).to_have_count(0)

    await warehouse.get_by_test_id("scan").fill("4711")
    await warehouse.get_by_test_id("scan").press("Enter")

    await expect(warehouse.get_by_test_id("collector-error")).to_contain_text("No packing slip has the number 4711")
    await expect(warehouse.get_by_test_id("collector-item")).to_have_count(0)


async def test_filters_say_in_the_address_what_is_shown(world: StackWorld, visitor: Any) -> None:
    table = await visitor.visit(address(world, "originate"))
    await table.get_by_test_id("rma-search").fill(EMAIL)
    await table.get_by_test_id("rma-status-filter").select_option("In Transit")
    await table.get_by_test_id("rma-from-filter").fill("2001-01-01")
    await expect(table.get_by_test_id("rma-count")).to_contain_text("return")
    await table.get_by_test_id("rma-to-filter").fill("2001-01-02")
    await expect(table.get_by_test_id("no-rmas")).to_be_visible()

    await table.reload()
    await expect(table.get_by_test_id("rma-to-filter")).to_have_value("2001-01-02")
    await table.get_by_test_id("clear-filters").click()

    await expect(table.get_by_test_id("rma-row").first).to_be_visible()
    assert "?" not in table.url
