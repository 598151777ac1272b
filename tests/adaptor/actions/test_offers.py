"""What is offered, to whom, and that without `assumed_api` there is nothing of it."""

import json
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from rma_adaptor.actions.offers import ACTIONS

EMAIL = "ana@example.com"
OUT_OF_DATE = {"type": "text", "text": "What was offered is out of date. Open the profile again."}


async def test_each_card_offers_what_fits_its_status(desk: Any) -> None:
    assert list(await desk.offers()) == [
        "Start a return",
        "9 Add note",
        "8 Resend label",
        "8 Add note",
        "7 Authorize return",
        "7 Reject return",
        "7 Add note",
    ]


@pytest.mark.parametrize(
    ("put_away", "offered"),
    [({"archived": True}, ["7 Add note"]), ({"deleted": True}, []), ({"workflowStatus": "Deleted"}, [])],
)
async def test_what_was_put_away_is_offered_no_step_and_what_was_deleted_not_even_a_note(
    acting: Any, desk: Any, row: Any, put_away: dict[str, Any], offered: list[str]
) -> None:
    label = {"carrier": "USPS", "trackingNumber": "92"}
    acting.upstream.rows = [row(7, **{"workflowStatus": "Requested", "shippingLabel": label, **put_away})]

    assert list(await desk.offers()) == ["Start a return", *offered]


async def test_an_rma_with_an_endless_number_is_acted_on_by_all_of_it(acting: Any, desk: Any, row: Any) -> None:
    number = "a/ü#" * 200
    acting.upstream.rows = [row(number)]
    acting.upstream.always = httpx.Response(201, json={})
    acting.upstream.says = {"GET /v1/rmas": httpx.Response(200, json=[row(number)])}
    [offer] = [offer for offer in await desk.offers() if offer.endswith("Add note")]

    answer = await desk.runs(offer, note="x")

    assert answer.status_code == 200
    assert acting.upstream.calls[-1].url.raw_path.decode().count("%2F") == 200


async def test_an_answer_without_assumed_api_offers_nothing(acting: Any) -> None:
    await acting.tenant()

    [customer] = (await acting.gladly.detailed(EMAIL)).json()["results"]

    assert "actions" not in customer
    assert not any("actions" in card for card in customer["transactions"])


async def test_without_assumed_api_a_form_is_not_there_and_nothing_is_called(acting: Any, desk: Any) -> None:
    form = await desk.opens("7 Authorize return")
    offers = await desk.offers()
    await acting.tenant()
    acting.upstream.calls.clear()

    asked = await acting.gladly.form(offers["7 Authorize return"])
    sent = await acting.gladly.submit(form["actionUrl"], {})

    assert [(answer.status_code, answer.json()["errors"][0]["code"]) for answer in (asked, sent)] == [
        (404, "action_unknown"),
        (404, "action_unknown"),
    ]
    assert acting.upstream.calls == []


async def test_an_address_is_below_the_tenant_has_no_query_and_names_nobody(desk: Any) -> None:
    for address in (await desk.offers()).values():
        parts = urlsplit(address)

        assert (parts.scheme, parts.netloc, parts.query) == ("", "", "")
        assert parts.path.startswith("/t/acme/actions/")
        assert "ana" not in address.lower()


async def test_equal_questions_are_offered_equal_addresses(acting: Any, desk: Any) -> None:
    first = await desk.offers()
    acting.clock.move(60)

    assert await desk.offers() == first


@pytest.mark.parametrize("base", ["http://adaptor.example/", "http://adaptor.example/t/acme/lookup/"])
async def test_a_form_is_found_whichever_way_a_relative_address_is_joined(acting: Any, desk: Any, base: str) -> None:
    address = (await desk.offers())["7 Reject return"]
    path = urlsplit(urljoin(base, address.lstrip("/"))).path

    form = (await acting.gladly.form(path)).json()
    sent = urlsplit(urljoin(base, form["actionUrl"].lstrip("/"))).path
    answer = await acting.gladly.submit(sent, {"reason": "worn"})

    assert (form["title"], answer.status_code) == ("Reject return", 200)


async def test_the_detour_through_another_tenant_leads_nowhere(acting: Any, desk: Any) -> None:
    await acting.tenant("bolt", assumed_api=True)
    address = (await desk.offers())["7 Add note"]

    answer = await acting.gladly.form(f"/t/bolt/lookup{address}")

    assert answer.status_code == 404


@pytest.mark.parametrize("change", ["tenant", "action", "ticket", "cut"])
async def test_a_ticket_that_is_not_ours_is_out_of_date(acting: Any, desk: Any, change: str) -> None:
    await acting.tenant("bolt", assumed_api=True)
    address = (await desk.offers())["7 Authorize return"]
    changed = {
        "tenant": address.replace("/t/acme/", "/t/bolt/"),
        "action": address.replace("/authorize/", "/reject/"),
        "ticket": address[:-3] + ("AAA" if address[-3:] != "AAA" else "BBB"),
        "cut": address[:-40],
    }[change]
    acting.upstream.calls.clear()

    asked = await acting.gladly.form(changed)
    sent = await acting.gladly.submit(changed, {"reason": "x"})

    assert (asked.status_code, asked.json()["sections"]) == (200, [OUT_OF_DATE])
    assert (sent.status_code, sent.json()["errors"][0]["detail"]) == (406, OUT_OF_DATE["text"])
    assert acting.upstream.calls == []


async def test_a_form_that_says_it_is_out_of_date_says_so_again_when_it_is_sent(acting: Any, desk: Any) -> None:
    address = (await desk.offers())["7 Authorize return"]
    form = (await acting.gladly.form(address[:-3])).json()

    sent = await desk.sends(form)

    assert form["title"] == "Authorize return"
    assert (sent.status_code, sent.json()["errors"][0]["detail"]) == (406, OUT_OF_DATE["text"])


async def test_an_offer_from_before_a_rotation_without_encryption_keys_is_out_of_date(acting: Any, desk: Any) -> None:
    address = (await desk.offers())["7 Authorize return"]
    await acting.admin.post("/tenants/acme/rotate", json={"signing_key": "another-key-0123456"})

    asked = await acting.gladly.form(address)

    assert (asked.status_code, asked.json()["sections"]) == (200, [OUT_OF_DATE])
    assert "7 Authorize return" in await desk.offers()


@pytest.mark.parametrize("how", [{"key": None}, {"key": "another-key-0123456"}, {"at_s": 301}, {"at_s": -301}])
async def test_a_form_is_shown_and_taken_only_when_it_is_signed_like_a_lookup(
    acting: Any, desk: Any, how: dict[str, Any]
) -> None:
    form = await desk.opens("7 Authorize return")
    address = (await desk.offers())["7 Authorize return"]
    acting.upstream.calls.clear()
    now = acting.clock.now
    acting.clock.move(how.get("at_s", 0))
    key = {"key": how["key"]} if "key" in how else {}

    asked = await acting.gladly.form(address, at=now, **key)
    sent = await acting.gladly.submit(form["actionUrl"], {}, at=now, **key)

    assert (asked.status_code, sent.status_code, acting.upstream.calls) == (401, 401, [])


async def test_a_submit_cannot_be_played_again(acting: Any, desk: Any) -> None:
    form = await desk.opens("7 Authorize return")
    path = form["actionUrl"]
    headers = acting.gladly.headers(path, b"{}", "k-0123456789abcdef", acting.clock.now, {})

    answers = [await acting.gladly.http.post(path, content=b"{}", headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 401]


async def test_a_disabled_tenant_has_no_forms(acting: Any, desk: Any) -> None:
    offers = await desk.offers()
    await acting.admin.post("/tenants/acme/disable")

    assert (await acting.gladly.form(offers["Start a return"])).status_code == 404


async def test_cards_are_offered_actions_only_where_cards_are_shown(acting: Any) -> None:
    await acting.tenant(assumed_api=True, attributes=["rma"])

    [customer] = (await acting.gladly.detailed(EMAIL)).json()["results"]

    assert [row["name"] for row in customer["actions"]] == ["Start a return"]
    assert "transactions" not in customer


def inputs(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["attr"]: row for row in form["sections"] if row["type"] == "input"}


@pytest.mark.parametrize(
    "offer", ["Start a return", "7 Authorize return", "7 Reject return", "8 Resend label", "7 Add note"]
)
async def test_a_form_has_nothing_but_what_gladly_knows(desk: Any, offer: str) -> None:
    """Contract: GL-ACT-6, fields of forms (observed in Gladly's sample)."""
    form = await desk.opens(offer)

    assert set(form) == {"title", "submitButton", "closeButton", "actionUrl", "sections"}
    assert all(isinstance(form[name], str) and form[name] for name in set(form) - {"sections"})
    for section in form["sections"]:
        if section["type"] == "text":
            assert set(section) == {"type", "text"}
            continue
        assert set(section) - {"hint", "defaultValue"} == {"type", "attr", "label", "input"}
        known = {"text": {"type", "placeholder", "optional"}, "select": {"type", "placeholder", "optional", "options"}}
        assert set(section["input"]) <= known[section["input"]["type"]]
        for option in section["input"].get("options", []):
            assert set(option) == {"text", "value"}
    assert len(inputs(form)) == len([row for row in form["sections"] if row["type"] == "input"])


async def test_every_action_is_offered_somewhere(desk: Any) -> None:
    named = {address.split("/")[4] for address in (await desk.offers()).values()}

    assert named == set(ACTIONS)


async def test_a_return_is_started_from_what_the_shopper_can_return(desk: Any) -> None:
    found = inputs(await desk.opens("Start a return"))

    assert [option["value"] for option in found["item"]["input"]["options"]] == ["1:2:#20517"]
    [item] = found["item"]["input"]["options"]
    assert item["text"] == "Trail Fleece Jacket (Pine / M), 2 left to return, order #20517 of 2026-02-11"
    assert found["reason"]["input"]["options"] == [{"text": "Too Small", "value": "TS"}]
    assert [option["value"] for option in found["type"]["input"]["options"]] == ["Refund", "Exchange"]
    assert (found["quantity"]["defaultValue"], found["comment"]["input"]["optional"]) == ("1", True)


async def test_orders_of_others_are_left_out(acting: Any, desk: Any) -> None:
    acting.upstream.says["GET /v1/orders"] = httpx.Response(
        200,
        json=[
            {"orderName": "#1", "customerEmail": "leo@example.com", "orderLines": [{"id": 1, "returnableQuantity": 1}]},
            {"orderName": "#2", "orderLines": [{"id": 1, "returnableQuantity": 1}]},
        ],
    )

    form = await desk.opens("Start a return")

    assert form["sections"] == [
        {"type": "text", "text": "ReturnLogic lists no order of this shopper of which anything can be returned."}
    ]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (httpx.Response(503), "ReturnLogic is down for maintenance, so this cannot be done now. Try again later."),
        (httpx.ConnectError("x"), "ReturnLogic does not answer, so this cannot be done now. Try again later."),
        (httpx.Response(404), "ReturnLogic answers with an error, so this cannot be done now. Try again later."),
        (
            httpx.Response(200, text="<html>"),
            "ReturnLogic's answer cannot be read, so this cannot be done now. Try again",
        ),
    ],
)
async def test_an_outage_shows_a_form_that_says_so_and_can_do_nothing(
    acting: Any, desk: Any, answer: Any, sentence: str
) -> None:
    acting.upstream.says["GET /v1/orders"] = answer
    form = await desk.opens("Start a return")

    sent = await desk.sends(form, item="1:2:#20517", quantity="1", reason="TS", type="Refund")

    assert form["sections"][0]["text"].startswith(sentence)
    assert (sent.status_code, sent.json()["errors"][0]["message"]) == (406, "Nothing was done")
    assert [call for call in acting.upstream.calls if call.method == "POST"] == []


@pytest.mark.parametrize("envelope", ["data", "results", "orders", None])
async def test_lists_are_read_in_every_envelope(acting: Any, desk: Any, envelope: str | None) -> None:
    said = json.loads(acting.upstream.says["GET /v1/orders"].content)["data"]
    acting.upstream.says["GET /v1/orders"] = httpx.Response(200, json={envelope: said} if envelope else said)

    assert "item" in inputs(await desk.opens("Start a return"))
