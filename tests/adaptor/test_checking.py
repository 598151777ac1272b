"""One call tells how ReturnLogic's answers fit, in counts; never a value of a person."""

import json
from typing import Any

import httpx
import pytest

LIMITS = {
    "X-RateLimit-Limit-Second": "2",
    "X-RateLimit-Limit-Minute": "120",
    "X-RateLimit-Remaining-Second": "1",
    "X-RateLimit-Remaining-Minute": "119",
}
ANA, LEO = "ana@example.com", "leo@example.com"


async def found(adaptor: Any, email: str | None = None) -> dict[str, Any]:
    answer = await adaptor.admin.post("/tenants/acme/check", json={"email": email} if email else None)
    assert answer.status_code == 200
    finding: dict[str, Any] = answer.json()
    return finding


async def test_a_person_with_returns_shows_that_all_is_well(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, headers=LIMITS, json={"data": [row(1), row(2)]})

    finding = await found(adaptor, " ANA@example.com")

    took_ms = finding.pop("took_ms")
    assert took_ms >= 0
    assert finding == {
        "is_usable": True,
        "problem": "",
        "advice": [],
        "status": 200,
        "key": "accepted",
        "envelope": "data",
        "rows": 2,
        "rows_of_asked": 2,
        "rows_of_others": 0,
        "rows_without_email": 0,
        "email_keys": {"customerEmail": 2},
        "filter": "honoured",
        "limits": {"per_second": 2, "per_minute": 120, "left_this_second": 1, "left_this_minute": 119},
        "installation": None,
    }


async def test_without_an_email_somebody_is_asked_for_whom_nobody_is(adaptor: Any) -> None:
    first, second = await found(adaptor), await found(adaptor)

    asked = [call.url.params["email"] for call in adaptor.upstream.calls]
    assert (len(asked), len(set(asked)), {email.partition("@")[2] for email in asked}) == (2, 2, {"example.com"})
    assert (first["is_usable"], second["filter"], second["rows"]) == (True, "unknown", 0)
    assert "as it should be" in second["advice"][0]


async def test_limits_that_are_no_numbers_are_left_out(adaptor: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, headers={**LIMITS, "X-RateLimit-Limit-Minute": "9" * 5000}, json=[])

    finding = await found(adaptor)

    assert finding["limits"] == {"per_second": 2, "left_this_second": 1, "left_this_minute": 119}


@pytest.mark.parametrize(
    ("body", "envelope"),
    [({"data": []}, "data"), ({"rmas": []}, "rmas"), ({"results": []}, "results"), ([], "bare array")],
)
async def test_the_envelope_is_named(adaptor: Any, body: Any, envelope: str) -> None:
    adaptor.upstream.always = httpx.Response(200, json=body)

    assert (await found(adaptor))["envelope"] == envelope


async def test_rows_of_others_show_that_the_filter_is_ignored(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, json={"data": [row(1), row(2, LEO)]})

    finding = await found(adaptor, ANA)

    assert (finding["is_usable"], finding["filter"]) == (True, "ignored")
    assert (finding["rows_of_asked"], finding["rows_of_others"]) == (1, 1)
    assert "lists other people too" in finding["advice"][0]


@pytest.mark.parametrize("trust", [True, False])
async def test_rows_without_email_are_usable_only_when_the_filter_is_trusted(
    adaptor: Any, row: Any, *, trust: bool
) -> None:
    await adaptor.tenant(trust_filter=trust)
    adaptor.upstream.always = httpx.Response(200, json={"data": [row(1, customerEmail="")]})

    finding = await found(adaptor, ANA)

    assert (finding["is_usable"], finding["rows_without_email"], finding["filter"]) == (trust, 1, "unknown")
    assert ("trust_filter takes them" in " ".join(finding["advice"])) is not trust


async def test_the_asked_email_among_other_text_is_counted_as_no_email(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, json={"data": [row(1, f"{ANA} (deleted)")]})

    finding = await found(adaptor, ANA)

    assert (finding["is_usable"], finding["rows_without_email"], finding["rows_of_others"]) == (False, 1, 0)


async def test_an_email_under_an_unknown_key_is_named_by_the_key_only(adaptor: Any, row: Any) -> None:
    rows = [row(1, customerEmail="", customer={"contact": {"mail": ANA}, ANA: {"x": ANA}})]
    adaptor.upstream.always = httpx.Response(200, json={"data": rows})

    finding = await found(adaptor, ANA)

    assert finding["email_keys"] == {"customer.contact.mail": 1}
    assert "customer.contact.mail" in finding["advice"][-1]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_says_how_to_give_another(adaptor: Any, status: int) -> None:
    adaptor.upstream.always = httpx.Response(status, json={"message": "Invalid API key"})

    finding = await found(adaptor)

    assert (finding["is_usable"], finding["key"], finding["status"]) == (False, "refused", status)
    assert "rma tenants rotate acme --returnlogic-key-file" in finding["advice"][0]


@pytest.mark.parametrize("is_empty", [True, False])
async def test_a_404_is_usable_only_when_the_tenant_takes_it_for_no_returns(adaptor: Any, *, is_empty: bool) -> None:
    await adaptor.tenant(not_found_is_empty=is_empty)
    adaptor.upstream.always = httpx.Response(404)

    finding = await found(adaptor)

    assert (finding["is_usable"], finding["key"]) == (is_empty, "unknown")
    assert ("not_found_is_empty" in " ".join(finding["advice"])) is not is_empty


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (httpx.Response(429, headers=LIMITS), "GET /rmas answered 429"),
        (httpx.Response(503), "GET /rmas answered 503"),
        (httpx.Response(500), "GET /rmas answered 500"),
        (httpx.Response(200, content=b"<html>"), "ReturnLogic's answer is not JSON"),
        (httpx.Response(200, json={"items": []}), "ReturnLogic's answer has no list"),
        (
            httpx.Response(200, json={"data": [{"email": ANA}]}),
            "a row of ReturnLogic's answer is not an RMA with an id",
        ),
        (httpx.ConnectError("refused"), "the call to ReturnLogic failed: ConnectError"),
    ],
    ids=["limit", "maintenance", "error", "not JSON", "no list", "no id", "no connection"],
)
async def test_what_cannot_be_used_is_a_sentence_after_one_call(adaptor: Any, answer: Any, problem: str) -> None:
    adaptor.upstream.always = answer

    finding = await found(adaptor, ANA)

    assert (finding["is_usable"], len(adaptor.upstream.calls)) == (False, 1)
    assert finding["problem"].startswith(problem)


async def test_a_returnlogic_that_hangs_ends_with_the_budget(impatient: Any) -> None:
    impatient.upstream.gate.clear()

    finding = await found(impatient)

    assert finding["problem"] == "ReturnLogic did not answer within the budget"


async def test_nothing_of_a_person_is_told(adaptor: Any, row: Any) -> None:
    adaptor.upstream.always = httpx.Response(200, json={"data": [row(77123), row(77124, LEO)]})

    told = json.dumps(await found(adaptor, ANA))

    assert not [value for value in (ANA, LEO, "Ana", "77123", "20517") if value in told]


async def test_what_is_no_email_is_refused_before_any_call(adaptor: Any) -> None:
    answer = await adaptor.admin.post("/tenants/acme/check", json={"email": "ana"})

    assert (answer.status_code, adaptor.upstream.calls) == (422, [])


async def test_a_check_keeps_nothing(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]

    await found(adaptor, ANA)

    assert len(adaptor.services.read_model) == 0
