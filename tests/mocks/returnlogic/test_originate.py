from dataclasses import replace
from typing import Any

import httpx
import pytest

from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import Reason

API = "/w/w1/originate/api"


def wish(**changes: Any) -> dict[str, Any]:
    return {
        "line_id": 2,
        "quantity": 1,
        "reason_code": "TS",
        "return_type": "Exchange",
        "comment": "A size up, please",
    } | changes


async def create(http: httpx.AsyncClient, *items: dict[str, Any], order_name: str = "#500001") -> httpx.Response:
    return await http.post(f"{API}/rmas", json={"order_name": order_name, "items": list(items)})


def found(answer: httpx.Response) -> list[str]:
    return [row["id"] for row in answer.json()["rmas"]]


async def test_the_table_lists_all_rmas_newest_first(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/rmas")

    assert (found(answer), answer.json()["total"]) == (["2000002", "2000001", "2000000"], 3)
    assert answer.json()["rmas"][0] == {
        "id": "2000002",
        "status": "Received",
        "archived": False,
        "order_name": "#500001",
        "order_date": "2026-02-10T15:00:00.000Z",
        "created_at": "2026-02-27T15:00:00.000Z",
        "customer_name": "Ana Ruiz",
        "email": "ana@example.com",
        "currency": "USD",
        "return_types": ["Refund"],
        "items": [{"product": "Merino Crew Sock", "variant": "Pine / M", "quantity": 1}],
    }


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        pytest.param("500002", ["2000001"], id="order number"),
        pytest.param("#500002", ["2000001"], id="order name"),
        pytest.param("2000000", ["2000000"], id="RMA number"),
        pytest.param("ana ru", ["2000002", "2000000"], id="customer"),
        pytest.param("BEN@example", ["2000001"], id="e-mail"),
        pytest.param("zebra", [], id="nothing"),
    ],
)
async def test_staff_searches_by_any_of_the_five_fields(
    http: httpx.AsyncClient, search: str, expected: list[str]
) -> None:
    answer = await http.get(f"{API}/rmas", params={"search": search})

    assert found(answer) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({"status": "Complete"}, ["2000001"], id="status"),
        pytest.param({"return_type": "Store Credit"}, ["2000001"], id="return type"),
        pytest.param({"reason_code": "DM"}, [], id="reason that nobody gave"),
        pytest.param({"reason_code": "TS"}, ["2000002", "2000001", "2000000"], id="reason"),
        pytest.param({"created_from": "2026-02-25"}, ["2000002", "2000001"], id="from a day on"),
        pytest.param({"created_to": "2026-02-25"}, ["2000001", "2000000"], id="to the end of a day"),
        pytest.param({"created_from": "2026-02-25", "created_to": "2026-02-25"}, ["2000001"], id="one day"),
        pytest.param({"search": "ana@example.com", "return_type": "Refund"}, ["2000002"], id="search and filter"),
        pytest.param({"archived": "hidden"}, ["2000002", "2000000"], id="without archived"),
        pytest.param({"archived": "only"}, ["2000001"], id="only archived"),
    ],
)
async def test_staff_filters_as_originate_does(
    team: Team, http: httpx.AsyncClient, wanted: dict[str, str], expected: list[str]
) -> None:
    complete = team.world.retailer.rma("2000001")
    assert complete is not None
    team.world.retailer.write_rma(complete._replace(archived=True))

    answer = await http.get(f"{API}/rmas", params=wanted)

    assert found(answer) == expected


async def test_staff_filters_by_a_reason_that_the_merchant_has_added(team: Team, http: httpx.AsyncClient) -> None:
    team.policies = replace(team.policies, reasons=(Reason("FIT", "Odd fit"),))
    assert {"code": "FIT", "description": "Odd fit"} in (await http.get(f"{API}/settings")).json()["reasons"]
    made = await create(http, wish(reason_code="FIT", return_type="Refund"))

    of_reason = await http.get(f"{API}/rmas", params={"reason_code": "FIT"})
    of_earlier_one = await http.get(f"{API}/rmas", params={"reason_code": "TS"})

    assert found(of_reason) == [made.json()["id"]]
    assert found(of_earlier_one) == ["2000002", "2000001", "2000000"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"status": "Lost"}, "status"),
        ({"return_type": "Gift"}, "return_type"),
        ({"reason_code": "XX"}, "reason_code"),
        ({"created_from": "yesterday"}, "created_from"),
        ({"created_to": "9999-12-31"}, "created_to"),
        ({"created_from": "2026-02-26", "created_to": "2026-02-25"}, "created_to"),
        ({"archived": "perhaps"}, "archived"),
    ],
)
async def test_a_filter_that_cannot_be_is_refused(http: httpx.AsyncClient, wanted: dict[str, str], field: str) -> None:
    answer = await http.get(f"{API}/rmas", params=wanted)

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_the_table_turns_pages(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/rmas", params={"limit": 1, "offset": 1})

    assert (found(answer), answer.json()["total"]) == (["2000001"], 3)


async def test_an_rma_shows_items_money_label_and_who_did_what(http: httpx.AsyncClient) -> None:
    answer = (await http.get(f"{API}/rmas/2000000")).json()

    assert answer["items"][0] == {
        "id": 900001,
        "product": "Trail Fleece Jacket",
        "variant": "Pine / M",
        "sku": "SKU-1",
        "quantity": 1,
        "return_type": "Exchange",
        "reason_code": "TS",
        "reason": "Too Small",
        "comment": "Tight across the shoulders",
        "exchange_for": None,
        "amount": "68.00",
        "deduction": "0.00",
        "extra": "0.00",
        "approved": True,
        "received": 0,
        "disposition": None,
        "warehouse_comment": None,
        "processed": None,
        "allowed": ["approve", "receive"],
    }
    totals = {"refund": "0.00", "exchange": "68.00", "store_credit": "0.00", "deduction": "0.00", "all": "68.00"}
    assert answer["totals"] == totals
    assert answer["label"]["tracking_number"] == "9202"
    assert [(entry["step"], entry["by"]) for entry in answer["timeline"]] == [
        ("Generated", "shopper"),
        ("Authorized", "automation"),
        ("In Transit", "carrier"),
    ]


async def test_an_unknown_rma_is_a_404_with_a_sentence(http: httpx.AsyncClient) -> None:
    answer = await http.get(f"{API}/rmas/77")

    assert (answer.status_code, answer.json()["message"]) == (404, "There is no RMA 77")


@pytest.mark.parametrize("search", ["ana@example.com", "ANA@example.com", "#500001", "500001"])
async def test_staff_finds_an_order_by_email_or_by_name(http: httpx.AsyncClient, search: str) -> None:
    answer = await http.get(f"{API}/orders", params={"search": search})

    (order,) = answer.json()["orders"]
    assert order["name"] == "#500001"
    assert [(line["id"], line["quantity"], line["returnable"]) for line in order["lines"]] == [(1, 1, 0), (2, 2, 1)]


@pytest.mark.parametrize("search", ["", "  ", "#1", "zoe@example.com"])
async def test_no_order_is_an_empty_list(http: httpx.AsyncClient, search: str) -> None:
    answer = await http.get(f"{API}/orders", params={"search": search})

    assert answer.json() == {"orders": []}


async def test_a_created_return_is_authorised_at_once_with_label_and_timeline(
    team: Team, http: httpx.AsyncClient
) -> None:
    answer = await create(http, wish())

    made = answer.json()
    assert answer.status_code == 201
    assert (made["id"], made["status"], made["email"]) == ("2000003", "Authorized", "ana@example.com")
    assert made["items"][0]["comment"] == "A size up, please"
    assert made["totals"]["exchange"] == "21.25"
    assert made["label"]["tracking_url"].endswith(made["label"]["tracking_number"])
    assert made["timeline"] == [
        {"step": "Generated", "at": "2026-03-02T15:00:00.000Z", "by": team.staff_name, "detail": ""},
        {"step": "Authorized", "at": "2026-03-02T15:00:00.000Z", "by": "automation", "detail": ""},
    ]


async def test_a_created_return_is_what_the_api_lists_first(http: httpx.AsyncClient, api: httpx.AsyncClient) -> None:
    await create(http, wish())

    answer = await api.get("/rmas", params={"email": "ana@example.com"})

    assert [row["rlRmaId"] for row in answer.json()["data"]] == [2000003, 2000002, 2000000]


async def test_a_write_wakes_whoever_waits_for_news(team: Team, http: httpx.AsyncClient) -> None:
    before = team.world.changes.value

    await create(http, wish())

    assert team.world.changes.value == before + 1


@pytest.mark.parametrize(
    ("items", "field"),
    [
        pytest.param([], "items", id="nothing chosen"),
        pytest.param([wish(line_id=99)], "items.0.line_id", id="line of another order"),
        pytest.param([wish(quantity=2)], "items.0.quantity", id="more than is left"),
        pytest.param([wish(quantity=0)], "items.0.quantity", id="none of it"),
        pytest.param([wish(line_id=1)], "items.0.quantity", id="already being returned"),
        pytest.param([wish(), wish()], "items.1.quantity", id="the same line twice"),
        pytest.param([wish(reason_code="XX")], "items.0.reason_code", id="unknown reason"),
        pytest.param([wish(return_type="Gift")], "items.0.return_type", id="unknown return type"),
        pytest.param([wish(quantity="some")], "items.0.quantity", id="quantity in letters"),
        pytest.param([wish(colour="red")], "items.0.colour", id="unknown key"),
    ],
)
async def test_a_return_that_cannot_be_is_refused_by_field(
    team: Team, http: httpx.AsyncClient, items: list[dict[str, Any]], field: str
) -> None:
    answer = await create(http, *items)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert team.world.retailer.rma("2000003") is None


async def test_every_problem_is_told_at_once(http: httpx.AsyncClient) -> None:
    answer = await create(http, wish(reason_code="XX", quantity=9), wish(line_id=99))

    assert [error["field"] for error in answer.json()["errors"]] == [
        "items.0.reason_code",
        "items.0.quantity",
        "items.1.line_id",
    ]


async def test_a_return_of_an_unknown_order_is_refused(http: httpx.AsyncClient) -> None:
    answer = await create(http, wish(), order_name="#9")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "order_name")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("Canceled", 201, id="canceled frees its items"),
        pytest.param("Abandoned", 201, id="abandoned frees its items"),
        pytest.param("Rejected", 422, id="rejected keeps blocking them"),
        pytest.param("Complete", 422, id="complete keeps blocking them"),
    ],
)
async def test_what_an_earlier_rma_leaves_to_return(
    team: Team, http: httpx.AsyncClient, status: str, expected: int
) -> None:
    earlier = team.world.retailer.rma("2000000")
    assert earlier is not None
    team.world.retailer.write_rma(earlier._replace(status=status))

    answer = await create(http, wish(line_id=1))

    assert answer.status_code == expected


async def test_an_unknown_world_is_a_404(http: httpx.AsyncClient) -> None:
    answer = await http.get("/w/nowhere/originate/api/rmas")

    assert (answer.status_code, answer.json()["message"]) == (404, "There is no world nowhere here")


async def test_settings_offer_what_forms_and_filters_need(team: Team, http: httpx.AsyncClient) -> None:
    answer = (await http.get(f"{API}/settings")).json()

    assert (answer["store_name"], answer["staff_name"]) == ("Shop w1", team.staff_name)
    assert answer["reasons"][0] == {"code": "TB", "description": "Too Big"}
    assert answer["return_types"] == ["Refund", "Exchange", "Store Credit", "Warranty"]
    assert "Requested" in answer["statuses"]


async def test_the_journal_tells_staff_work_from_page_loading(team: Team, http: httpx.AsyncClient) -> None:
    await http.get("/w/w1/originate")
    await http.get(f"{API}/settings")
    await http.get(f"{API}/rmas")
    await http.get(f"{API}/rmas/2000000")
    await http.get(f"{API}/rmas/2000000?refresh=true")
    await http.get(f"{API}/rmas?refresh=true")
    await http.get(f"{API}/changes?after=-1")
    await http.get(f"{API}/orders", params={"search": "#500001"})
    await create(http, wish(quantity=7))

    exchanges = team.world.journal.exchanges()
    assert [(row["from"], row["operation"], row["status"]) for row in exchanges] == [
        ("merchant", "list_rmas_page", 200),
        ("merchant", "open_rma", 200),
        ("merchant", "find_order", 200),
        ("merchant", "create_rma", 422),
    ]


@pytest.mark.parametrize(
    ("query", "reader"), [("", "merchant"), ("?via=desk", "agent")], ids=["staff", "from the desk"]
)
async def test_the_journal_says_who_opened_the_page_of_an_rma(
    http: httpx.AsyncClient, team: Team, query: str, reader: str
) -> None:
    await http.get(f"{API}/rmas/2000000{query}")

    assert [row["from"] for row in team.world.journal.exchanges() if row["operation"] == "open_rma"] == [reader]
