"""Whatever stands in whatever field of a new world, the answer is a world or one sentence, never a failure."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import mock_apps

testing = pytest.importorskip("starlette.testclient")  # an import that may warn, as this one does

FULL: dict[str, Any] = {
    "id": "acme",
    "seed": 7,
    "customers": 3,
    "now": "2026-03-02T15:00:00Z",
    "store_name": "Hill & Dale",
    "profile": "strict",
    "gallery": ["family"],
    "people": [
        {"key": "gina", "name": "Gina", "email": "gina.lin@example.com", "phone": "+16505550100", "address": "A"}
    ],
    "orders": [
        {
            "key": "boots",
            "of": "gina",
            "name": "#1",
            "created": "2026-02-02T15:00:00Z",
            "shipped": "2026-02-03T15:00:00Z",
            "exchange_of": "77",
            "items": [{"id": 3, "sent": 0}],
        }
    ],
    "rmas": [
        {
            "key": "jacket",
            "of": "gina",
            "status": "Received",
            "id": "77",
            "order_name": "#2",
            "created": "2026-02-03T15:00:00Z",
            "currency": "EUR",
            "archived": False,
            "shipping_type": "Customer",
            "label": {"carrier": "UPS", "tracking_number": "1Z", "tracking_url": "https://ups.example.com/1"},
            "items": [
                {
                    "id": 5,
                    "product": "Alpine Beanie",
                    "size": "One Size",
                    "colour": "Navy",
                    "quantity": 2,
                    "reason": "Poor",
                    "return_type": "Refund",
                    "comment": "c",
                    "amount": "12.50",
                }
            ],
        }
    ],
    "profiles": [
        {
            "key": "gina",
            "id": "p1",
            "name": "Gina",
            "emails": ["gina.lin@example.com"],
            "phones": ["+16505550100"],
            "attributes": {"vip": "yes"},
            "linked_as": "gina",
        }
    ],
    "apps": [
        {
            "id": "a",
            "name": "A",
            "url": "http://a.example.com",
            "headers": {"X": "y"},
            "auto_linking": ["emails"],
            "enable_actions": True,
        },
        {"name": "B", "answers": {"results": [None]}, "search_query_attributes": [{"attribute": "x", "label": "X"}]},
    ],
    "gladly": {
        "organization": "o",
        "username": "u",
        "api_token": "t",
        "lookup_timeout_s": 1.5,
        "form_url_join": "origin",
        "definition": ["rma", {"name": "name", "label": "N", "permission": "VISIBLE"}],
        "lookups": {"legacy_suggestions": True, "attributes_in": "both", "answers": "strict", "query_reading": "S2"},
    },
    "returnlogic": {
        "team_id": "t",
        "api_key": "k",
        "per_second": 1,
        "per_minute": 2,
        "variants": {"envelope": "array", "rma_id": "text"},
        "policies": {
            "authorisation": "manual",
            "automation": [{"return_type": "Refund", "at": "Inspected", "completes": True}],
            "abandoned_after_days": 7,
            "archived_after_days": None,
            "return_types": ["Refund", "Exchange"],
            "reasons": [{"code": "TS", "description": "Too Small"}, {"code": "QLTY", "description": "Poor"}],
            "dispositions": ["Shelf B"],
            "shipping_by": "reason",
            "shipping": [{"of": "TS", "type": "Fixed Deduction"}],
            "fixed_deduction": "4.50",
            "label_cost": 6,
            "return_window_days": 30,
            "window_from": "latest shipment",
            "returns_before_fulfilment": False,
            "tax_in_price": "excluded",
            "inventory_threshold": 2,
            "exchange_exclusions": ["sock", "TFJ-*"],
            "after_exchange": "none",
            "store_credit_expiry_days": 365,
        },
    },
}


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Return the paths to everything below a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield (*path, name)
        yield from places(part, (*path, name))


plain = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-(10**40), max_value=10**40),
    st.floats(),
    st.text(st.characters()),
    st.sampled_from(
        ["", "\x00", "\ud800", "gina", "0", "#1", "9" * 40, "all", "2026-03-02T15:00:00+23:59", "x" * 5001]
    ),
)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@pytest.fixture(scope="module")
def client() -> Any:
    apps = mock_apps(
        gladly_url="http://127.0.0.1:8701",
        returnlogic_url="http://127.0.0.1:8702",
        hosts=LOOPBACK_HOSTS,
        control_token="control-token",
        lookup_transport=httpx.MockTransport(lambda _: httpx.Response(200)),
    )
    headers = {"Authorization": "Bearer control-token", "Content-Type": "application/json"}
    return testing.TestClient(apps.gladly, base_url="http://127.0.0.1:8701", headers=headers)


def test_the_whole_declaration_is_one_that_opens(client: Any) -> None:
    opened = client.post("/_mock/worlds", content=json.dumps(FULL))

    assert opened.status_code == 201, opened.text
    assert client.delete("/_mock/worlds/acme").status_code == 204


@given(place=st.sampled_from(list(places(FULL))), value=anything)
@settings(max_examples=150, deadline=None, database=None, derandomize=True)
def test_any_value_in_any_field_opens_a_world_or_is_refused_in_a_sentence(
    client: Any, place: tuple[str | int, ...], value: Any
) -> None:
    spec = deepcopy(FULL)
    around: Any = spec
    for part in place[:-1]:
        around = around[part]
    around[place[-1]] = value

    answer = client.post("/_mock/worlds", content=json.dumps(spec))

    if answer.status_code == 201:
        assert client.get(f"/_mock/worlds/{answer.json()['id']}").status_code == 200
        assert client.delete(f"/_mock/worlds/{answer.json()['id']}").status_code == 204
    else:
        assert answer.status_code in {400, 409}
        assert 0 < len(answer.json()["message"]) < 1500
    assert client.get("/_mock/worlds").json() == {"worlds": []}
