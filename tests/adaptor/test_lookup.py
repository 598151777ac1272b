"""Gladly's two questions, asked of the whole adaptor, while ReturnLogic answers."""

import asyncio
from typing import Any

import httpx
import pytest


def results(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["results"]
    return found


def attributes(answer: Any) -> dict[str, str]:
    [customer] = results(answer)
    shown: dict[str, str] = customer["customAttributes"]
    return shown


async def test_auto_link_finds_the_person_by_email(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1)]

    answer = await adaptor.gladly.auto_link("Ana@Example.com")

    assert answer.json() == {
        "results": [
            {"externalCustomerId": "ana@example.com", "name": "Ana Ruiz", "emails": [{"original": "ana@example.com"}]}
        ]
    }


async def test_manual_search_finds_the_person_by_email(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1, customerName=None)]

    answer = await adaptor.gladly.search("ana@example.com")

    assert results(answer) == [{"externalCustomerId": "ana@example.com", "emails": [{"original": "ana@example.com"}]}]


async def test_basic_returns_one_result_per_asked_email_that_has_rmas(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1), row(2), row(3, email="leo@example.com")]

    answer = await adaptor.gladly.auto_link("leo@example.com", "mia@example.com", "ana@example.com", "ANA@example.com")

    assert [found["externalCustomerId"] for found in results(answer)] == ["leo@example.com", "ana@example.com"]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"phones": ["+15551234567"], "id": "x"}, id="auto-link by phone"),
        pytest.param({"orderNumber": "1832"}, id="search by order number"),
        pytest.param({"email": ""}, id="a blank search"),
        pytest.param({"email": "ana"}, id="a search for what is no e-mail"),
    ],
)
async def test_a_lookup_without_an_email_finds_nobody_and_asks_nobody(adaptor: Any, query: Any) -> None:
    answer = await adaptor.gladly.post({"lookupLevel": "BASIC", "query": query, "uniqueMatchRequired": False})

    assert (results(answer), adaptor.upstream.calls) == ([], [])


async def test_only_the_first_emails_of_a_long_list_are_asked(adaptor: Any) -> None:
    await adaptor.gladly.auto_link(*(f"p{number}@example.com" for number in range(12)))

    assert len(adaptor.upstream.calls) == 10


async def test_detailed_lookup_shows_link_attributes_and_cards(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1), row(2, workflowStatus="Completed")]

    answer = await adaptor.gladly.detailed("ana@example.com")

    [customer] = results(answer)
    assert customer["externalCustomerId"] == "ana@example.com"
    assert customer["customAttributes"] == {
        "rma": "https://originate.returnlogic.com/originate/rma/1",
        "rmaCode": "1",
        "rmaStatus": "In Transit",
        "rmaCount": "2",
        "rmaAsOf": "2026-03-02T15:00:01Z",
        "rmaNotice": "",
        "returnSizing": "",
        "returnSuggestion": "",
        "returnStart": "",
    }
    assert [card["rmaNumber"] for card in customer["transactions"]] == ["2", "1"]


async def test_detailed_lookup_of_a_person_without_returns_clears_the_link(adaptor: Any) -> None:
    answer = await adaptor.gladly.detailed("ana@example.com")

    [customer] = results(answer)
    assert (customer["customAttributes"]["rma"], customer["transactions"]) == ("", [])


async def test_detailed_lookup_of_an_id_that_is_no_email_finds_nobody(adaptor: Any) -> None:
    answer = await adaptor.gladly.detailed("customer-12345")

    assert (results(answer), adaptor.upstream.calls) == ([], [])


async def test_detailed_lookup_shows_only_the_linked_customers_returns(adaptor: Any, row: Any) -> None:
    """An upstream that ignores its filter never shows a stranger's returns."""
    adaptor.upstream.always = httpx.Response(200, json=[row(1), row(2, email="leo@example.com")])

    answer = await adaptor.gladly.detailed("ana@example.com")

    assert (attributes(answer)["rmaCode"], attributes(answer)["rmaCount"]) == ("1", "1")
    assert "leo" not in answer.text


async def test_auto_link_is_not_offered_a_stranger_by_an_upstream_that_ignores_its_filter(
    adaptor: Any, row: Any
) -> None:
    adaptor.upstream.always = httpx.Response(200, json=[row(2, email="leo@example.com")])

    answer = await adaptor.gladly.auto_link("ana@example.com")

    assert results(answer) == []


async def test_the_link_alone_is_exactly_what_the_sample_connector_shows(adaptor: Any, row: Any) -> None:
    await adaptor.tenant(attributes=["rma"])
    adaptor.upstream.rows = [row(1)]

    answer = await adaptor.gladly.detailed("ana@example.com")

    assert results(answer) == [
        {
            "externalCustomerId": "ana@example.com",
            "emails": [{"original": "ana@example.com"}],
            "customAttributes": {"rma": "https://originate.returnlogic.com/originate/rma/1"},
        }
    ]


async def test_the_lookup_after_a_link_needs_no_second_call(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1)]
    await adaptor.gladly.auto_link("ana@example.com")

    answer = await adaptor.gladly.detailed("ana@example.com")

    assert (attributes(answer)["rmaCode"], len(adaptor.upstream.calls)) == ("1", 1)


async def test_rows_older_than_the_tenants_age_are_read_anew(adaptor: Any, row: Any) -> None:
    await adaptor.tenant(max_age_s=5)
    adaptor.upstream.rows = [row(1)]
    await adaptor.gladly.detailed("ana@example.com")
    adaptor.clock.move(5)
    adaptor.upstream.rows = [row(1, workflowStatus="Received")]

    answer = await adaptor.gladly.detailed("ana@example.com", at=adaptor.clock.now)

    assert (attributes(answer)["rmaStatus"], len(adaptor.upstream.calls)) == ("Received", 2)


async def test_fifty_agents_who_open_one_profile_cause_one_call(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1)]
    adaptor.upstream.gate.clear()
    opens = [asyncio.ensure_future(adaptor.gladly.detailed("ana@example.com")) for _ in range(50)]
    await adaptor.upstream.asked.wait()
    adaptor.upstream.gate.set()

    answers = await asyncio.gather(*opens)

    assert ({attributes(answer)["rmaCode"] for answer in answers}, len(adaptor.upstream.calls)) == ({"1"}, 1)


async def test_tenants_do_not_share_rows(adaptor: Any, row: Any) -> None:
    await adaptor.tenant("bolt", returnlogic_api_key="bolt-key")
    adaptor.upstream.rows = [row(1)]
    await adaptor.gladly.detailed("ana@example.com")
    adaptor.upstream.rows = []

    answer = await adaptor.gladly.detailed("ana@example.com", tenant="bolt")

    assert attributes(answer)["rmaCount"] == "0"
    keys = [request.headers["authorization"] for request in adaptor.upstream.calls]
    assert keys == ["Bearer rl-key", "Bearer bolt-key"]


async def test_by_default_nothing_but_the_evidenced_endpoint_is_called(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1, rmaItems=[{"sku": "TFJ", "returnReasonDescription": "Too Small"}])]

    for ask in (adaptor.gladly.auto_link, adaptor.gladly.search, adaptor.gladly.detailed):
        await adaptor.services.read_model.forget("acme")
        await ask("ana@example.com")

    asked = {(request.method, str(request.url)) for request in adaptor.upstream.calls}
    assert asked == {("GET", "https://api.returnlogic.com/v1/rmas?email=ana%40example.com")}


async def test_gladlys_trace_id_goes_on_to_returnlogic(adaptor: Any) -> None:
    await adaptor.gladly.detailed("ana@example.com")

    [request] = adaptor.upstream.calls
    assert request.headers["x-b3-traceid"] == "bd799210f8d549609a08ccef8ee7f166"


async def test_a_trace_id_that_is_none_is_not_sent_on(adaptor: Any) -> None:
    await adaptor.gladly.detailed("ana@example.com", headers={"x-b3-traceid": "ana@example.com"})

    [request] = adaptor.upstream.calls
    assert "x-b3-traceid" not in request.headers


async def test_gladly_gets_back_the_email_as_it_spells_it(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, json={"data": [row(1, "jos\u00e9@example.com")]})

    answers = [
        await adaptor.gladly.search("Jose\u0301@example.com"),
        await adaptor.gladly.detailed("jose\u0301@example.com"),
    ]

    shown = [(one["externalCustomerId"], one["emails"]) for answer in answers for one in results(answer)]
    assert shown == [("jose\u0301@example.com", [{"original": "jose\u0301@example.com"}])] * 2
    assert attributes(answers[1])["rmaCount"] == "1"
