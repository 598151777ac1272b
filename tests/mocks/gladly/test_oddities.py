"""A stranger's answer is used as far as it goes, and what is odd in it is told with its place."""

import json
from typing import Any

import pytest

from rma_mocks.gladly.lookups.answer import parse_answer
from rma_mocks.gladly.lookups.oddities import oddities


def odd(*results: dict[str, Any], operation: str = "detailed", size: int = 100) -> list[str]:
    rows = [{"externalCustomerId": "a", **row} for row in results]
    answer = parse_answer(json.dumps({"results": rows}).encode())
    return [f"{row.place} {row.sentence}".strip() for row in oddities(answer, operation=operation, size=size)]


def test_an_answer_as_the_documents_have_it_has_nothing_odd() -> None:
    order = {
        "type": "ORDER",
        "orderNumber": "1832",
        "createdAt": "2020-08-01T12:00:00.000Z",
        "itemCount": 5,
        "orderLink": "https://admin.example.com/orders/1832",
        "products": [{"quantity": "2", "imageUrl": "https://cdn.example.com/1.png"}],
        "fulfillments": [{"estimatedDeliveryDate": "2020-08-10T12:00:00.000Z"}],
        "actions": [{"name": "Cancel order", "formUrl": "/action?order=1832"}],
    }

    assert not odd(
        {
            "name": "Person One",
            "emails": [{"original": "person1@example.com"}],
            "phones": [{"original": "+16505550123", "type": "MOBILE"}],
            "customAttributes": {"loyaltyTier": "vip", "cleared": ""},
            "transactions": [order, {"type": "GENERIC", "value1": "x"}],
            "actions": [],
        }
    )


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ({"name": 7}, "results.0.name is a number instead of text and was left out"),
        ({"emails": {}}, "results.0.emails is an object instead of a list and was left out"),
        ({"emails": ["a@example.com"]}, "results.0.emails.0 is bare text instead of an object with original"),
        ({"emails": [{"original": "gina"}]}, "results.0.emails.0 is no e-mail address and is not stored"),
        ({"emails": [{"mail": "a@example.com"}]}, "results.0.emails.0 has no text in original and was left out"),
        ({"phones": [{"original": "call me"}]}, "results.0.phones.0 is no phone number and is not stored"),
        (
            {"phones": [{"original": "+16505550123", "type": "mobile"}]},
            "results.0.phones.0.type is none of MOBILE, HOME, OFFICE",
        ),
        ({"customAttributes": []}, "results.0.customAttributes is a list instead of an object and was left out"),
        (
            {"customAttributes": {"a": {"b": 1}}},
            "results.0.customAttributes.a is an object; attributes are flat, so it was left out",
        ),
        (
            {"customAttributes": {"vip": True}},
            "results.0.customAttributes.vip is true or false instead of text; it is shown as 'true'",
        ),
        ({"transactions": {}}, "results.0.transactions is an object instead of a list, so the cards stay as they are"),
        ({"transactions": [7]}, "results.0.transactions.0 is a number instead of an object and was left out"),
        (
            {"transactions": [{"type": "RMA"}]},
            (
                "results.0.transactions.0.type is 'RMA', none of ORDER, SUBSCRIPTION, FLIGHT, STAY, GENERIC, "
                "so no card shows it"
            ),
        ),
        ({"actions": [{"name": " ", "formUrl": 7}]}, "results.0.actions.0 has no text in name"),
        (
            {"transactions": [{"type": "STAY", "actions": [{"name": "x", "formUrl": "/x"}]}]},
            "results.0.transactions.0.actions only transactions of type ORDER and SUBSCRIPTION have actions",
        ),
        (
            {"transactions": [{"type": "GENERIC", "createdAt": "01/02/2019"}]},
            "results.0.transactions.0.createdAt is no date in ISO 8601, such as 2026-03-02T15:00:00Z",
        ),
        (
            {"transactions": [{"type": "ORDER", "orderNumber": "1", "orderLink": "/orders/1"}]},
            "results.0.transactions.0.orderLink is no absolute URL, so it leads nowhere",
        ),
        (
            {"transactions": [{"type": "ORDER"}]},
            "results.0.transactions.0.orderNumber is missing, by which order status tells orders apart",
        ),
        (
            {"transactions": [{"type": "GENERIC", "products": [{"imageUrl": 3}]}]},
            "results.0.transactions.0.products.0.imageUrl is no absolute URL, so it leads nowhere",
        ),
        ({"actions": [{"name": "Cancel"}]}, "results.0.actions.0 has no text in formUrl"),
    ],
)
def test_what_is_odd_is_told_with_its_place(result: dict[str, Any], told: str) -> None:
    assert odd(result) == [told]


def test_several_results_to_an_auto_link_request_are_odd_and_to_a_search_are_not() -> None:
    assert odd({}, {}, operation="auto_link") == ["results 2 results to an auto-link request can never link"]
    assert odd({}, {}, operation="manual_search") == []


def test_what_is_more_than_agents_look_through_is_told() -> None:
    cards = [{"type": "GENERIC"}] * 101

    assert odd(*[{}] * 51, operation="manual_search") == [
        "results there are 51 results; an agent looks through 50 at most"
    ]
    assert odd({"transactions": cards}) == [
        "results.0.transactions there are 101 transactions; an agent looks through 100 at most"
    ]
    assert odd({}, size=2_000_000) == [
        "the answer has 2,000,000 bytes, more than the 1 MB that answers should stay below"
    ]
