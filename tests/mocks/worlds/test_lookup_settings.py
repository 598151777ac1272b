"""A world plays what nobody published about lookups as it was told, and says so; by default as is likeliest."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from rma_mocks.gladly.settings import USUAL
from rma_mocks.worlds.declared.lookup_spec import LookupSpec

EMAIL = "gina.lin@example.com"
PHONE = "+16505550100"
GINA = {"key": "gina", "name": "Gina Lin", "email": EMAIL, "phone": PHONE}
CARD = {"type": "ORDER", "orderNumber": "1"}


def found(**more: Any) -> dict[str, Any]:
    return {"externalCustomerId": "c1", "emails": [{"original": EMAIL}], **more}


async def opened(mocks: Any, *, app: dict[str, Any] | None = None, **gladly: Any) -> dict[str, Any]:
    links: dict[str, Any] = await mocks.open(
        people=[GINA],
        customers=0,
        gladly=gladly,
        apps=[{"url": "http://127.0.0.1:8700/lookup", "name": "Club", "id": "club", **(app or {})}],
    )
    return links


def outcomes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["rule"], row["outcome"]) for row in answer["round"]["verdicts"]]


def test_a_declaration_has_every_setting_with_its_default() -> None:
    assert LookupSpec().model_dump() == asdict(USUAL)


async def test_the_organisation_tells_how_it_is_set(mocks: Any) -> None:
    world = await opened(mocks, lookup_timeout_s=3, lookups={"phone_match": "both"})

    told = (await mocks.gladly.get(f"/w/{world['id']}/desk/api/organisation")).json()["lookups"]

    assert told == {"timeout_s": 3, **asdict(USUAL), "phone_match": "both"}


async def test_a_fork_and_a_reset_keep_the_settings(mocks: Any) -> None:
    world = await opened(
        mocks, lookups={"attributes_in": "nested"}, definition=[{"name": "name", "permission": "VISIBLE"}]
    )

    fork = (await mocks.control.post(f"worlds/{world['id']}/fork", json={})).json()
    await mocks.control.post(f"worlds/{world['id']}/reset")

    for row in (world, fork):
        told = (await mocks.gladly.get(f"/w/{row['id']}/desk/api/organisation")).json()["lookups"]
        assert told["attributes_in"] == "nested"


async def test_suggestions_of_old_are_asked_for_with_auto_linking_off_and_never_link(mocks: Any) -> None:
    mocks.adaptor.results = [found()]
    usual = await opened(mocks, app={"auto_linking": []})
    legacy = await opened(mocks, app={"auto_linking": []}, lookups={"legacy_suggestions": True})

    assert outcomes(await mocks.opens(usual)) == [("GL-LINK-4", "not_asked")]
    assert not mocks.adaptor.requests
    assert outcomes(await mocks.opens(legacy)) == [("GL-LINK-10", "not_linked")]
    assert [json.loads(row.content)["lookupLevel"] for row in mocks.adaptor.requests] == ["BASIC"]


@pytest.mark.parametrize(
    ("phone", "settings", "rule"),
    [
        pytest.param({"original": PHONE, "type": "MOBILE"}, {}, "GL-LINK-1", id="mobile on both sides"),
        pytest.param({"original": PHONE}, {}, "GL-LINK-1", id="mobile on one side"),
        pytest.param({"original": PHONE}, {"phone_match": "both"}, "GL-LINK-3", id="mobile on one side, both wanted"),
        pytest.param({"original": "(650) 555-0100"}, {}, "GL-LINK-1", id="written otherwise"),
        pytest.param(
            {"original": "(650) 555-0100", "type": "MOBILE"},
            {"phone_normalisation": "exact"},
            "GL-LINK-3",
            id="written otherwise, letter by letter",
        ),
        pytest.param({"original": "+16505550101", "type": "MOBILE"}, {}, "GL-LINK-3", id="another number"),
    ],
)
async def test_a_mobile_number_links_as_the_settings_say(
    mocks: Any, phone: dict[str, Any], settings: dict[str, Any], rule: str
) -> None:
    mocks.adaptor.results = [{"externalCustomerId": "c1", "phones": [phone]}]
    world = await opened(mocks, app={"auto_linking": ["phones.mobile"]}, lookups=settings)

    answer = await mocks.opens(world)

    assert outcomes(answer)[0][0] == rule
    assert [row["original"] for row in answer["profile"]["phones"]][:1] == [PHONE]


@pytest.mark.parametrize(("setting", "cards"), [("keep", [CARD]), ("clear", [])])
async def test_an_answer_without_transactions_keeps_or_clears_the_cards(mocks: Any, setting: str, cards: Any) -> None:
    world = await opened(mocks, lookups={"absent_transactions": setting})
    mocks.adaptor.results = [found(transactions=[CARD])]
    await mocks.opens(world)

    mocks.adaptor.results = [found()]
    profile = (await mocks.opens(world))["profile"]

    assert [card for group in profile["transactions"] for card in group["cards"]] == cards


async def test_an_odd_answer_warns_a_lenient_organisation_and_fails_a_strict_one(mocks: Any) -> None:
    mocks.adaptor.results = [found(emails=[{"original": EMAIL}, "second@example.com"])]

    lenient = await mocks.opens(await opened(mocks))
    strict = await mocks.opens(await opened(mocks, lookups={"answers": "strict"}))

    assert outcomes(lenient) == [("GL-LINK-1", "linked")]
    assert {(row["place"], row["rule"]) for row in lenient["round"]["warnings"]} == {
        ("results.0.emails.1", "GL-ANSWER-3")
    }
    assert outcomes(strict) == [("GL-ANSWER-3", "failed")]
    assert not strict["profile"]["is_linked"]


async def test_the_search_form_is_the_apps_and_its_blank_fields_are_sent_if_wanted(mocks: Any) -> None:
    form = {"search_query_attributes": ["email", {"attribute": "orderNumber", "label": "Order"}]}
    world = await opened(mocks, app=form, lookups={"manual_search_blank": "empty"})
    profile = f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}"

    await mocks.gladly.post(f"{profile}/searches", json={"query": {"email": EMAIL, "orderNumber": " "}})

    assert json.loads(mocks.adaptor.requests[0].content)["query"] == {"email": EMAIL, "orderNumber": ""}
    [app] = (await mocks.gladly.get(f"/w/{world['id']}/desk/api/organisation")).json()["apps"]
    assert app["search_query_attributes"][1] == {"attribute": "orderNumber", "label": "Order"}


async def test_a_query_in_the_apps_url_is_signed_as_the_settings_say(mocks: Any) -> None:
    for reading in ("S1", "S2"):
        url = "http://127.0.0.1:8700/lookup?shop=b&a=1"
        world = await opened(mocks, app={"url": url, "signing_key": "k"}, lookups={"query_reading": reading})
        await mocks.opens(world)

    first, second = mocks.adaptor.requests
    assert first.headers["gladly-authorization"] != second.headers["gladly-authorization"]
    assert first.url.raw_path == b"/lookup?shop=b&a=1"
