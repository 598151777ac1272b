"""What a stranger's adaptor puts on cards: every type, every oddity, and never a broken page."""

import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.async_api import Page, expect

from rma_scenarios.stack_world import StackWorld

pytestmark = pytest.mark.browser

EMAIL = "gina.lin@example.com"
ORDER = {
    "type": "ORDER",
    "orderNumber": "1832",
    "createdAt": "2026-02-01T12:00:00.000Z",
    "orderStatus": "Completed",
    "orderTotal": 50,
    "currencyCode": "EUR",
    "itemCount": "2",
    "orderLink": "https://admin.example.com/orders/1832",
    "customerOrderUrl": "/orders/1832",
    "vipLevel": "gold",
    "products": [{"id": "1", "name": "Socks", "sku": "SK-1", "unitPrice": "$10.00", "quantity": 2}],
    "fulfillments": [
        {
            "status": "delivered",
            "carrier": "fedex",
            "trackingNumber": "00064735172",
            "trackingUrl": "https://track.example.com/00064735172",
            "estimatedDeliveryDate": "next Tuesday",
        }
    ],
}
KINDS = [
    ORDER,
    {"type": "ORDER", "orderNumber": "#1833", "createdAt": "01/02/2019", "status": "open", "orderTotal": "¥4,500"},
    {"type": "SUBSCRIPTION", "planName": "Coffee, monthly", "nextDelivery": "2026-03-20", "amount": "$18.00"},
    {"type": "FLIGHT", "confirmation": "QX7RT2", "from_airport": "SFO", "toAirport": "NRT"},
    {"type": "FLIGHT", "confirmation": "QX9AAA"},
    {"type": "STAY", "hotel": "Harbour Inn", "check-in": "2026-04-02"},
    {"type": "GENERIC", "value1": "120 points", "value2": "2026-01-01"},
    {"type": "TICKET", "id": "7"},
]
NASTY = [
    {"type": "ORDER"},
    {"type": "ORDER", "orderNumber": {"no": 1}, "createdAt": ["x"], "orderStatus": None, "products": "none"},
    {"type": "ORDER", "products": [None, 5, "x", [], {"name": {"a": 1}, "quantity": False}], "fulfillments": [None]},
    {"type": "ORDER", "constructor": "c", "__proto__": "p", "toString": "t", "": "empty", "a" * 500: "b" * 5000},
    {"type": "ORDER", "orderNumber": 0, "createdAt": 1585699200000, "orderTotal": 1e300, "currencyCode": ["EUR"]},
    {"type": "ORDER", "orderNumber": "<img src=x onerror=alert(1)>", "createdAt": "2026-02-31T99:99:99Z"},
    {"type": "ORDER", "orderLink": "javascript:alert(1)", "customerOrderUrl": "//evil.example.com/", "note": "data:,x"},
    {"type": ["ORDER"]},
    {"type": {}},
    {"no": "type"},
]


class Adaptor(ThreadingHTTPServer):
    """Answers every lookup with one customer, who has the transactions that the test puts here."""

    transactions: list[Any]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Lookup)
        self.url = f"http://127.0.0.1:{self.server_port}/lookup"


class _Lookup(BaseHTTPRequestHandler):
    server: Adaptor

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        customer = {"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}]}
        body = json.dumps({"results": [{**customer, "transactions": self.server.transactions}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        del arguments


@pytest.fixture
def adaptor() -> Iterator[Adaptor]:
    with Adaptor() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


Open = Callable[..., Awaitable[StackWorld]]


@pytest.fixture
async def world(open_world: Open, adaptor: Adaptor) -> StackWorld:
    """A world in which every type has a card, with one adaptor besides ours."""
    return await open_world(
        people=[{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
        rmas=[{"of": "gina", "status": "In Transit"}],
        apps=[{"name": "Shop of Oddities", "url": adaptor.url}],
        gladly={"transaction_types": {"SUBSCRIPTION": None, "FLIGHT": None, "STAY": None, "GENERIC": "Loyalty"}},
    )


async def opens_gina(visitor: Any, world: StackWorld) -> Page:
    desk: Page = await visitor.visit_desk(world)
    await visitor.find_person(desk, "Gina Lin")
    await expect(desk.get_by_test_id("link-state")).to_have_text("Linked to ReturnLogic, Shop of Oddities")
    return desk


LOOKS = [
    pytest.param({}, id="light"),
    pytest.param({"color_scheme": "dark"}, id="dark"),
    pytest.param({"viewport": {"width": 420, "height": 900}, "color_scheme": "dark"}, id="narrow"),
]


@pytest.mark.parametrize("visitor", LOOKS, indirect=True)
async def test_every_type_has_its_card(adaptor: Adaptor, world: StackWorld, visitor: Any) -> None:
    adaptor.transactions = KINDS

    desk = await opens_gina(visitor, world)

    titles = await desk.locator("[data-testid=transactions] > h3").evaluate_all(
        "rows => rows.map((row) => row.firstChild.textContent)"
    )
    assert titles == ["1 Order", "2 Orders", "1 Subscription", "2 Reservations", "1 Stay", "Loyalty"]
    rows = desk.locator("[data-testid=transactions]:nth-of-type(n) [data-testid=order-row]")
    for row in await rows.all():
        await row.locator("summary").first.click()
    order = rows.filter(has_text="1832 · 1 Feb 2026 · Completed")
    await expect(order).to_contain_text("50 EUR")
    await expect(order).to_contain_text("Vip Level")
    await expect(order).to_contain_text("next Tuesday")
    assert await order.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))") == [
        "https://admin.example.com/orders/1832",
        "https://track.example.com/00064735172",
    ]
    await expect(rows.filter(has_text="#1833")).to_contain_text("#1833 · 01/02/2019 · open")
    await expect(rows.filter(has_text="QX7RT2")).to_contain_text("From Airport")
    note = desk.locator("[data-testid=verdict][data-rule=GL-CARD-3]")
    await expect(note).to_contain_text('sent a transaction of type "TICKET"')


async def test_no_answer_breaks_the_page(adaptor: Adaptor, world: StackWorld, visitor: Any) -> None:
    adaptor.transactions = NASTY

    desk = await opens_gina(visitor, world)

    strange = desk.locator("[data-testid=transactions]").filter(has_text="Shop of Oddities")
    await expect(strange.locator("h3")).to_contain_text("7 Orders")
    for row in await strange.get_by_test_id("order-row").all():
        await row.locator("summary").first.click()
    shown = await strange.inner_text()
    assert [word for word in ("Invalid Date", "[object", "undefined", "null", "NaN", "function") if word in shown] == []
    assert await strange.locator("a, img").count() == 0
    assert await desk.evaluate("() => document.scrollingElement.scrollHeight <= innerHeight")


async def test_a_very_long_list_shows_its_rest_when_asked(adaptor: Adaptor, world: StackWorld, visitor: Any) -> None:
    adaptor.transactions = [{"type": "ORDER", "orderNumber": f"N{number}"} for number in range(2000)]

    desk = await opens_gina(visitor, world)

    strange = desk.locator("[data-testid=transactions]").filter(has_text="Shop of Oddities")
    await expect(strange.locator("h3")).to_contain_text("2000 Orders")
    await expect(strange.get_by_test_id("order-row")).to_have_count(50)
    await strange.get_by_text("Show 1950 more").click()
    await expect(strange.get_by_test_id("order-row")).to_have_count(2000)
