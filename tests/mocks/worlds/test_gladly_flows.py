"""Gladly's pages, channels and REST API over HTTP, with an adaptor that the test scripts."""

import json
from typing import Any

import pytest

EMAIL = "gina.lin@example.com"
LINK = "https://originate.example.com/rma/1"


@pytest.fixture
async def world(mocks: Any, gina: dict[str, Any]) -> dict[str, Any]:
    mocks.adaptor.results = [
        {
            "externalCustomerId": EMAIL,
            "emails": [{"original": EMAIL}],
            "customAttributes": {"rma": LINK, "rmaStatus": "In Transit"},
            "transactions": [{"type": "ORDER", "orderNumber": "#500001"}],
        }
    ]
    links: dict[str, Any] = await mocks.open(id="w1", now="2026-03-02T15:00:00Z", **gina)
    return links


def shown(profile: dict[str, Any]) -> dict[str, str]:
    return {row["name"]: row["value"] for row in profile["attributes"]}


async def test_opening_a_profile_links_it_and_shows_the_rma_link(mocks: Any, world: dict[str, Any]) -> None:
    answer = await mocks.gladly.post(f"/w/w1/desk/api/profiles/{world['profiles']['gina']}/open")

    profile = answer.json()["profile"]
    assert shown(profile) == {"rma": LINK, "rmaStatus": "In Transit"}
    assert profile["links"][0]["state"] == "LINKED"
    assert profile["transactions"][0]["title"] == "1 Order"
    assert profile["verdicts"][0]["rule"] == "GL-LINK-1"


async def test_a_world_may_lack_attributes_in_its_profile_definition(mocks: Any, gina: dict[str, Any]) -> None:
    found = {"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}]}
    mocks.adaptor.results = [found | {"customAttributes": {"rma": LINK, "rmaStatus": "In Transit", "tier": "gold"}}]
    world = await mocks.open(id="w2", gladly={"definition": ["tier", "rmaStatus"]}, **gina)

    opened = (await mocks.gladly.post(f"/w/w2/desk/api/profiles/{world['profiles']['gina']}/open")).json()

    assert [(row["name"], row["label"]) for row in opened["profile"]["attributes"]] == [
        ("tier", "tier"),
        ("rmaStatus", "RMA status"),
    ]
    assert [(row["rule"], row["outcome"]) for row in opened["round"]["verdicts"]] == [
        ("GL-LINK-1", "linked"),
        ("GL-ATTR-3", "not_shown"),
    ]


async def test_linking_by_hand_holds_though_an_attribute_is_not_shown(mocks: Any, gina: dict[str, Any]) -> None:
    found = {"externalCustomerId": EMAIL, "emails": [{"original": EMAIL}], "customAttributes": {"rma": LINK}}
    mocks.adaptor.results = [found]
    world = await mocks.open(id="w2", gladly={"definition": []}, **gina)
    choice = {"app": world["gladly"]["apps"][0]["id"], "external_customer_id": EMAIL}

    linked = await mocks.gladly.post(f"/w/w2/desk/api/profiles/{world['profiles']['gina']}/links", json=choice)

    assert (linked.status_code, linked.json()["profile"]["is_linked"]) == (200, True)
    assert linked.json()["profile"]["verdicts"][1]["outcome"] == "not_shown"


async def test_a_lookup_is_signed_and_written_down(mocks: Any, world: dict[str, Any]) -> None:
    await mocks.gladly.post(f"/w/w1/desk/api/profiles/{world['profiles']['gina']}/open")

    sent = mocks.adaptor.requests[0]
    rows = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    lookups = [row for row in rows if row["direction"] == "sent"]
    assert sent.headers["gladly-authorization"].startswith("SigningAlgorithm=hmac-sha256, SignedHeaders=accept;")
    assert [row["operation"] for row in lookups] == ["auto_link", "detailed"]
    assert {row["round"] for row in rows} == {"r-0001"}
    assert lookups[0]["trace"] == sent.headers["x-b3-traceid"]
    assert "[masked]" in lookups[0]["request_headers"]["gladly-authorization"]


async def test_a_chat_visitor_is_looked_up_and_routed_before_any_agent_looks(mocks: Any, world: dict[str, Any]) -> None:
    start = {"app_id": "returns-center", "email": EMAIL, "name": "Gina"}
    await mocks.gladly.post("/w/w1/chat/api/sessions", json=start)
    await mocks.gladly.get("/w/w1/desk/api/idle")

    [conversation] = (await mocks.gladly.get("/w/w1/desk/api/conversations")).json()["conversations"]
    profile = (await mocks.gladly.get(f"/w/w1/desk/api/profiles/{conversation['profile_id']}")).json()
    assert conversation["profile_id"] == world["profiles"]["gina"]
    assert conversation["inbox"] == "Returns"
    assert shown(profile)["rma"] == LINK


async def test_an_unknown_visitor_gets_a_profile_of_their_own(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.results = []
    start = {"app_id": world["gladly"]["chat_app_id"], "email": "New.Face@example.com"}
    await mocks.gladly.post("/w/w1/chat/api/sessions", json=start)
    await mocks.gladly.get("/w/w1/desk/api/idle")

    [conversation] = (await mocks.gladly.get("/w/w1/desk/api/conversations")).json()["conversations"]
    assert (conversation["name"], conversation["inbox"], conversation["is_linked"]) == (
        "New.Face@example.com",
        "General",
        False,
    )


async def test_messages_go_both_ways(mocks: Any, world: dict[str, Any]) -> None:
    start = {"app_id": world["gladly"]["chat_app_id"], "email": EMAIL}
    session = (await mocks.gladly.post("/w/w1/chat/api/sessions", json=start)).json()["session_id"]
    await mocks.gladly.post(f"/w/w1/chat/api/sessions/{session}/messages", json={"text": "Where is my return?"})
    await mocks.gladly.post(f"/w/w1/desk/api/conversations/{session}/replies", json={"text": "On its way back."})

    chat = (await mocks.gladly.get(f"/w/w1/chat/api/sessions/{session}?after=1")).json()

    assert [(row["from"], row["text"]) for row in chat["messages"]] == [
        ("customer", "Where is my return?"),
        ("agent", "On its way back."),
    ]


async def test_an_inbound_email_opens_a_conversation_with_its_subject(mocks: Any, world: dict[str, Any]) -> None:
    mail = {"from": f"Gina Lin <{EMAIL}>", "subject": "My jacket", "text": "Any news?"}
    answer = await mocks.gladly.post("/w/w1/channels/email", json=mail)
    await mocks.gladly.get("/w/w1/desk/api/idle")

    page = f"/w/w1/desk/api/conversations/{answer.json()['conversation_id']}"
    conversation = (await mocks.gladly.get(page)).json()
    assert (conversation["channel"], conversation["subject"], conversation["inbox"]) == (
        "EMAIL",
        "My jacket",
        "Returns",
    )
    assert conversation["profile_id"] == world["profiles"]["gina"]


@pytest.mark.parametrize("email", ["", "gina", "gina@", "gina@nowhere", "a b@example.com"])
async def test_a_bad_email_in_chat_is_refused_and_makes_nothing(mocks: Any, world: dict[str, Any], email: str) -> None:
    start = {"app_id": world["gladly"]["chat_app_id"], "email": email}
    answer = await mocks.gladly.post("/w/w1/chat/api/sessions", json=start)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "email"
    assert (await mocks.gladly.get("/w/w1/desk/api/conversations")).json() == {"conversations": []}


async def test_manual_search_sends_plain_strings_and_linking_fills_the_profile(
    mocks: Any, world: dict[str, Any]
) -> None:
    app = world["gladly"]["apps"][0]["id"]
    page = f"/w/w1/desk/api/profiles/{world['profiles']['gina']}"
    await mocks.gladly.patch(f"/w/w1/desk/api/apps/{app}", json={"auto_linking": []})
    opened = (await mocks.gladly.post(f"{page}/open")).json()

    found = (await mocks.gladly.post(f"{page}/searches", json={"query": {"email": f" {EMAIL} "}})).json()
    [match] = found["systems"][0]["results"]
    choice = {"app": app, "external_customer_id": match["external_customer_id"]}
    linked = (await mocks.gladly.post(f"{page}/links", json=choice)).json()

    assert opened["round"]["verdicts"][0]["rule"] == "GL-LINK-4"
    assert json.loads(mocks.adaptor.requests[0].content)["query"] == {"email": EMAIL}
    assert match["values"] == {"email": EMAIL}
    assert shown(linked["profile"])["rma"] == LINK


async def test_a_failing_search_says_so_in_its_own_row(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.status = 503
    page = f"/w/w1/desk/api/profiles/{world['profiles']['gina']}/searches"

    found = (await mocks.gladly.post(page, json={"query": {"email": EMAIL}})).json()

    assert found["systems"][0]["error"] == "ReturnLogic answered 503 instead of 200"


async def test_unlinking_is_for_ever(mocks: Any, world: dict[str, Any]) -> None:
    page = f"/w/w1/desk/api/profiles/{world['profiles']['gina']}"
    app = world["gladly"]["apps"][0]["id"]
    await mocks.gladly.post(f"{page}/open")

    unlinked = (await mocks.gladly.delete(f"{page}/links/{app}")).json()["profile"]
    again = (await mocks.gladly.post(f"{page}/open")).json()
    twice = await mocks.gladly.delete(f"{page}/links/{app}")

    assert (shown(unlinked), unlinked["transactions"], unlinked["is_linked"]) == ({}, [], False)
    assert again["round"]["verdicts"][0]["rule"] == "GL-LINK-5"
    assert twice.status_code == 409


async def test_an_email_belongs_to_one_profile(mocks: Any, world: dict[str, Any]) -> None:
    made = await mocks.gladly.post("/w/w1/desk/api/profiles", json={"name": "Twin", "emails": [EMAIL.upper()]})

    assert made.status_code == 409
    assert made.json()["errors"][0]["detail"] == "GINA.LIN@EXAMPLE.COM belongs to Gina Lin"
    assert world["profiles"]["gina"]


async def test_an_unknown_world_or_profile_is_a_404_with_its_name(mocks: Any, world: dict[str, Any]) -> None:
    no_world = await mocks.gladly.get("/w/nowhere/desk/api/organisation")
    no_profile = await mocks.gladly.get(f"/w/{world['id']}/desk/api/profiles/nobody")

    assert (no_world.status_code, no_profile.status_code) == (404, 404)
    assert "nobody" in no_profile.json()["errors"][0]["detail"]


@pytest.fixture
def rest(world: dict[str, Any]) -> dict[str, Any]:
    """Credentials of the REST API."""
    return {"auth": (world["gladly"]["username"], world["gladly"]["api_token"])}


async def test_rest_wants_credentials(mocks: Any, world: dict[str, Any]) -> None:
    page = "/api/v1/customer-profiles?email=x"
    wrong = await mocks.gladly.get(page, auth=(world["gladly"]["username"], "wrong"))

    assert (wrong.status_code, (await mocks.gladly.get(page)).status_code) == (401, 401)


async def test_rest_finds_a_profile_by_email_whatever_its_case(mocks: Any, rest: dict[str, Any]) -> None:
    found = (await mocks.gladly.get("/api/v1/customer-profiles", params={"email": EMAIL.upper()}, **rest)).json()

    assert [row["name"] for row in found] == ["Gina Lin"]
    assert found[0]["emails"] == [{"normalized": EMAIL, "original": EMAIL, "primary": True}]


async def test_rest_finds_derived_people_too(mocks: Any, rest: dict[str, Any]) -> None:
    people = (await mocks.control.get("worlds/w1/people")).json()["people"]
    derived = people[-1]

    [row] = (await mocks.gladly.get("/api/v1/customer-profiles", params={"email": derived["email"]}, **rest)).json()
    by_id = (await mocks.gladly.get(f"/api/v1/customer-profiles/{row['id']}", **rest)).json()

    assert (row["name"], by_id) == (derived["name"], row)


@pytest.mark.parametrize("query", [{}, {"email": EMAIL, "phoneNumber": "+16505550100"}])
async def test_rest_wants_exactly_one_search(mocks: Any, rest: dict[str, Any], query: dict[str, str]) -> None:
    answer = await mocks.gladly.get("/api/v1/customer-profiles", params=query, **rest)

    assert answer.status_code == 400


async def test_rest_creates_changes_and_refuses_what_is_taken(mocks: Any, rest: dict[str, Any]) -> None:
    new = {"id": "me-1", "name": "Max", "emails": [{"original": "max@example.com"}]}
    created = await mocks.gladly.post("/api/v1/customer-profiles", json=new, **rest)
    twice = await mocks.gladly.post("/api/v1/customer-profiles", json=new, **rest)
    changed = await mocks.gladly.patch(
        "/api/v1/customer-profiles/me-1",
        json={"phones": [{"original": "650 555 0199", "type": "MOBILE"}], "customAttributes": {"tier": "gold"}},
        **rest,
    )
    taken = await mocks.gladly.patch("/api/v1/customer-profiles/me-1", json={"emails": [{"original": EMAIL}]}, **rest)
    row = (await mocks.gladly.get("/api/v1/customer-profiles", params={"phoneNumber": "+16505550199"}, **rest)).json()

    assert (created.status_code, created.headers["location"]) == (201, "/api/v1/customer-profiles/me-1")
    assert (twice.status_code, twice.json()["errors"][0]["code"]) == (409, "taken")
    assert (changed.status_code, taken.status_code) == (204, 409)
    assert (row[0]["emails"][0]["original"], row[0]["customAttributes"]) == ("max@example.com", {"tier": "gold"})
