"""Whatever an adaptor answers, nobody sees a failure of ours, and a profile that keeps keeps every letter."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import mock_apps

testing = pytest.importorskip("starlette.testclient")  # an import that may warn, as this one does

EMAIL = "gina.lin@example.com"
BEFORE = {"rma": "https://rl.example.com/1", "tier": "gold"}
FULL = {
    "results": [
        {
            "externalCustomerId": EMAIL,
            "name": "Gina",
            "address": "Elm 12",
            "image": "https://cdn.example.com/g.png",
            "emails": [{"original": EMAIL}],
            "phones": [{"original": "+16505550100", "type": "MOBILE"}],
            "customAttributes": {"tier": "gold", "id": "x"},
            "transactions": [{"type": "ORDER", "orderNumber": "1", "products": [{"quantity": 2}], "actions": []}],
            "actions": [{"name": "Cancel", "formUrl": "/x"}],
        }
    ]
}

plain = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["", EMAIL, "ORDER", "/x"])
)
anything = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for name, part in inner for place in places(part, (*path, name)))]


def with_value(answer: Any, place: tuple[str | int, ...], value: Any) -> Any:
    if not place:
        return value
    copy = answer.copy()
    copy[place[0]] = with_value(answer[place[0]], place[1:], value)
    return copy


class Stranger:
    """Answers every lookup with the bytes that it was given."""

    body = b""

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=self.body, headers={"content-type": "application/json"})


@pytest.fixture(scope="module")
def stranger() -> Stranger:
    return Stranger()


@pytest.fixture(scope="module")
def client(stranger: Stranger) -> Any:
    apps = mock_apps(
        gladly_url="http://127.0.0.1:8701",
        returnlogic_url="http://127.0.0.1:8702",
        hosts=LOOPBACK_HOSTS,
        control_token="control-token",
        lookup_transport=httpx.MockTransport(stranger),
    )
    headers = {"Authorization": "Bearer control-token"}
    return testing.TestClient(apps.gladly, base_url="http://127.0.0.1:8701", headers=headers)


def seen(client: Any, world: Any) -> dict[str, Any]:
    """Return a profile as desk and REST API show it, but for why it is so."""
    desk = client.get(f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}")
    auth = (world["gladly"]["username"], world["gladly"]["api_token"])
    rest = client.get(f"/api/v1/customer-profiles/{world['profiles']['gina']}", auth=auth)
    assert (desk.status_code, rest.status_code) == (200, 200)
    return {"desk": {**desk.json(), "verdicts": [], "warnings": []}, "rest": rest.json()}


@given(place=st.sampled_from(places(FULL)), value=anything, linked=st.booleans())
@settings(max_examples=100, deadline=None, database=None, derandomize=True)
def test_any_json_is_shown_or_told_and_what_is_kept_is_untouched(
    client: Any, stranger: Stranger, place: tuple[str | int, ...], value: Any, *, linked: bool
) -> None:
    stranger.body = json.dumps(with_value(FULL, place, value)).encode()
    profile = {"key": "gina", "name": "Gina Lin", "emails": [EMAIL], "attributes": BEFORE}
    profile |= {"linked_as": EMAIL} if linked else {}
    gladly = {"definition": ["rma", "tier"]}
    spec = {"id": "w", "customers": 0, "profiles": [profile], "apps": [{"url": "http://a.test"}], "gladly": gladly}
    world = client.post("/_mock/worlds", json=spec).json()
    before = seen(client, world)

    answer = client.post(f"/w/w/desk/api/profiles/{world['profiles']['gina']}/open")
    searched = client.post(
        f"/w/w/desk/api/profiles/{world['profiles']['gina']}/searches",
        json={"query": {"email": EMAIL}, "app": world["gladly"]["apps"][0]["id"]},
    )
    after = seen(client, world)
    client.delete("/_mock/worlds/w")

    assert (answer.status_code, searched.status_code) == (200, 200)
    [deciding, *_] = answer.json()["round"]["verdicts"]
    if deciding["outcome"] in {"failed", "kept", "not_linked"}:
        assert after == before
    else:
        assert deciding["outcome"] in {"linked", "refreshed"}
        assert after["desk"]["is_linked"]


@given(body=st.binary(max_size=60))
@settings(max_examples=30, deadline=None, database=None, derandomize=True)
def test_any_bytes_are_told_in_a_sentence(client: Any, stranger: Stranger, body: bytes) -> None:
    stranger.body = body
    profile = {"key": "gina", "name": "Gina Lin", "emails": [EMAIL]}
    spec = {"id": "w", "customers": 0, "profiles": [profile], "apps": [{"url": "http://a.test", "name": "Club"}]}
    world = client.post("/_mock/worlds", json=spec).json()

    answer = client.post(f"/w/w/desk/api/profiles/{world['profiles']['gina']}/open").json()
    client.delete("/_mock/worlds/w")

    [verdict] = answer["round"]["verdicts"]
    assert verdict["outcome"] in {"failed", "not_linked"}
    assert verdict["sentence"]


def test_what_is_odd_is_shown_as_far_as_it_goes(client: Any, stranger: Stranger) -> None:
    card = {"type": "ORDER", "orderNumber": "1", "createdAt": "yesterday", "itemCount": "two", "orderLink": "/orders/1"}
    result = {"externalCustomerId": "c1", "emails": [EMAIL], "customAttributes": {"tier": 3, "rma": {"a": 1}}}
    stranger.body = json.dumps({"results": [{**result, "transactions": [card, 7, {"type": "RMA"}]}]}).encode()
    profile = {"key": "gina", "name": "Gina Lin", "emails": [EMAIL], "attributes": BEFORE}
    gladly = {"definition": ["rma", "tier"]}
    spec = {"id": "w", "customers": 0, "profiles": [profile], "apps": [{"url": "http://a.test"}], "gladly": gladly}
    world = client.post("/_mock/worlds", json=spec).json()

    answer = client.post(f"/w/w/desk/api/profiles/{world['profiles']['gina']}/open").json()
    client.delete("/_mock/worlds/w")

    shown = {row["name"]: row["value"] for row in answer["profile"]["attributes"]}
    assert shown == {"rma": BEFORE["rma"], "tier": "3"}
    assert answer["profile"]["transactions"][0]["cards"] == [card]
    assert [row["inputs"]["types"] for row in answer["profile"]["not_shown"]] == [['"RMA"']]
    places_told = {row["place"] for row in answer["round"]["warnings"]}
    assert places_told == {
        "results.0.emails.0",
        "results.0.customAttributes.tier",
        "results.0.customAttributes.rma",
        "results.0.transactions.0.createdAt",
        "results.0.transactions.0.orderLink",
        "results.0.transactions.1",
        "results.0.transactions.2.type",
    }
