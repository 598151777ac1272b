"""One RMA, one ORDER card."""

from typing import Any

import pytest

from rma_adaptor.cards import return_card, return_cards
from rma_adaptor.returnlogic import Rma
from rma_adaptor.tenants import Tenant

TENANT = Tenant.model_validate(
    {"name": "acme", "returnlogic_api_key": "k", "max_cards": 2, "link_hosts": ["track.example"]}
)
ITEMS = [
    {
        "id": 900001,
        "name": "Trail Fleece Jacket",
        "variantName": "Pine / M",
        "sku": "TFJ-PIN-M",
        "quantity": 1,
        "returnType": "Exchange",
        "returnReasonDescription": "Too Small",
        "returnReasonComment": "Tight, length is fine.",
    },
    {
        "id": 900002,
        "name": "Merino Crew Sock",
        "quantity": 2,
        "returnType": "Refund",
        "returnReasonDescription": "Quality",
    },
]
LABEL = {"carrier": "USPS", "trackingNumber": "9202", "trackingUrl": "https://www.track.example/9202"}


def card(row: dict[str, Any], tenant: Tenant = TENANT) -> dict[str, Any]:
    rendered = return_card(tenant, Rma.model_validate(row), link="https://rl.example/rma/1048576")
    return rendered.model_dump(by_alias=True, exclude_none=True, mode="json")


def test_a_full_rma_becomes_a_full_card(row: Any) -> None:
    rendered = card(row(rmaItems=ITEMS, shippingLabel=LABEL))

    assert rendered == {
        "type": "ORDER",
        "orderNumber": "#20517",
        "rmaNumber": "1048576",
        "status": "In Transit",
        "orderStatus": "In Transit",
        "createdAt": "2026-03-01T15:04:05.000Z",
        "orderTotal": "$110.50",
        "currencyCode": "USD",
        "orderLink": "https://rl.example/rma/1048576",
        "itemCount": "3",
        "returnType": "Exchange + Refund",
        "note": 'Trail Fleece Jacket: Too Small, "Tight, length is fine."; Merino Crew Sock: Quality',
        "products": [
            {
                "id": "900001",
                "name": "Trail Fleece Jacket (Pine / M)",
                "sku": "TFJ-PIN-M",
                "quantity": "1",
                "status": "Exchange",
            },
            {"id": "900002", "name": "Merino Crew Sock", "quantity": "2", "status": "Refund"},
        ],
        "fulfillments": [
            {
                "carrier": "USPS",
                "trackingNumber": "9202",
                "trackingUrl": "https://www.track.example/9202",
                "productIds": ["900001", "900002"],
            }
        ],
    }


def test_an_rma_with_nothing_but_an_id_still_has_a_card() -> None:
    rendered = card({"rlRmaId": 7})

    assert rendered == {
        "type": "ORDER",
        "orderNumber": "RMA 7",
        "rmaNumber": "7",
        "currencyCode": "USD",
        "orderLink": "https://rl.example/rma/1048576",
        "itemCount": "0",
        "products": [],
        "fulfillments": [],
    }


def test_a_tracking_link_to_a_host_that_nobody_knows_is_left_out(row: Any) -> None:
    rendered = card(row(shippingLabel=LABEL | {"trackingUrl": "https://evil.example/9202"}))

    assert rendered["fulfillments"] == [{"carrier": "USPS", "trackingNumber": "9202"}]


@pytest.mark.parametrize(
    ("items", "totals", "shown"),
    [
        pytest.param(["Refund", "Exchange", "refund"], {}, "Exchange + Refund", id="each once, in a fixed order"),
        pytest.param(["Refund", "Bartering"], {}, "Refund + Bartering", id="the merchant's own last"),
        pytest.param([None], {"refund": 5, "giftCard": "2"}, "Store Credit + Refund", id="what the totals say"),
        pytest.param([None], {"refund": 0}, None, id="nothing says it"),
    ],
)
def test_mixed_return_types_are_told_as_one(row: Any, items: list[Any], totals: Any, shown: Any) -> None:
    amounts = {name: {"total": amount} for name, amount in totals.items()}

    rendered = card(row(rmaItems=[{"returnType": kind} for kind in items], totals=amounts))

    assert rendered.get("returnType") == shown


def test_counts_are_numbers_where_the_tenant_says_so(row: Any) -> None:
    rendered = card(row(rmaItems=ITEMS), TENANT.model_copy(update={"counts": "number"}))

    assert (rendered["itemCount"], [one["quantity"] for one in rendered["products"]]) == (3, [1, 2])


def test_a_negative_quantity_is_none(row: Any) -> None:
    assert card(row(rmaItems=[{"quantity": -3}]))["itemCount"] == "0"


@pytest.mark.parametrize(
    ("changes", "total", "code"),
    [
        pytest.param({"currency": "EUR"}, "€110.50", "EUR", id="the row's currency"),
        pytest.param({"currency": "eur"}, "€110.50", "EUR", id="in small letters"),
        pytest.param({"currency": "Euro"}, "$110.50", "USD", id="not a code, so the tenant's"),
        pytest.param({"_assumed": {"currency": "GBP"}}, "£110.50", "GBP", id="an assumed field"),
    ],
)
def test_the_currency_is_the_rows_else_the_tenants(row: Any, changes: Any, total: str, code: str) -> None:
    rendered = card(row(**changes))

    assert (rendered["orderTotal"], rendered["currencyCode"]) == (total, code)


def test_without_any_amount_no_total_is_invented(row: Any) -> None:
    assert "orderTotal" not in card(row(totals=None))


def test_only_the_newest_cards_are_shown(row: Any) -> None:
    rows = [Rma.model_validate(row(number)) for number in (3, 2, 1)]

    cards = return_cards(TENANT, rows, link_of=dict.fromkeys("123", "https://rl.example"))

    assert [one.rma_number for one in cards] == ["3", "2"]
