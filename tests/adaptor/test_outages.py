"""When ReturnLogic does not answer: every line of the table, for every way of not answering.

An outage must never look like "no returns", and an error would make Gladly fail every adaptor of the organisation.
"""

import asyncio
from typing import Any

import httpx
import pytest

HANGS = "hangs"
FAULTS = [
    pytest.param(HANGS, "ReturnLogic does not answer", id="hangs"),
    pytest.param(httpx.ConnectError("refused"), "ReturnLogic does not answer", id="refuses connections"),
    pytest.param(httpx.ReadError("cut"), "ReturnLogic does not answer", id="cuts the line"),
    pytest.param(httpx.Response(400), "ReturnLogic answers with an error", id="400"),
    pytest.param(httpx.Response(401), "ReturnLogic refuses the adaptor's key", id="401"),
    pytest.param(httpx.Response(403), "ReturnLogic refuses the adaptor's key", id="403"),
    pytest.param(httpx.Response(404), "ReturnLogic answers with an error", id="404"),
    pytest.param(httpx.Response(429, headers={"retry-after": "30"}), "ReturnLogic is asked more often", id="429"),
    pytest.param(httpx.Response(500), "ReturnLogic answers with an error", id="500"),
    pytest.param(httpx.Response(503), "ReturnLogic is down for maintenance", id="503"),
    pytest.param(httpx.Response(302, headers={"location": "/login"}), "ReturnLogic answers with an error", id="302"),
    pytest.param(httpx.Response(200, text="<html>"), "ReturnLogic's answer cannot be read", id="a web page"),
    pytest.param(httpx.Response(200, json={"items": []}), "ReturnLogic's answer cannot be read", id="other envelope"),
    pytest.param(httpx.Response(200, json=[{"rlRmaId": 1}]), "ReturnLogic's answer cannot be read", id="no e-mail"),
]


def break_down(adaptor: Any, fault: Any) -> None:
    if fault is HANGS:
        adaptor.upstream.gate.clear()
        adaptor.hurry()
    else:
        adaptor.upstream.always = fault


@pytest.fixture
async def knowing(adaptor: Any, row: Any) -> Any:
    """An adaptor that has read Ana's RMA an hour ago."""
    adaptor.upstream.rows = [row(7)]
    await adaptor.gladly.detailed("ana@example.com")
    adaptor.clock.move(3600)
    return adaptor


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_auto_link_leaves_the_profile_unlinked(adaptor: Any, fault: Any, reason: str) -> None:
    del reason
    break_down(adaptor, fault)

    answer = await adaptor.gladly.auto_link("ana@example.com")

    assert (answer.status_code, answer.json()) == (200, {"results": []})


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_manual_search_says_why_instead_of_no_matches_found(adaptor: Any, fault: Any, reason: str) -> None:
    break_down(adaptor, fault)

    answer = await adaptor.gladly.search("ana@example.com")

    [problem] = answer.json()["errors"]
    assert (answer.status_code, problem["detail"].startswith(reason)) == (503, True)


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_detailed_lookup_leaves_out_all_that_the_profile_should_keep(
    adaptor: Any, fault: Any, reason: str
) -> None:
    break_down(adaptor, fault)

    answer = await adaptor.gladly.detailed("ana@example.com")

    [customer] = answer.json()["results"]
    assert set(customer) == {"externalCustomerId", "customAttributes"}
    assert set(customer["customAttributes"]) == {"rmaNotice"}
    assert customer["customAttributes"]["rmaNotice"].startswith(reason)


@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_detailed_lookup_serves_known_rows_and_says_how_old_they_are(
    knowing: Any, fault: Any, reason: str
) -> None:
    break_down(knowing, fault)

    answer = await knowing.gladly.detailed("ana@example.com", at=knowing.clock.now)

    [customer] = answer.json()["results"]
    shown = customer["customAttributes"]
    assert (shown["rmaCode"], shown["rmaAsOf"], len(customer["transactions"])) == ("7", "2026-03-02T15:00:01Z", 1)
    assert shown["rmaNotice"].startswith(reason)
    assert shown["rmaNotice"].endswith("these returns are as of 2026-03-02 15:00 UTC.")


@pytest.mark.parametrize("ask", ["auto_link", "search"])
@pytest.mark.parametrize(("fault", "reason"), FAULTS)
async def test_a_known_person_is_still_found(knowing: Any, fault: Any, reason: str, ask: str) -> None:
    del reason
    break_down(knowing, fault)

    answer = await getattr(knowing.gladly, ask)("ana@example.com", at=knowing.clock.now)

    assert [found["externalCustomerId"] for found in answer.json()["results"]] == ["ana@example.com"]


async def test_a_search_is_not_answered_from_an_old_empty_answer(adaptor: Any) -> None:
    await adaptor.gladly.search("ana@example.com")
    adaptor.clock.move(3600)
    break_down(adaptor, httpx.Response(503))

    answer = await adaptor.gladly.search("ana@example.com", at=adaptor.clock.now)

    assert answer.status_code == 503


async def test_a_search_for_two_people_is_refused_when_one_of_them_is_unknown(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(7)]
    adaptor.upstream.answers = [httpx.Response(200, json=[row(7)]), httpx.Response(503)]

    answer = await adaptor.gladly.search("ana@example.com, leo@example.com")

    assert answer.status_code == 503


async def test_auto_link_with_one_of_two_emails_unknown_does_not_link_on_half_the_truth(adaptor: Any, row: Any) -> None:
    adaptor.upstream.answers = [httpx.Response(200, json=[row(7)]), httpx.Response(503)]

    answer = await adaptor.gladly.auto_link("ana@example.com", "leo@example.com")

    assert answer.json() == {"results": []}


async def test_a_rate_limited_search_says_when_to_come_back(adaptor: Any) -> None:
    break_down(adaptor, httpx.Response(429, headers={"retry-after": "30"}))

    answer = await adaptor.gladly.search("ana@example.com")

    assert answer.headers["retry-after"] == "30"


async def test_all_is_current_again_at_the_next_open(knowing: Any, row: Any) -> None:
    break_down(knowing, httpx.Response(503))
    await knowing.gladly.detailed("ana@example.com", at=knowing.clock.now)
    knowing.upstream.always = None
    knowing.upstream.rows = [row(8)]

    answer = await knowing.gladly.detailed("ana@example.com", at=knowing.clock.now)

    [customer] = answer.json()["results"]
    assert (customer["customAttributes"]["rmaCode"], customer["customAttributes"]["rmaNotice"]) == ("8", "")


async def test_a_tenant_that_hides_the_notice_gets_the_bare_link_back(adaptor: Any) -> None:
    await adaptor.tenant(attributes=["rma"])
    break_down(adaptor, httpx.Response(503))

    answer = await adaptor.gladly.detailed("ana@example.com")

    assert answer.json() == {"results": [{"externalCustomerId": "ana@example.com"}]}


async def test_a_404_is_no_returns_where_the_tenant_says_so(adaptor: Any) -> None:
    await adaptor.tenant(not_found_is_empty=True)
    break_down(adaptor, httpx.Response(404))

    answer = await adaptor.gladly.detailed("ana@example.com")

    [customer] = answer.json()["results"]
    assert customer["customAttributes"]["rmaStatus"] == "No returns"


async def test_a_row_without_email_is_shown_where_the_tenant_trusts_the_filter(adaptor: Any) -> None:
    await adaptor.tenant(trust_filter=True)
    break_down(adaptor, httpx.Response(200, json=[{"rlRmaId": 1}]))

    answer = await adaptor.gladly.detailed("ana@example.com")

    [customer] = answer.json()["results"]
    assert customer["customAttributes"]["rmaCode"] == "1"


async def test_one_tenants_outage_leaves_the_other_alone(adaptor: Any, row: Any) -> None:
    await adaptor.tenant("bolt")
    adaptor.upstream.rows = [row(7)]
    adaptor.upstream.answers = [httpx.Response(503)]
    await adaptor.gladly.detailed("ana@example.com")

    answer = await adaptor.gladly.detailed("ana@example.com", tenant="bolt")

    [customer] = answer.json()["results"]
    assert customer["customAttributes"]["rmaCode"] == "7"


async def test_a_lookup_that_waits_for_its_turn_is_answered_when_the_process_stops_in_a_hurry(
    adaptor_with: Any,
) -> None:
    adaptor = await adaptor_with(returnlogic_per_second=1)
    await adaptor.gladly.detailed("ana@example.com")
    lookup = asyncio.create_task(adaptor.gladly.detailed("leo@example.com"))
    while not adaptor.services.client.queue_length:  # noqa: ASYNC110 -- nothing else tells of it
        await asyncio.sleep(0)

    adaptor.services.read_model.give_up()

    [customer] = (await lookup).json()["results"]
    assert set(customer["customAttributes"]) == {"rmaNotice"}
    assert (adaptor.services.client.queue_length, len(adaptor.upstream.calls)) == (0, 1)
