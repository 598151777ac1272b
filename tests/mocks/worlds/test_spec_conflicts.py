"""What cannot be two things at once is a 409, and a refused world leaves nothing behind."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rma_mocks.worlds.derived.base import FIRST_RMA_ID, DerivedBase
from rma_mocks.worlds.derived.ordering import FIRST_ITEM_ID, FIRST_ORDER
from rma_mocks.worlds.gallery.entries import GALLERY

GINA = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
LEO = {"key": "leo", "name": "Leo Fontaine", "email": "leo.fontaine@example.com"}
APP = {"url": "http://a.example.com"}


def rmas(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"rmas": [{"of": "gina"} | row for row in rows]}


def orders(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"orders": [{"of": "gina", "items": [{}]} | row for row in rows]}


def profiles(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"profiles": [{"key": f"k{place}", "name": "A"} | row for place, row in enumerate(rows)]}


CONFLICTS: list[tuple[dict[str, Any], str]] = [
    ({"people": [GINA, GINA]}, "people: the key 'gina' is used twice; give each one of its own"),
    ({"people": [GINA, GINA | {"key": "g"}]}, "profiles: gina.lin@example.com is on two customer profiles"),
    (rmas({"key": "k"}, {"key": "k"}), "rmas: the key 'k' is used twice"),
    (rmas({"key": "rma1"}, {}), "rmas: the key 'rma1' is used twice"),
    (rmas({"id": "77"}, {"id": "77"}), "rmas: the id '77' is used twice"),
    (rmas({"order_name": "#1"}, {"order_name": "#1"}), "orders: the name '#1' is used twice"),
    (rmas({"items": [{"id": 5}]}, {"items": [{"id": 5}]}), "items: the id 5 is used twice"),
    (rmas({"items": [{"id": 5}, {"id": 5}]}), "items: the id 5 is used twice"),
    (orders({"key": "k"}, {"key": "k"}), "orders: the key 'k' is used twice"),
    (orders({"name": "#1"}, {"name": "#1"}), "orders: the name '#1' is used twice"),
    (orders({"name": "#1"}) | rmas({"order_name": "#1"}), "orders: the name '#1' is used twice"),
    (profiles({"key": "k"}, {"key": "k"}), "profiles: the key 'k' is used twice"),
    (profiles({"id": "p"}, {"id": "p"}), "profiles: the id 'p' is on two customer profiles"),
    (
        profiles({"emails": ["a@example.com"]}, {"emails": ["A@example.com"]}),
        "A@example.com is on two customer profiles",
    ),
    (profiles({"emails": ["a@example.com", "A@Example.com"]}), "in 'k0' the e-mail 'a@example.com' is used twice"),
    (profiles(*[{"phones": ["+16505550100"]}] * 2), "profiles: +16505550100 is on two customer profiles"),
    ({"apps": [APP | {"id": "a"}] * 2}, "apps: the id 'a' is used twice"),
    ({"gladly": {"definition": ["rma", "rma"]}}, "gladly.definition: the name 'rma' is used twice"),
    ({"gallery": ["family", "family"]}, "gallery: the entry 'family' is used twice"),
    ({"people": [GINA | {"key": "ten_rmas"}], "gallery": "all"}, "people: the key 'ten_rmas' is used twice"),
    (
        {"people": [GINA | {"email": "The.Morenos@example.com"}], "profiles": [], "gallery": ["family"]},
        "gallery: the.morenos@example.com in 'family' is the e-mail of somebody declared too",
    ),
    (rmas({"id": "700000103"}) | {"gallery": ["family"]}, "rmas: the id '700000103' is used twice"),
]


async def test_the_same_thing_twice_is_a_conflict(mocks: Any) -> None:
    answers = [await mocks.control.post("worlds", json={"people": [GINA]} | spec) for spec, _ in CONFLICTS]

    assert [answer.status_code for answer in answers] == [409] * len(CONFLICTS)
    told = [answer.json()["message"] for answer in answers]
    assert [message for message, (_, hint) in zip(told, CONFLICTS, strict=True) if hint not in message] == []


async def test_what_a_derived_person_has_is_taken(mocks: Any) -> None:
    links = await mocks.open(seed=7, customers=5)
    people = (await mocks.control.get(f"worlds/{links['id']}/people")).json()["people"]
    email = people[3]["email"]
    desk = await mocks.gladly.get(f"/w/{links['id']}/desk/api/profiles", params={"q": email})
    given = [
        ({"people": [GINA | {"key": people[3]["key"]}]}, f"people: the key {people[3]['key']!r}"),
        ({"people": [GINA | {"email": email.upper()}]}, f"people: the e-mail {email.upper()!r}"),
        (profiles({"emails": [email]}), f"profiles: {email} is on two"),
        (profiles({"id": desk.json()["profiles"][0]["id"]}), "profiles: the id "),
    ]

    answers = [await mocks.control.post("worlds", json={"customers": 5} | spec) for spec, _ in given]

    assert [answer.status_code for answer in answers] == [409] * 4
    assert all(hint in answer.json()["message"] for answer, (_, hint) in zip(answers, given, strict=True))


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        pytest.param(rmas({"id": f"{FIRST_RMA_ID}"}), f"rmas: the id '{FIRST_RMA_ID}' belongs to", id="RMA"),
        pytest.param(orders({"name": f"#{FIRST_ORDER}"}), f"orders: the name '#{FIRST_ORDER}' belongs to", id="order"),
        pytest.param(
            rmas({"items": [{"id": FIRST_ITEM_ID}]}), f"items: the id {FIRST_ITEM_ID} belongs to", id="return item"
        ),
    ],
)
async def test_a_number_of_a_derived_person_is_taken_while_they_are_there(
    mocks: Any, spec: dict[str, Any], sentence: str
) -> None:
    seed = _seed_whose_first_person_returns()

    refused = await mocks.control.post("worlds", json={"people": [GINA], "seed": seed, "customers": 1} | spec)
    alone = await mocks.control.post("worlds", json={"people": [GINA], "seed": seed, "customers": 0} | spec)

    assert (refused.status_code, alone.status_code) == (409, 201)
    assert f"{sentence} one of the 1 people derived from seed {seed}" in refused.json()["message"]


async def test_a_refused_world_leaves_its_id_and_its_credentials_free(mocks: Any) -> None:
    own = {
        "id": "mine",
        "gladly": {"organization": "acme", "username": "me@example.com", "api_token": "t"},
        "returnlogic": {"team_id": "team", "api_key": "k"},
    }
    await mocks.open()
    before = (await mocks.control.get("worlds")).json()

    refused = await mocks.control.post("worlds", json=own | profiles(*[{"emails": ["a@example.com"]}] * 2))
    after = (await mocks.control.get("worlds")).json()
    opened = await mocks.control.post("worlds", json=own)

    assert (refused.status_code, opened.status_code) == (409, 201)
    assert [world["id"] for world in after["worlds"]] == [world["id"] for world in before["worlds"]]
    assert (await mocks.open())["id"] == "w2"


@pytest.mark.parametrize(
    "given",
    [
        {"id": "acme"},
        {"gladly": {"organization": "acme"}},
        {"gladly": {"username": "me@example.com", "api_token": "acme"}},
        {"returnlogic": {"team_id": "acme"}},
        {"returnlogic": {"api_key": "acme"}},
    ],
    ids=["world", "organisation", "Gladly token", "team", "API key"],
)
async def test_what_names_a_world_belongs_to_one_open_world(mocks: Any, given: dict[str, Any]) -> None:
    first = await mocks.open(**given)

    refused = await mocks.control.post("worlds", json=given)
    await mocks.control.delete(f"worlds/{first['id']}")
    again = await mocks.control.post("worlds", json=given)

    assert (refused.status_code, again.status_code) == (409, 201)


async def test_a_mobile_number_is_a_declared_persons_whoever_would_have_had_it(mocks: Any) -> None:
    links = await mocks.open(people=[GINA | {"phone": "+16505550100"}], customers=1_000_000, gallery="all")
    auth = (links["gladly"]["username"], links["gladly"]["api_token"])

    for phone, name in (("+16505550100", "Gina Lin"), ("+17015550111", "Sam Okoro")):
        found = await mocks.gladly.get("/api/v1/customer-profiles", params={"phoneNumber": phone}, auth=auth)
        assert [row["name"] for row in found.json()] == [name]
    index = DerivedBase(7, size=1_000_000, start=datetime(2026, 3, 2, tzinfo=UTC)).index_of_phone("+16505550100")
    offset = links["customers"] - 1_000_000 + (index or 0)
    query = {"offset": offset, "limit": 1}
    [derived] = (await mocks.control.get(f"worlds/{links['id']}/people", params=query)).json()["people"]
    assert (derived["key"], derived["phone"]) == (f"p{index}", None)


async def test_a_gallery_and_derived_people_go_together(mocks: Any) -> None:
    links = await mocks.open(gallery="all", customers=50)

    assert links["customers"] == 50 + sum(len(entry.people) for entry in GALLERY.values())


def _seed_whose_first_person_returns() -> int:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    return next(seed for seed in range(100) if DerivedBase(seed, size=1, start=start).rmas(0))
