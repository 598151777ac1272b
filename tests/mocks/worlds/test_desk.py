"""What the desk's lists and settings show."""

from typing import Any

import pytest


@pytest.fixture
async def world(mocks: Any, gina: dict[str, Any]) -> dict[str, Any]:
    links: dict[str, Any] = await mocks.open(id="w1", **gina)
    return links


async def test_people_are_found_by_a_part_of_name_email_or_phone(mocks: Any, world: dict[str, Any]) -> None:
    people = (await mocks.control.get("worlds/w1/people")).json()["people"]
    derived = people[2]
    assert world["people"]["gina"]["name"] == "Gina Lin"

    for part in (derived["name"].upper(), derived["email"][:-4], derived["phone"]):
        found = (await mocks.gladly.get("/w/w1/desk/api/profiles", params={"q": part})).json()["profiles"]
        assert [row["name"] for row in found] == [derived["name"]], part


async def test_the_holder_of_a_whole_email_is_found_whichever_of_its_emails_it_is(mocks: Any, world: Any) -> None:
    profiles = f"/w/{world['id']}/desk/api/profiles"
    emails = ["first@example.com", "second@example.com"]
    await mocks.gladly.post(profiles, json={"name": "Two", "emails": emails})

    for email, names in (("Second@Example.com", ["Two"]), ("cond@example.com", []), (emails[0], ["Two"])):
        found = (await mocks.gladly.get(profiles, params={"email": email})).json()["profiles"]
        assert [row["name"] for row in found] == names, email


async def test_without_a_search_the_first_people_are_listed_up_to_the_limit(mocks: Any, world: dict[str, Any]) -> None:
    found = (await mocks.gladly.get("/w/w1/desk/api/profiles", params={"limit": 3})).json()["profiles"]

    assert found[0]["id"] == world["profiles"]["gina"]
    assert len(found) == 3


async def test_a_found_derived_person_can_be_opened(mocks: Any, world: dict[str, Any]) -> None:
    listed = (await mocks.gladly.get("/w/w1/desk/api/profiles")).json()["profiles"][-1]

    opened = (await mocks.gladly.post(f"/w/{world['id']}/desk/api/profiles/{listed['id']}/open")).json()["profile"]

    assert (opened["name"], opened["emails"][0]["original"]) == (listed["name"], listed["email"])


async def test_an_app_shows_no_secret_and_a_deactivated_one_is_not_asked(mocks: Any, world: dict[str, Any]) -> None:
    [app] = (await mocks.gladly.get("/w/w1/desk/api/organisation")).json()["apps"]
    assert (app["is_signed"], "signing_key" in app) == (True, False)

    await mocks.gladly.patch(f"/w/w1/desk/api/apps/{app['id']}", json={"is_active": False})
    opened = (await mocks.gladly.post(f"/w/w1/desk/api/profiles/{world['profiles']['gina']}/open")).json()

    assert opened["round"]["verdicts"] == []
    assert mocks.adaptor.requests == []


async def test_a_strange_auto_linking_field_is_refused_and_nothing_changes(mocks: Any, world: dict[str, Any]) -> None:
    app = world["gladly"]["apps"][0]["id"]

    refused = await mocks.gladly.patch(f"/w/w1/desk/api/apps/{app}", json={"auto_linking": ["fax"]})

    assert refused.status_code == 400
    assert (await mocks.gladly.get("/w/w1/desk/api/organisation")).json()["apps"][0]["auto_linking"] == ["emails"]


@pytest.mark.parametrize("page", ["desk", "desk/static/desk.css", "chat-sdk/widget.js"])
async def test_pages_are_served_and_stay_out_of_the_journal(mocks: Any, world: dict[str, Any], page: str) -> None:
    answer = await mocks.gladly.get(f"/w/w1/{page}")

    assert answer.status_code == 200
    assert (await mocks.control.get(f"worlds/{world['id']}/journal")).json()["exchanges"] == []


@pytest.mark.parametrize("read", ["organisation", "conversations", "rounds", "profiles/{gina}"])
async def test_what_a_page_merely_reads_stays_out_of_the_journal(mocks: Any, world: dict[str, Any], read: str) -> None:
    answer = await mocks.gladly.get(f"/w/w1/desk/api/{read.format(**world['profiles'])}")

    assert answer.status_code == 200
    assert (await mocks.control.get("worlds/w1/journal")).json()["exchanges"] == []


async def test_a_file_outside_the_pages_is_not_served(mocks: Any, world: dict[str, Any]) -> None:
    answer = await mocks.gladly.get(f"/w/{world['id']}/desk/static/..%2F..%2Forganisation.py")

    assert answer.status_code == 404
