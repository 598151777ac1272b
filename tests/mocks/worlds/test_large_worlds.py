"""Worlds of a million answer like worlds of ten, by API and page, or say why they do not."""

from typing import Any

import httpx
import pytest

MANY = 1_000_000


@pytest.fixture
async def world(mocks: Any) -> dict[str, Any]:
    links: dict[str, Any] = await mocks.open(id="w1", customers=MANY, returnlogic={"per_second": 1000})
    return links


async def people(mocks: Any, offset: int) -> list[dict[str, Any]]:
    answer = await mocks.control.get("worlds/w1/people", params={"limit": 20, "offset": offset})
    rows: list[dict[str, Any]] = answer.json()["people"]
    return rows


async def rmas(mocks: Any, **params: Any) -> httpx.Response:
    answer: httpx.Response = await mocks.returnlogic.get("/w/w1/originate/api/rmas", params=params)
    return answer


async def test_the_limit_of_people_is_named(mocks: Any) -> None:
    answer = await mocks.control.post("worlds", json={"customers": 10_000_001})

    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "customers: must be at most 10000000, not 10000001",
    )


async def test_the_api_answers_for_anybody_who_was_never_met(mocks: Any, world: dict[str, Any]) -> None:
    [person] = [row for row in await people(mocks, 70_000) if row["rma_ids"]][:1]
    gladly = (world["gladly"]["username"], world["gladly"]["api_token"])
    key = {"Authorization": f"Bearer {world['returnlogic']['api_key']}"}

    listed = await mocks.returnlogic.get("/v1/rmas", params={"email": person["email"].upper()}, headers=key)
    by_phone = await mocks.gladly.get("/api/v1/customer-profiles", params={"phoneNumber": person["phone"]}, auth=gladly)
    by_email = await mocks.gladly.get("/api/v1/customer-profiles", params={"email": person["email"]}, auth=gladly)

    assert [str(row["rlRmaId"]) for row in listed.json()["data"]] == person["rma_ids"]
    assert [row["name"] for row in by_phone.json()] == [person["name"]]
    assert by_phone.json() == by_email.json()


async def test_a_phone_number_that_was_changed_no_longer_finds_the_derived_person(
    mocks: Any, world: dict[str, Any]
) -> None:
    person = (await people(mocks, 5))[0]
    gladly = (world["gladly"]["username"], world["gladly"]["api_token"])
    query = {"phoneNumber": person["phone"]}
    [profile] = (await mocks.gladly.get("/api/v1/customer-profiles", params=query, auth=gladly)).json()

    await mocks.gladly.patch(f"/api/v1/customer-profiles/{profile['id']}", json={"phones": []}, auth=gladly)

    assert (await mocks.gladly.get("/api/v1/customer-profiles", params=query, auth=gladly)).json() == []


@pytest.mark.parametrize("offset", [0, 500_000, MANY - 25])
async def test_the_table_turns_pages_to_the_very_end(mocks: Any, world: dict[str, Any], offset: int) -> None:
    del world

    answer = (await rmas(mocks, offset=offset)).json()

    created = [row["created_at"] for row in answer["rmas"]]
    assert (len(created), answer["total"]) == (25, MANY)
    assert created == sorted(created, reverse=True)


async def test_a_part_of_a_text_is_refused_with_what_to_do_instead(mocks: Any, world: dict[str, Any]) -> None:
    del world

    answers = [await rmas(mocks, search="maria"), await rmas(mocks, status="Complete")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert answers[0].json()["message"].endswith("whole e-mail address, order name or RMA number instead")


async def test_a_filter_that_is_ignored_shows_strangers_of_a_million(mocks: Any, world: dict[str, Any]) -> None:
    await mocks.control.post("worlds/w1/faults", json={"kind": "filter_ignored"})
    key = {"Authorization": f"Bearer {world['returnlogic']['api_key']}"}

    answer = await mocks.returnlogic.get("/v1/rmas", params={"email": "a@example.com"}, headers=key)

    assert (len(answer.json()["data"]), answer.json()["total"]) == (50, MANY)


async def desk(mocks: Any, q: str) -> dict[str, Any]:
    answer = await mocks.gladly.get("/w/w1/desk/api/profiles", params={"q": q})
    found: dict[str, Any] = answer.json()
    return found


async def test_the_desk_finds_anybody_by_a_whole_email_or_phone_number(mocks: Any, world: dict[str, Any]) -> None:
    del world
    person = (await people(mocks, 79_000))[0]
    phone = person["phone"]

    answers = [await desk(mocks, person["email"].upper()), await desk(mocks, f"({phone[2:5]}) {phone[5:]}")]

    assert [[row["email"] for row in answer["profiles"]] for answer in answers] == [[person["email"]]] * 2
    assert [answer["searched_everybody"] for answer in answers] == [True, True]


async def test_the_desk_says_when_not_everybody_was_searched(mocks: Any, world: dict[str, Any]) -> None:
    del world
    person = (await people(mocks, 0))[0]

    known, strange = await desk(mocks, person["email"].partition("@")[0]), await desk(mocks, "zebra crossing")

    assert person["email"] in {row["email"] for row in known["profiles"]}
    assert known["searched_everybody"] is False
    assert strange == {"profiles": [], "searched_everybody": False}


async def test_the_desk_searches_everybody_of_a_small_world(mocks: Any) -> None:
    await mocks.open(id="w1", customers=50)

    assert await desk(mocks, "zebra crossing") == {"profiles": [], "searched_everybody": True}


async def test_the_shelf_shows_sizes_measurements_prices_and_stock(mocks: Any, world: dict[str, Any]) -> None:
    del world

    products = (await mocks.control.get("worlds/w1/products")).json()["products"]

    jacket = products[0]
    assert len(products) == 12
    assert (jacket["name"], jacket["price"], jacket["currency"]) == ("Trail Fleece Jacket", "68.00", "USD")
    assert list(jacket["size_chart"]["sizes"]) == jacket["sizes"] == ["XS", "S", "M", "L", "XL"]
    assert jacket["size_chart"]["unit"] == "cm"
    assert jacket["variants"][0].keys() == {"variant", "sku", "colour", "size", "price", "stock"}
    assert any(variant["stock"] for variant in jacket["variants"])


async def test_an_exchange_is_told_with_what_replaces_the_item(mocks: Any, gina: dict[str, Any]) -> None:
    exchange = {"size": "M", "return_type": "Exchange"}
    gina["rmas"][0]["items"] = [exchange, exchange | {"exchange_size": "XL"}, exchange | {"size": "XL"}, {}]
    world = await mocks.open(id="w1", **gina)
    key = {"Authorization": f"Bearer {world['returnlogic']['api_key']}"}

    [row] = (await mocks.returnlogic.get("/v1/rmas", params={"email": "gina.lin@example.com"}, headers=key)).json()[
        "data"
    ]

    told = [(item.get("exchangeVariantName"), item.get("exchangeSku")) for item in row["rmaItems"]]
    assert told == [("Pine / L", "TFJ-PIN-L"), ("Pine / XL", "TFJ-PIN-XL"), (None, None), (None, None)]
    assert ["exchangeSku" in item for item in row["rmaItems"]] == [True, True, False, False]


async def test_a_strict_world_does_not_tell_what_replaces_the_item(mocks: Any, gina: dict[str, Any]) -> None:
    gina["rmas"][0]["items"] = [{"return_type": "Exchange"}]
    world = await mocks.open(id="w1", profile="strict", **gina)
    key = {"Authorization": f"Bearer {world['returnlogic']['api_key']}"}

    answer = await mocks.returnlogic.get("/v1/rmas", params={"email": "gina.lin@example.com"}, headers=key)

    assert "exchangeSku" not in answer.json()["data"][0]["rmaItems"][0]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        pytest.param(
            {"return_type": "Exchange", "exchange_size": "XXL"},
            "rmas: Trail Fleece Jacket has no size 'XXL'; write one of: XS, S, M, L, XL",
            id="no such size",
        ),
        pytest.param(
            {"exchange_size": "L"},
            "rmas: exchange_size belongs to the return type Exchange, not to Refund",
            id="no exchange",
        ),
    ],
)
async def test_an_exchange_that_cannot_be_is_refused(
    mocks: Any, gina: dict[str, Any], item: dict[str, Any], message: str
) -> None:
    gina["rmas"][0]["items"] = [item]

    answer = await mocks.control.post("worlds", json=gina)

    assert (answer.status_code, answer.json()["message"]) == (400, message)
