"""Actions as an agent clicks them, with a stranger's adaptor that offers some: form, errors, timeline, fresh card."""

import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Page, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
CANCEL = {"name": "Cancel order", "formUrl": "/cancel?order=1832"}
FORM: dict[str, Any] = {
    "title": "Cancel order <1832>",
    "submitButton": "Cancel it",
    "closeButton": "Keep it",
    "actionUrl": "/do/cancel?order=1832",
    "sections": [
        {"type": "text", "text": "This cannot be undone."},
        {
            "type": "input",
            "attr": "reason",
            "label": "Reason",
            "hint": "Told to the shopper",
            "input": {
                "type": "select",
                "placeholder": "Select a reason",
                "options": [{"text": "Changed mind", "value": "changed"}, {"text": "Wrong size", "value": "size"}],
            },
        },
        {"type": "input", "attr": "amount", "label": "Amount", "input": {"type": "text", "placeholder": "0.00"}},
        {
            "type": "input",
            "attr": "notify",
            "label": "E-mail",
            "defaultValue": True,
            "input": {"type": "checkbox", "text": "Send an e-mail"},
        },
        {"type": "video", "url": "https://example.com/v"},
    ],
}
NARROW = {"viewport": {"width": 420, "height": 900}, "color_scheme": "dark"}


class Shop(ThreadingHTTPServer):
    """A lookup adaptor whose answers the test writes: an order that can be cancelled until it is."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.status = "Open"
        self.form: tuple[int, Any] = (200, FORM)
        self.outcome: tuple[int, Any] = (200, {"message": "Order 1832 is cancelled", "detail": "Refund: $50"})
        self.sent: list[Any] = []

    def customer(self) -> dict[str, Any]:
        order = {"type": "ORDER", "orderNumber": "1832", "orderStatus": self.status}
        order |= {"actions": [CANCEL]} if self.status == "Open" else {}
        voucher = {"name": "Give a voucher", "formUrl": "/cancel"}
        email = GINA["email"]
        found = {"externalCustomerId": "gina", "emails": [{"original": email}], "transactions": [order]}
        return {"results": [found | {"actions": [voucher, {"name": "Half an offer"}]}]}


class Asked(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        self._answer(*self.server.form)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/lookup":
            self._answer(200, self.server.customer())
            return
        self.server.sent.append(body)
        if self.server.outcome[0] == 200:
            self.server.status = "Cancelled"
        self._answer(*self.server.outcome)

    def log_message(self, *_: Any) -> None:
        pass

    def _answer(self, status: int, content: Any) -> None:
        page = isinstance(content, str)
        raw = (content if page else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if page else "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
async def shop_world(shop: Shop, open_world: Callable[..., Awaitable[StackWorld]]) -> StackWorld:
    """A chat with Gina, whose profile is linked to the shop."""
    app = {"name": "Shop", "url": f"http://127.0.0.1:{shop.server_port}/lookup"}
    world = await open_world(people=[GINA], customers=0, apps=[app])
    start = {"app_id": world.links["gladly"]["chat_app_id"], "email": GINA["email"]}
    assert (await world.gladly.post("chat/api/sessions", json=start)).status_code == 201
    await world.control.get("idle")
    return world


async def opens_chat(visitor: Any, world: StackWorld) -> Page:
    desk: Page = await visitor.visit_desk(world)
    await desk.get_by_test_id("conversation").first.click()
    await expect(desk.get_by_test_id("link-state")).to_contain_text("Shop")
    return desk


async def opens_form(desk: Page) -> None:
    await desk.get_by_test_id("order-row").locator("summary").click()
    await desk.get_by_test_id("card-action").click()
    await expect(desk.get_by_test_id("action-form")).to_be_visible()


async def test_an_order_is_cancelled_after_a_mistake_is_mended(
    shop_world: StackWorld, shop: Shop, visitor: Any
) -> None:
    desk = await opens_chat(visitor, shop_world)
    await opens_form(desk)
    title = desk.get_by_test_id("action-title")
    await expect(title).to_have_text("Cancel order <1832>")
    await expect(title).to_have_css("text-transform", "uppercase")
    await expect(desk.get_by_test_id("action-input-reason")).to_be_focused()
    await expect(desk.get_by_test_id("reply-text")).to_be_hidden()

    await desk.get_by_test_id("action-submit").click()
    await expect(desk.get_by_test_id("action-error-reason")).to_have_text("Reason is required.")
    assert shop.sent == []

    shop.outcome = (400, {"errors": [{"message": "Not yet"}, {"attr": "amount", "detail": "At most 50"}]})
    await desk.get_by_label("Reason").select_option(label="Changed mind")
    await desk.get_by_test_id("action-input-amount").fill("70")
    await desk.get_by_test_id("action-input-amount").press("Enter")
    await expect(desk.get_by_test_id("action-error-amount")).to_have_text("At most 50")
    await expect(desk.get_by_test_id("action-form-problem")).to_have_text("Not yet")
    await expect(desk.get_by_test_id("action-input-amount")).to_be_focused()
    await expect(desk.get_by_test_id("action-input-reason")).to_have_value("changed")

    shop.outcome = (200, {"message": "Order 1832 is cancelled", "detail": "Refund: $50"})
    await desk.get_by_test_id("action-input-amount").fill("50")
    await desk.get_by_test_id("action-submit").click()
    await expect(desk.get_by_test_id("activity-message")).to_have_text("Order 1832 is cancelled")
    await expect(desk.get_by_test_id("activity-detail")).to_have_text("Refund: $50")
    await expect(desk.get_by_test_id("order-row")).to_contain_text("1832 · Cancelled")
    await expect(desk.get_by_test_id("card-action")).to_have_count(0)
    await expect(desk.get_by_test_id("action-form")).to_have_count(0)
    assert shop.sent[-1] == {"amount": "50", "notify": True, "reason": "changed"}


async def test_what_is_fatal_dismisses_the_form_and_says_why(shop_world: StackWorld, shop: Shop, visitor: Any) -> None:
    shop.outcome = (406, {"errors": [{"message": "Too late", "detail": "It left yesterday"}]})
    desk = await opens_chat(visitor, shop_world)
    await opens_form(desk)
    await desk.get_by_test_id("action-input-reason").select_option("size")
    await desk.get_by_test_id("action-input-amount").fill("1")

    await desk.get_by_test_id("action-submit").click()

    await expect(desk.get_by_test_id("action-problem")).to_contain_text("Cancel order: Too late It left yesterday")
    await expect(desk.get_by_test_id("action-form")).to_have_count(0)
    await desk.get_by_test_id("action-problem-close").click()
    await expect(desk.get_by_test_id("reply-text")).to_be_visible()
    await expect(desk.get_by_test_id("activity")).to_have_count(0)


async def test_a_page_instead_of_a_form_is_an_error_in_its_place(
    shop_world: StackWorld, shop: Shop, visitor: Any
) -> None:
    shop.form = (200, "<!doctype html><title>Log in</title>")
    desk = await opens_chat(visitor, shop_world)

    await desk.get_by_test_id("action-menu").click()
    await desk.get_by_test_id("profile-action").click()

    await expect(desk.get_by_test_id("action-problem")).to_contain_text("Shop sent an HTML page instead of a form.")
    await expect(desk.get_by_test_id("warnings")).to_contain_text("One thing in the answer is odd")


async def test_the_form_can_be_left_by_keyboard_and_gives_the_reply_box_back(
    shop_world: StackWorld, visitor: Any
) -> None:
    desk = await opens_chat(visitor, shop_world)
    await desk.get_by_test_id("action-menu").press("Enter")
    await desk.keyboard.press("Tab")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_test_id("action-input-reason")).to_be_focused()

    await desk.get_by_test_id("action-close").press("Enter")

    await expect(desk.get_by_test_id("action-form")).to_have_count(0)
    await expect(desk.get_by_test_id("reply-text")).to_be_focused()


async def test_without_a_conversation_the_card_says_what_actions_wait_for(
    shop: Shop, open_world: Callable[..., Awaitable[StackWorld]], visitor: Any
) -> None:
    app = {"name": "Shop", "url": f"http://127.0.0.1:{shop.server_port}/lookup"}
    world = await open_world(people=[GINA], customers=0, apps=[app])
    desk = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")

    await desk.get_by_test_id("action-menu").click()

    await expect(desk.get_by_test_id("actions-wait").first).to_contain_text(
        "Give a voucher: actions are run during a conversation, and none is open"
    )


@pytest.mark.parametrize("visitor", [pytest.param(NARROW, id="dark")], indirect=True)
async def test_the_form_fits_a_narrow_dark_screen(shop_world: StackWorld, visitor: Any) -> None:
    desk = await opens_chat(visitor, shop_world)

    await opens_form(desk)

    assert await desk.evaluate("() => document.scrollingElement.scrollWidth <= innerWidth")


async def test_a_return_is_rejected_and_another_started_through_our_own_adaptor(
    open_world: Callable[..., Awaitable[StackWorld]], visitor: Any
) -> None:
    requested = {"key": "jacket", "of": "gina", "status": "Requested", "order_name": "#1001"}
    order = {"key": "order", "of": "gina", "name": "#1002", "items": [{"product": "Basecamp Hoodie", "quantity": 1}]}
    world = await open_world(people=[GINA], rmas=[requested], orders=[order], customers=0, tenant={"assumed_api": True})
    start = {"app_id": world.links["gladly"]["chat_app_id"], "email": GINA["email"]}
    assert (await world.gladly.post("chat/api/sessions", json=start)).status_code == 201
    await world.control.get("idle")
    desk: Page = await visitor.visit_desk(world)
    await desk.get_by_test_id("conversation").first.click()
    row = desk.get_by_test_id("order-row").first
    await row.locator("summary").click()
    await expect(desk.get_by_test_id("card-action")).to_have_text(["Authorize return", "Reject return", "Add note"])

    await desk.get_by_test_id("card-action").nth(1).click()
    await desk.get_by_test_id("action-input-reason").fill("Worn outdoors")
    await desk.get_by_test_id("action-submit").click()
    await expect(desk.get_by_test_id("activity-message")).to_contain_text("is rejected")
    await expect(row).to_contain_text("Rejected")

    await desk.get_by_test_id("action-menu").click()
    await desk.get_by_test_id("profile-action").click()
    await desk.get_by_test_id("action-input-item").select_option(index=1)
    await desk.get_by_test_id("action-input-reason").select_option(label="Too Small")
    await desk.get_by_test_id("action-input-type").select_option("Refund")
    await desk.get_by_test_id("action-submit").click()
    await expect(desk.get_by_test_id("activity-message").last).to_contain_text("was started")
    await expect(desk.get_by_test_id("order-row").first).to_contain_text("1002")
