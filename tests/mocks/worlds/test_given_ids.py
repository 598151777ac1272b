"""Whatever a world has can be given its id: the world's answer says it, and so does the wire."""

from typing import Any

import pytest

GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
GIVEN = {
    "id": "acme",
    "customers": 0,
    "people": [GINA],
    "orders": [{"key": "boots", "of": "gina", "name": "#A-7", "items": [{"id": 41}, {"id": 42}]}],
    "rmas": [
        {
            "key": "jacket",
            "of": "gina",
            "id": "1048576",
            "order_name": "#1001",
            "items": [{"id": 501}, {"id": 502, "product": "Merino Crew Sock"}],
            "label": {"carrier": "UPS", "tracking_number": "1Z 999", "tracking_url": "https://ups.example.com/1Z999"},
        },
    ],
    "profiles": [
        {"key": "gina", "id": "K8VHlN6oQvWJqe0nUhYy1Q", "name": "Gina Lin", "emails": ["gina.lin@example.com"]}
    ],
    "apps": [{"id": "returnlogic-app", "url": "http://127.0.0.1:3000/lookup"}],
    "gladly": {
        "organization": "org-1",
        "username": "api@acme.example.com",
        "api_token": "gladly-token",
        "chat_app_id": "acme-chat",
    },
    "returnlogic": {"team_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "api_key": "returnlogic-key"},
}
API = ("api@acme.example.com", "gladly-token")
KEY = {"Authorization": "Bearer returnlogic-key"}


async def rows(mocks: Any) -> list[dict[str, Any]]:
    answer = await mocks.returnlogic.get("/v1/rmas", params={"email": GINA["email"]}, headers=KEY)
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


async def test_the_answer_says_every_given_id(mocks: Any) -> None:
    links = await mocks.open(**GIVEN)

    assert links["id"] == "acme"
    assert links["profiles"] == {"gina": "K8VHlN6oQvWJqe0nUhYy1Q"}
    assert (links["orders"]["boots"]["name"], links["orders"]["boots"]["items"]) == ("#A-7", [41, 42])
    assert links["rmas"]["jacket"] == {
        "id": "1048576",
        "order": "#1001",
        "items": [501, 502],
        "tracking_number": "1Z 999",
        "url": "http://127.0.0.1:8702/w/acme/originate/rma/1048576",
    }
    assert [app["id"] for app in links["gladly"]["apps"]] == ["returnlogic-app"]
    assert GIVEN["gladly"].items() <= links["gladly"].items()  # type: ignore[attr-defined]
    assert GIVEN["returnlogic"].items() <= links["returnlogic"].items()  # type: ignore[attr-defined]


async def test_returnlogic_sends_the_given_ids(mocks: Any) -> None:
    await mocks.open(**GIVEN)

    [row] = await rows(mocks)

    assert (row["rlRmaId"], row["orderName"], row["teamId"]) == (1048576, "#1001", GIVEN["returnlogic"]["team_id"])  # type: ignore[index]
    assert [item["id"] for item in row["rmaItems"]] == [501, 502]
    assert row["shippingLabel"] == {
        "carrier": "UPS",
        "trackingNumber": "1Z 999",
        "trackingUrl": "https://ups.example.com/1Z999",
    }


async def test_gladly_sends_the_given_ids(mocks: Any) -> None:
    await mocks.open(**GIVEN)
    mocks.adaptor.results = [{"externalCustomerId": GINA["email"], "emails": [{"original": GINA["email"]}]}]

    await mocks.gladly.post("/w/acme/desk/api/profiles/K8VHlN6oQvWJqe0nUhYy1Q/open")
    profile = (await mocks.gladly.get("/api/v1/customer-profiles/K8VHlN6oQvWJqe0nUhYy1Q", auth=API)).json()

    assert profile["id"] == "K8VHlN6oQvWJqe0nUhYy1Q"
    assert profile["externalCustomerIds"] == {"returnlogic-app": GINA["email"]}


async def test_the_returns_center_embeds_the_given_chat_and_no_other_is_answered(mocks: Any) -> None:
    await mocks.open(**GIVEN)

    settings = (await mocks.returnlogic.get("/w/acme/returns-center/api/settings")).json()
    statuses = [
        (await mocks.gladly.post("/w/acme/chat/api/sessions", json={"app_id": app, "email": GINA["email"]})).status_code
        for app in ("acme-chat", "returns-center")
    ]

    assert (settings["snippet"]["app_id"], statuses) == ("acme-chat", [201, 404])


@pytest.mark.parametrize(
    ("rma_id", "sent"),
    [
        pytest.param("1048576", 1048576, id="a number"),
        pytest.param("0", 0, id="zero"),
        pytest.param("007", "007", id="a number that begins with zero"),
        pytest.param("9" * 15, 999_999_999_999_999, id="the longest exact number"),
        pytest.param("9" * 16, "9" * 16, id="longer than numbers are exact"),
        pytest.param("RMA-VIP_A", "RMA-VIP_A", id="letters"),
    ],
)
async def test_an_rma_id_arrives_as_it_was_given(mocks: Any, rma_id: str, sent: int | str) -> None:
    await mocks.open(**GIVEN | {"rmas": [{"of": "gina", "id": rma_id}]})

    assert [row["rlRmaId"] for row in await rows(mocks)] == [sent]
    assert (await mocks.returnlogic.get(f"/w/acme/originate/api/rmas/{rma_id}")).json()["id"] == rma_id


@pytest.mark.parametrize(
    ("label", "carrier"),
    [
        pytest.param({}, "USPS", id="left out"),
        pytest.param({"label": {"carrier": "DHL"}}, "DHL", id="carrier alone"),
        pytest.param({"label": None}, None, id="none"),
        pytest.param({"status": "Rejected"}, None, id="rejected"),
        pytest.param({"shipping_type": "No Shipping"}, None, id="nothing is sent back"),
        pytest.param({"shipping_type": "Customer"}, None, id="the shopper sends it on their own"),
        pytest.param({"shipping_type": "Customer", "label": {}}, "USPS", id="the shopper may take ours"),
        pytest.param({"status": "Rejected", "label": {}}, "USPS", id="rejected after it was sent"),
    ],
)
async def test_a_label_is_invented_given_or_not_there(mocks: Any, label: dict[str, Any], carrier: str | None) -> None:
    await mocks.open(**GIVEN | {"rmas": [{"of": "gina", **label}]})

    [row] = await rows(mocks)

    assert (row["shippingLabel"] or {}).get("carrier") == carrier


async def test_what_is_not_given_keeps_off_what_is_whatever_comes_first(mocks: Any) -> None:
    free = (await mocks.open(customers=0, people=[GINA], rmas=[{"key": "a", "of": "gina"}]))["rmas"]["a"]
    given = {"of": "gina", "id": free["id"], "order_name": free["order"], "items": [{"id": free["items"][0]}]}

    links = await mocks.open(customers=0, people=[GINA], rmas=[{"key": "a", "of": "gina"}, {"key": "b"} | given])

    first, second = links["rmas"]["a"], links["rmas"]["b"]
    assert [second[name] for name in ("id", "order", "items")] == [free[name] for name in ("id", "order", "items")]
    assert [name for name in ("id", "order", "items") if first[name] == second[name]] == []


async def test_a_profile_that_is_linked_from_the_start_is_refreshed_not_linked_anew(mocks: Any) -> None:
    old = {"linked_as": GINA["email"], "attributes": {"rma": "https://old.example.com", "rmaStatus": "Complete"}}
    await mocks.open(**GIVEN | {"profiles": [GIVEN["profiles"][0] | old]})  # type: ignore[index]
    mocks.adaptor.results = [{"externalCustomerId": GINA["email"], "customAttributes": {"rma": ""}}]

    opened = await mocks.gladly.post("/w/acme/desk/api/profiles/K8VHlN6oQvWJqe0nUhYy1Q/open")

    assert [verdict["rule"] for verdict in opened.json()["round"]["verdicts"]] == ["GL-DETAIL-1"]
    shown = (await mocks.gladly.get("/w/acme/desk/api/profiles/K8VHlN6oQvWJqe0nUhYy1Q")).json()["attributes"]
    assert {row["name"]: row["value"] for row in shown if row["value"]} == {"rmaStatus": "Complete"}
