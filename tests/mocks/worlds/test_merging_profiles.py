"""Merging over HTTP: REST answers, desk, suggestions, chats, states, and what happens at the same time."""

import asyncio
from typing import Any

import pytest

GINA, LEO = "gina.lin@example.com", "leo.fontaine@example.com"
SPEC: dict[str, Any] = {
    "people": [
        {"key": "gina", "name": "Gina Lin", "email": GINA},
        {"key": "leo", "name": "Leo Fontaine", "email": LEO, "phone": "+16505550100"},
    ],
    "customers": 5,
    "id": "shop",
}
FOUND = {"externalCustomerId": GINA, "emails": [{"original": GINA}], "transactions": [{"type": "ORDER"}]}
DESK = "/w/shop/desk/api"


@pytest.fixture
async def world(mocks: Any) -> dict[str, Any]:
    links: dict[str, Any] = await mocks.open(**SPEC)
    return links


def auth(world: dict[str, Any]) -> tuple[str, str]:
    return world["gladly"]["username"], world["gladly"]["api_token"]


async def merged(mocks: Any, world: dict[str, Any], source: str = "leo", into: str = "gina") -> Any:
    ids = world["profiles"]
    return await mocks.gladly.post(f"{DESK}/profiles/{ids[into]}/merge", json={"source": ids[source]})


async def test_a_merged_id_is_moved_in_the_rest_api_and_gone_for_changes(mocks: Any, world: dict[str, Any]) -> None:
    old, new = world["profiles"]["leo"], world["profiles"]["gina"]
    assert (await merged(mocks, world)).status_code == 200

    moved = await mocks.gladly.get(f"/api/v1/customer-profiles/{old}", auth=auth(world))
    changed = await mocks.gladly.patch(f"/api/v1/customer-profiles/{old}", json={"name": "L"}, auth=auth(world))
    again = await mocks.gladly.post("/api/v1/customer-profiles", json={"id": old}, auth=auth(world))
    found = await mocks.gladly.get("/api/v1/customer-profiles", params={"email": LEO}, auth=auth(world))

    assert (moved.status_code, moved.headers["location"]) == (301, f"/api/v1/customer-profiles/{new}")
    assert moved.json()["errors"][0] == {
        "attr": "customerId",
        "code": "moved",
        "detail": f"customer {old} was merged into {new}",
        "meta": {"old": old, "new": new},
    }
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (404, "not_exist")
    assert (again.status_code, [row["id"] for row in found.json()]) == (409, [new])


async def test_after_a_merge_the_lookups_are_sent_once_with_the_contacts_of_both(
    mocks: Any, world: dict[str, Any]
) -> None:
    mocks.adaptor.results = [FOUND]

    answer = (await merged(mocks, world)).json()

    assert [request.read().count(b"leo.fontaine") for request in mocks.adaptor.requests] == [1, 1]
    assert (answer["round"]["trigger"], answer["round"]["verdicts"][0]["outcome"]) == ("profiles_merged", "linked")
    rest = await mocks.gladly.get(f"/api/v1/customer-profiles/{world['profiles']['gina']}", auth=auth(world))
    assert rest.json()["externalCustomerIds"] == {world["gladly"]["apps"][0]["id"]: GINA}


async def test_the_desk_leads_from_the_old_id_to_the_profile_that_stays(mocks: Any, world: dict[str, Any]) -> None:
    await merged(mocks, world)

    opened = (await mocks.opens(world, "leo"))["profile"]

    assert (opened["id"], opened["name"]) == (world["profiles"]["gina"], "Gina Lin")


async def test_the_chat_of_a_merged_profile_goes_on_in_the_other_one(mocks: Any, world: dict[str, Any]) -> None:
    start = {"app_id": world["gladly"]["chat_app_id"], "email": LEO}
    chat = (await mocks.gladly.post("/w/shop/chat/api/sessions", json=start)).json()["session_id"]
    await mocks.control.get("worlds/shop/idle")
    await merged(mocks, world)

    said = await mocks.gladly.post(f"/w/shop/chat/api/sessions/{chat}/messages", json={"text": "Still there?"})

    talk = (await mocks.gladly.get(f"{DESK}/conversations/{chat}")).json()
    assert (said.status_code, talk["profile_id"], talk["name"]) == (201, world["profiles"]["gina"], "Gina Lin")
    assert talk["items"][-1]["text"] == "Still there?"


async def test_a_merge_waits_for_a_lookup_under_way_and_a_chat_behind_it_is_routed_all_the_same(
    mocks: Any, world: dict[str, Any]
) -> None:
    mocks.adaptor.held = asyncio.Event()
    opening = asyncio.create_task(mocks.opens(world, "leo"))
    await mocks.adaptor.reached.wait()
    merging = asyncio.create_task(merged(mocks, world))
    start = {"app_id": world["gladly"]["chat_app_id"], "email": LEO}
    chat = (await mocks.gladly.post("/w/shop/chat/api/sessions", json=start)).json()["session_id"]
    mocks.adaptor.held.set()

    opened, answer = await asyncio.gather(opening, merging)
    await mocks.control.get("worlds/shop/idle")

    talk = (await mocks.gladly.get(f"{DESK}/conversations/{chat}")).json()
    assert (opened["profile"]["name"], answer.status_code) == ("Leo Fontaine", 200)
    assert (talk["profile_id"], talk["inbox"]) == (world["profiles"]["gina"], "General")


async def test_of_two_merges_of_one_profile_at_once_one_wins(mocks: Any, world: dict[str, Any]) -> None:
    nora = (await mocks.gladly.post(f"{DESK}/profiles", json={"name": "Nora Ost"})).json()["id"]
    world["profiles"]["nora"] = nora

    answers = await asyncio.gather(
        merged(mocks, world, "leo", "gina"), merged(mocks, world, "leo", "nora"), merged(mocks, world, "gina", "leo")
    )

    lost = {answer.json()["errors"][0]["detail"] for answer in answers if answer.status_code == 409}
    assert [answer.status_code for answer in answers].count(200) == 1
    assert lost == {"that profile was merged into Gina Lin already", "a profile cannot be merged into itself"}


@pytest.mark.parametrize(
    ("source", "status", "sentence"),
    [
        pytest.param("gina", 409, "a profile cannot be merged into itself", id="itself"),
        pytest.param("leo", 409, "that profile was merged into Gina Lin already", id="merged already"),
        pytest.param("nobody", 404, "customer nobody does not exist", id="unknown"),
    ],
)
async def test_what_cannot_be_merged_is_refused_with_a_sentence(
    mocks: Any, world: dict[str, Any], source: str, status: int, sentence: str
) -> None:
    await merged(mocks, world)

    wish = {"source": world["profiles"].get(source, source)}
    refused = await mocks.gladly.post(f"{DESK}/profiles/{world['profiles']['gina']}/merge", json=wish)

    assert (refused.status_code, refused.json()["errors"][0]["detail"]) == (status, sentence)


async def test_a_merge_is_told_undone_by_a_reset_and_known_to_a_fork(mocks: Any, world: dict[str, Any]) -> None:
    await merged(mocks, world)
    told = (await mocks.asked(world, "diff"))["changes"]
    fork = (await mocks.control.post("worlds/shop/fork", json={})).json()
    await mocks.control.post("worlds/shop/snapshots", json={"name": "merged"})

    await mocks.control.post("worlds/shop/reset", json={"what": "person", "person": "leo"})

    back = (await mocks.asked(world, "diff?since=merged"))["changes"]
    in_fork = await mocks.gladly.get(f"/w/{fork['id']}/desk/api/profiles/{fork['profiles']['leo']}")
    assert told[:2] == ["Leo Fontaine was merged into Gina Lin.", f"Gina Lin's customer profile got {LEO}."]
    assert ((await mocks.profile(world, "leo"))["name"], in_fork.json()["name"]) == ("Leo Fontaine", "Gina Lin")
    assert "Leo Fontaine's customer profile is merged into no other any more." in back
    assert (await mocks.asked(world, "diff"))["changes"] == []


async def test_a_reset_of_one_person_parts_profiles_whose_emails_are_gone_from_both(
    mocks: Any, world: dict[str, Any]
) -> None:
    await merged(mocks, world)
    gina = f"/api/v1/customer-profiles/{world['profiles']['gina']}"
    await mocks.gladly.patch(gina, json={"emails": []}, auth=auth(world))

    await mocks.control.post("worlds/shop/reset", json={"what": "person", "person": "leo"})

    names = [(await mocks.profile(world, key))["name"] for key in ("gina", "leo")]
    assert (names, (await mocks.asked(world, "diff"))["changes"]) == (["Gina Lin", "Leo Fontaine"], [])


async def test_profiles_that_share_a_phone_are_suggested_until_an_agent_says_no_match(
    mocks: Any, world: dict[str, Any]
) -> None:
    gina, leo = world["profiles"]["gina"], world["profiles"]["leo"]
    home = {"phones": [{"original": "+16505550100", "type": "HOME"}]}
    await mocks.gladly.patch(f"/api/v1/customer-profiles/{gina}", json=home, auth=auth(world))

    [match] = (await mocks.gladly.get(f"{DESK}/profiles/{gina}/matches")).json()["profiles"]
    dropped = await mocks.gladly.delete(f"{DESK}/profiles/{gina}/matches/{leo}")
    told = (await mocks.asked(world, "diff"))["changes"]

    shares = [{"what": "phone", "value": "+16505550100", "app": None}]
    assert match == {"id": leo, "name": "Leo Fontaine", "emails": [LEO], "is_linked": False, "shares": shares}
    assert dropped.json() == (await mocks.gladly.get(f"{DESK}/profiles/{leo}/matches")).json() == {"profiles": []}
    assert "Gina Lin's customer profile was said to be no match of another one." in told


async def test_profiles_linked_to_one_external_customer_are_suggested(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.results = [FOUND | {"emails": []}]
    app = world["gladly"]["apps"][0]
    for key in ("gina", "leo"):
        choice = {"app": app["id"], "external_customer_id": GINA}
        await mocks.gladly.post(f"{DESK}/profiles/{world['profiles'][key]}/links", json=choice)

    [match] = (await mocks.gladly.get(f"{DESK}/profiles/{world['profiles']['gina']}/matches")).json()["profiles"]

    assert match["shares"] == [{"what": "external_customer_id", "value": GINA, "app": "ReturnLogic"}]


async def test_an_app_switched_off_while_it_answers_leaves_nothing_behind(mocks: Any, world: dict[str, Any]) -> None:
    mocks.adaptor.results, mocks.adaptor.held = [FOUND], asyncio.Event()
    opening = asyncio.create_task(mocks.opens(world, "gina"))
    await mocks.adaptor.reached.wait()
    app = world["gladly"]["apps"][0]["id"]
    await mocks.gladly.patch(f"{DESK}/apps/{app}", json={"is_active": False})
    mocks.adaptor.held.set()

    opened = await opening

    assert (opened["profile"]["is_linked"], opened["round"]["verdicts"]) == (False, [])


async def test_types_that_the_world_lists_are_shown_under_their_labels(mocks: Any) -> None:
    world = await mocks.open(**SPEC, gladly={"transaction_types": {"GENERIC": "Loyalty", "STAY": None}})
    rows = [{"type": kind} for kind in ("GENERIC", "STAY", "STAY", "FLIGHT")]
    mocks.adaptor.results = [FOUND | {"transactions": rows}]

    shown = (await mocks.opens(world))["profile"]

    assert [card["title"] for card in shown["transactions"]] == ["Loyalty", "2 Stays"]
    assert [row["inputs"]["types"] for row in shown["not_shown"]] == [["FLIGHT"]]
