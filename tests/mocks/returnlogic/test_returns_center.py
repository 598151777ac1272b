import httpx
import pytest

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

    assert (answer.status_code, answer.json()) == (200, {"order": None, "mail": None})


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
