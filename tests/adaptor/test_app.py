"""Limits, error answers, health, the API document and the log lines."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest


class Chunks(httpx.AsyncByteStream):
    """A body that counts how much of it was asked for."""

    def __init__(self, count: int) -> None:
        self.read = 0
        self._count = count

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._count):
            self.read += 1
            yield b"x" * 65_536


async def test_an_oversized_body_is_refused_by_its_announced_length(adaptor: Any) -> None:
    body = Chunks(10)

    answer = await adaptor.gladly.http.post("/t/acme/lookup", content=body, headers={"content-length": "300000"})

    assert (answer.status_code, body.read, adaptor.upstream.calls) == (413, 0, [])


async def test_an_oversized_body_without_a_length_is_refused_before_it_is_read_whole(adaptor: Any) -> None:
    body = Chunks(1000)

    answer = await adaptor.gladly.http.post("/t/acme/lookup", content=body)

    assert (answer.status_code, body.read, adaptor.upstream.calls) == (413, 5, [])


async def test_a_body_at_the_limit_is_accepted(adaptor: Any) -> None:
    start = b'{"lookupLevel":"BASIC","query":{"name":"'
    body = start + b"x" * (256 * 1024 - len(start) - 3) + b'"}}'

    answer = await adaptor.gladly.post(body)

    assert (len(body), answer.status_code) == (256 * 1024, 200)


async def test_a_body_that_does_not_arrive_is_given_up_within_the_budget(impatient: Any) -> None:
    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

    answer = await impatient.gladly.http.post("/t/acme/lookup", content=Slow())

    assert (answer.status_code, impatient.upstream.calls) == (408, [])


async def test_an_unknown_tenant_is_404(adaptor: Any) -> None:
    answer = await adaptor.gladly.detailed("ana@example.com", tenant="nobody")

    expected = {"attr": "", "code": "tenant_unknown", "detail": "there is no such tenant"}
    assert (answer.status_code, answer.json()) == (404, {"errors": [expected]})


async def test_a_broken_envelope_is_422_naming_the_field_and_calls_nobody(adaptor: Any) -> None:
    answer = await adaptor.gladly.post({"lookupLevel": "DETAILED", "query": {}, "uniqueMatchRequired": True})

    [problem] = answer.json()["errors"]
    assert (answer.status_code, problem["attr"], problem["code"]) == (422, "externalCustomerId", "invalid")
    assert adaptor.upstream.calls == []


async def test_deep_json_is_422(adaptor: Any) -> None:
    answer = await adaptor.gladly.post(b'{"lookupLevel":"BASIC","query":' + b"[" * 1000 + b"]" * 1000 + b"}")

    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", "/t/acme/lookup", 405), ("POST", "/t/acme/lookup/", 404)]
)
async def test_other_routes_answer_in_the_same_error_shape(adaptor: Any, method: str, path: str, status: int) -> None:
    answer = await adaptor.gladly.http.request(method, path)

    assert (answer.status_code, set(answer.json()["errors"][0])) == (status, {"attr", "code", "detail"})


async def test_a_bug_is_a_500_that_tells_nothing(adaptor: Any, logged: Any) -> None:
    adaptor.upstream.always = ZeroDivisionError("ana@example.com")

    answer = await adaptor.gladly.detailed("ana@example.com")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (500, "internal_error")
    assert [(line["event"], line.get("type")) for line in logged] == [
        ("unexpected", "ZeroDivisionError"),
        ("lookup", None),
    ]
    assert "ana@" not in f"{logged}{answer.text}"


async def test_health_and_readiness_answer_without_a_tenant(adaptor: Any) -> None:
    answers = [await adaptor.gladly.http.get(path) for path in ("/healthz", "/readyz")]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"ok": True}), (200, {"ready": True})]


async def test_readiness_does_not_depend_on_returnlogic(adaptor: Any) -> None:
    adaptor.upstream.always = httpx.Response(503)

    answer = await adaptor.gladly.http.get("/readyz")

    assert (answer.status_code, adaptor.upstream.calls) == (200, [])


async def test_readiness_is_503_when_our_own_store_does_not_answer(adaptor: Any) -> None:
    adaptor.services.tenants._engine = None

    answer = await adaptor.gladly.http.get("/readyz")

    assert answer.status_code == 503


async def test_the_api_document_shows_question_answer_and_refusals(adaptor: Any) -> None:
    document = (await adaptor.gladly.http.get("/openapi.json")).json()

    lookup = document["paths"]["/t/{tenant}/lookup"]["post"]
    question = lookup["requestBody"]["content"]["application/json"]["schema"]
    assert question["properties"]["lookupLevel"]["enum"] == ["BASIC", "DETAILED"]
    assert {"200", "401", "404", "413", "422", "503"} <= set(lookup["responses"])
    assert "customAttributes" in document["components"]["schemas"]["CustomerResult"]["properties"]


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        pytest.param("auto_link", "auto_link", id="auto-link"),
        pytest.param("search", "manual_search", id="manual search"),
        pytest.param("detailed", "detailed", id="detailed"),
    ],
)
async def test_a_lookup_is_one_line_without_personal_data(
    adaptor: Any, row: Any, logged: Any, ask: str, kind: str
) -> None:
    adaptor.upstream.always = httpx.Response(200, json=[row(1), row(2, email="leo@example.com")])

    await getattr(adaptor.gladly, ask)("ana@example.com")

    [line] = logged
    assert 0 < line.pop("ms") < 5000
    assert line == {
        "event": "lookup",
        "log_level": "info",
        "tenant": "acme",
        "kind": kind,
        "outcome": "found",
        "cause": "-",
        "upstream_calls": 1,
        "dropped_rows": 1,
        "age_s": 0.0,
        "trace": "bd799210f8d549609a08ccef8ee7f166",
    }


async def test_refusals_are_logged_without_what_was_sent(adaptor: Any, logged: Any) -> None:
    await adaptor.gladly.detailed("ana@example.com", key="wrong-key")
    await adaptor.gladly.detailed("ana@example.com", tenant="ana%0Aforged")

    assert [(line["tenant"], line["kind"], line["outcome"]) for line in logged] == [
        ("acme", "-", "unauthorized"),
        ("-", "-", "tenant_unknown"),
    ]


async def test_a_trace_that_is_none_is_not_logged(adaptor: Any, logged: Any) -> None:
    await adaptor.gladly.detailed("ana@example.com", headers={"x-b3-traceid": "ana@example.com"})

    assert [line["trace"] for line in logged] == ["-"]


async def test_the_age_of_what_was_served_is_logged(adaptor: Any, row: Any, logged: Any) -> None:
    adaptor.upstream.rows = [row()]
    await adaptor.gladly.detailed("ana@example.com")
    adaptor.clock.move(12.5)

    await adaptor.gladly.detailed("ana@example.com")

    assert [(line["upstream_calls"], line["age_s"]) for line in logged] == [(1, 0.0), (0, 12.5)]


async def test_while_the_process_stops_readiness_is_503_and_lookups_are_answered(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row()]
    adaptor.services.stopping.set()

    ready = await adaptor.gladly.http.get("/readyz")
    answer = await adaptor.gladly.detailed("ana@example.com")

    assert (ready.status_code, answer.status_code) == (503, 200)


async def test_an_answer_is_compact_json_without_empty_keys(adaptor: Any, row: Any) -> None:
    adaptor.upstream.rows = [row(1, orderName=None, totals=None)]

    answer = await adaptor.gladly.detailed("ana@example.com")

    assert answer.headers["content-type"] == "application/json"
    assert "null" not in json.dumps(answer.json())
