from typing import Any

import httpx
import pytest

from rma_mocks.core.entities import Order, OrderLine
from rma_mocks.returnlogic import ReturnsCenterSettings, Team

API = "/w/w1/returns-center/api"
WISH = {"line_id": 2, "quantity": 1, "reason_code": "TS", "return_type": "Refund", "comment": None}


async def look_up(http: httpx.AsyncClient, email: str, order_name: str = "") -> httpx.Response:
    return await http.post(f"{API}/order-lookups", json={"email": email, "order_name": order_name})


async def test_a_shopper_finds_the_order_by_email_and_order_name(http: httpx.AsyncClient) -> None:
    answer = await look_up(http, "Ana@example.com", "500001")

    assert answer.json()["mail"] is None
    assert answer.json()["order"]["name"] == "#500001"
    assert [line["returnable"] for line in answer.json()["order"]["lines"]] == [0, 1]


@pytest.mark.parametrize(
    ("email", "order_name"),
    [
        pytest.param("ben@example.com", "#500001", id="somebody else's order"),
        pytest.param("ana@example.com", "#7", id="no such order"),
    ],
)
async def test_an_order_is_shown_to_its_own_shopper_only(http: httpx.AsyncClient, email: str, order_name: str) -> None:
    answer = await look_up(http, email, order_name)

    assert answer.status_code == 422
    assert answer.json() == {
        "message": "We could not find that order",
        "errors": [{"field": "order_name", "message": "no order of this number belongs to this e-mail address"}],
    }


async def test_an_email_alone_sends_the_rma_start_mail_with_a_link_per_order(http: httpx.AsyncClient) -> None:
    answer = await look_up(http, "ana@example.com")

    assert answer.json() == {
        "order": None,
        "rmas": [],
        "mail": {
            "to": "ana@example.com",
            "subject": "Start your return with Shop w1",
            "orders": [
                {
                    "name": "#500001",
                    "created_at": "2026-02-10T15:00:00.000Z",
                    "link": "returns-center?email=ana%40example.com&order=%23500001",
                }
            ],
        },
    }


async def test_an_unknown_email_gets_no_mail(http: httpx.AsyncClient) -> None:
    answer = await look_up(http, "nobody@example.com")

    assert (answer.status_code, answer.json()) == (200, {"order": None, "rmas": [], "mail": None})


async def test_a_malformed_email_is_refused_by_field(http: httpx.AsyncClient) -> None:
    answer = await look_up(http, "ana")

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "email", "message": "must be a valid e-mail address"}]


async def test_a_shoppers_return_is_generated_by_the_shopper(http: httpx.AsyncClient) -> None:
    body = {"email": "ana@example.com", "order_name": "#500001", "items": [WISH]}

    answer = await http.post(f"{API}/rmas", json=body)

    assert (answer.status_code, answer.json()["status"]) == (201, "Authorized")
    assert answer.json()["timeline"][0]["by"] == "shopper"


async def test_a_shopper_cannot_return_somebody_elses_order(team: Team, http: httpx.AsyncClient) -> None:
    body = {"email": "ben@example.com", "order_name": "#500001", "items": [WISH]}

    answer = await http.post(f"{API}/rmas", json=body)

    assert answer.status_code == 422
    assert team.world.retailer.rma("2000003") is None


async def test_without_a_snippet_there_is_no_chat(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/settings")

    assert answer.json()["snippet"] is None


async def test_the_merchants_snippet_brings_the_chat(team: Team, http: httpx.AsyncClient) -> None:
    team.returns_center = ReturnsCenterSettings("http://gladly.test/widget.js", "shop.example.com")

    answer = await http.get(f"{API}/settings")

    assert answer.json()["snippet"] == {"src": "http://gladly.test/widget.js", "app_id": "shop.example.com"}


async def test_the_journal_names_the_customer_as_sender(team: Team, http: httpx.AsyncClient) -> None:
    await http.get(f"{API}/settings")
    await look_up(http, "ana@example.com")
    await http.post(f"{API}/rmas", json={"email": "ana@example.com", "order_name": "#500001", "items": [WISH]})

    exchanges = team.world.journal.exchanges()
    assert [(row["from"], row["operation"]) for row in exchanges] == [
        ("customer", "find_order"),
        ("customer", "create_rma"),
    ]


async def test_a_shopper_sees_what_came_of_earlier_returns_of_the_order(http: httpx.AsyncClient) -> None:
    rmas = (await look_up(http, "Ana@example.com", "#500001")).json()["rmas"]

    assert [(rma["id"], rma["status"], rma["next"]) for rma in rmas] == [
        ("2000002", "Received", "Staff processes Refund."),
        ("2000000", "In Transit", "The carrier delivers the parcel."),
    ]


async def test_a_shopper_looks_up_only_their_own_return(http: httpx.AsyncClient) -> None:
    own = await http.get(f"{API}/rmas/2000000", params={"email": "ANA@example.com"})
    others = [await http.get(f"{API}/rmas/{rma}", params={"email": "ben@example.com"}) for rma in ("2000000", "77")]

    assert (own.status_code, own.json()["id"]) == (200, "2000000")
    assert [answer.status_code for answer in others] == [404, 404]
    assert others[0].json()["message"] == "No return of this number belongs to this e-mail address"


async def test_a_shopper_cancels_what_is_not_on_its_way_yet(http: httpx.AsyncClient) -> None:
    body = {"email": "ana@example.com", "order_name": "#500001", "items": [WISH]}
    made = (await http.post(f"{API}/rmas", json=body)).json()
    assert "cancel" in made["allowed"]

    answer = await http.post(f"{API}/rmas/{made['id']}/cancel", json={"email": "ana@example.com"})

    assert (answer.json()["status"], answer.json()["timeline"][-1]["by"]) == ("Canceled", "shopper")
    assert (await look_up(http, "ana@example.com", "500001")).json()["order"]["lines"][1]["returnable"] == 1


@pytest.mark.parametrize(
    ("email", "expected"), [("ana@example.com", 409), ("ben@example.com", 404)], ids=["in transit", "somebody else's"]
)
async def test_a_shopper_cannot_cancel(team: Team, http: httpx.AsyncClient, email: str, expected: int) -> None:
    before = team.world.retailer.rma("2000000")

    answer = await http.post(f"{API}/rmas/2000000/cancel", json={"email": email})

    assert answer.status_code == expected
    assert team.world.retailer.rma("2000000") == before


async def test_an_exchange_names_the_variant_that_is_wanted(team: Team, http: httpx.AsyncClient) -> None:
    (ordered, wish) = jacket_order(team)
    offered = (await look_up(http, "ana@example.com", ordered)).json()["order"]["lines"][0]["exchanges"]

    body = {"email": "ana@example.com", "order_name": ordered, "items": [wish | {"exchange_sku": offered[0]["sku"]}]}
    answer = await http.post(f"{API}/rmas", json=body)

    assert answer.json()["items"][0]["exchange_for"]["sku"] == offered[0]["sku"]
    assert {variant["sku"].rpartition("-")[0] for variant in offered} >= {"TFJ-PIN"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"exchange_sku": "NO-SUCH"}, id="unknown"),
        pytest.param({"exchange_sku": "TFJ-PIN-L", "return_type": "Refund"}, id="no exchange"),
    ],
)
async def test_what_cannot_be_had_in_exchange_is_refused(
    team: Team, http: httpx.AsyncClient, change: dict[str, str]
) -> None:
    (ordered, wish) = jacket_order(team)

    body = {"email": "ana@example.com", "order_name": ordered, "items": [wish | change]}
    answer = await http.post(f"{API}/rmas", json=body)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "items.0.exchange_sku")


def jacket_order(team: Team) -> tuple[str, dict[str, Any]]:
    """Let Ana have bought a jacket that the shop sells, and return its order's name and a wish to exchange it."""
    jacket = next(product for product in team.world.retailer.products if product.code == "TFJ")
    lines = (OrderLine(77, jacket.variant("Pine", "M"), 1),)
    bought = Order("#500077", "ana@example.com", "Ana Ruiz", team.world.clock.now(), lines)
    team.world.retailer.add_order(bought)
    return "#500077", WISH | {"line_id": 77, "return_type": "Exchange"}
