"""A run that may have met real people names none of them, and is still a story."""

import json
import re
from typing import Any

import pytest

from rma_scenarios.flow.people import mapped, numbers_for, people_of

JOURNAL = [
    {
        "from": "gladly",
        "to": "adaptor",
        "path": "/lookup",
        "query": "email=gina.lin%40example.com",
        "request_body": json.dumps({"query": {"emails": ["Gina.Lin@example.com"], "phones": ["+16505550100"]}}),
        "response_body": json.dumps(
            {
                "results": [
                    {
                        "externalCustomerId": "gina.lin@example.com",
                        "name": "Gina Lin",
                        "emails": [{"original": "gina.lin@example.com"}],
                        "address": "1 Main Street",
                        "customAttributes": {"rmaStatus": "In Transit"},
                    }
                ]
            }
        ),
    },
    {
        "from": "adaptor",
        "to": "returnlogic",
        "path": "/v1/rmas",
        "request_body": "",
        "response_body": '{"data": [{"customerName": "Nora \\u00d8st", "product": {"name": "Trail Fleece Jacket"}}]}',
    },
]
ROW: dict[str, Any] = {
    "journal": JOURNAL,
    "card": {"name": "Gina Lin", "emails": [{"original": "gina.lin@example.com"}]},
    "plain": "Gina Lin writes: Hi, Gina here, call +1 650 555 0199. Nora Øst waits. someone@example.org too.",
    "steps": [{"sentence": "The agent opens the profile of Gina Lin", "outcome": "passed", "duration_ms": 1.5}],
}


def masked_people(row: dict[str, Any]) -> dict[str, Any]:
    return dict(mapped(row, numbers_for(people_of(row))))


@pytest.fixture(scope="module")
def masked() -> dict[str, Any]:
    return masked_people(ROW)


def test_nobody_is_named_anywhere(masked: dict[str, Any]) -> None:
    text = json.dumps(masked, ensure_ascii=False).lower()

    assert not re.search(r"\bgina\b", text)  # the key `original` holds the letters too
    for told in ("lin@", "nora", "øst", "main street", "5550100", "555 0199", "someone@"):
        assert told not in text


def test_the_same_person_stays_the_same(masked: dict[str, Any]) -> None:
    answer = json.loads(masked["journal"][0]["response_body"])["results"][0]

    assert masked["steps"][0]["sentence"] == "The agent opens the profile of person 1"
    assert answer["name"] == masked["card"]["name"] == "person 1"
    assert answer["externalCustomerId"] == masked["card"]["emails"][0]["original"] == "e-mail 1"
    assert masked["journal"][0]["query"] == "email=e-mail 1"


def test_a_body_stays_json_and_what_is_no_person_stays(masked: dict[str, Any]) -> None:
    rows = json.loads(masked["journal"][1]["response_body"])["data"]

    assert rows[0]["product"]["name"] == "Trail Fleece Jacket"
    assert json.loads(masked["journal"][0]["response_body"])["results"][0]["customAttributes"] == {
        "rmaStatus": "In Transit"
    }
    assert masked["steps"][0]["duration_ms"] == ROW["steps"][0]["duration_ms"]


def test_a_row_without_people_is_left_alone() -> None:
    row = {"journal": [], "card": None, "plain": "An outage."}

    assert masked_people(row) == row


def test_an_app_that_is_called_as_a_service_leaves_the_flow_as_it_was() -> None:
    seen = {"from": "adaptor", "to": "returnlogic", "response_body": '{"customer": {"name": "ReturnLogic"}}'}

    assert masked_people({"journal": [seen]}) == {"journal": [seen]}
