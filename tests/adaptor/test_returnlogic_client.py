"""What the client sends, what it makes of each answer, and how far it follows pages."""

import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AnswerUnreadable,
    ReturnLogicBroken,
    ReturnLogicDown,
    ReturnLogicError,
    ReturnLogicRateLimited,
    ReturnLogicUnreachable,
    TokenRefused,
)
from rma_adaptor.returnlogic import ApiKey, Limits, ReturnLogicClient, RmaList, Team


class Upstream:
    """Answer from a list, then repeat the last; remember what was asked."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.calls: list[httpx.Request] = []
        self._answers = list(answers)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


TEAM = Team("https://x.example", ApiKey(SecretStr("k")))


async def ask(upstream: Any, *, seconds: float = 5, **options: Any) -> RmaList:
    team = Team("https://api.example.com/v1/", ApiKey(SecretStr("rl-key")), options.pop("not_found_is_empty", False))
    bounds = {"max_answer_bytes": 100_000, "max_pages": 5, "limits": Limits(1000, 10_000)} | options
    client = ReturnLogicClient(transport=httpx.MockTransport(upstream), **bounds)
    try:
        return await client.rmas_by_email("ana+1@example.com", team=team, budget=Budget.of(seconds), trace="ab" * 16)
    finally:
        await client.aclose()


def page(*numbers: int, **envelope: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"rlRmaId": number} for number in numbers], **envelope})


async def test_the_one_evidenced_call_is_made() -> None:
    upstream = Upstream(page(1))

    await ask(upstream)

    [request] = upstream.calls
    assert (request.method, str(request.url)) == ("GET", "https://api.example.com/v1/rmas?email=ana%2B1%40example.com")
    assert request.headers["authorization"] == "Bearer rl-key"
    assert request.headers["x-b3-traceid"] == "ab" * 16


@pytest.mark.parametrize(
    "document",
    [
        pytest.param({"rmas": [{"rlRmaId": 1}]}, id="rmas"),
        pytest.param({"data": [{"rlRmaId": 1}]}, id="data"),
        pytest.param({"results": [{"rlRmaId": 1}]}, id="results"),
        pytest.param([{"rlRmaId": 1}], id="a bare array"),
    ],
)
async def test_every_known_envelope_is_opened(document: Any) -> None:
    found = await ask(Upstream(httpx.Response(200, json=document)))

    assert [row.id for row in found.rows] == ["1"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>Maintenance</html>", id="a web page"),
        pytest.param(b'{"items": []}', id="another envelope"),
        pytest.param(b'{"data": {"rmas": []}}', id="an envelope in an envelope"),
        pytest.param(b'{"message": "ok"}', id="a message"),
        pytest.param(b"null", id="null"),
        pytest.param(b"[1]", id="a list of numbers"),
        pytest.param(b'[{"workflowStatus": "Received"}]', id="a row without an id"),
        pytest.param(b"[" * 100_000, id="nested without end"),
        pytest.param(b'{"data": [{"rlRmaId": NaN}]}', id="not quite JSON"),
    ],
)
async def test_an_answer_of_unknown_shape_is_unreadable_and_not_empty(body: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        await ask(Upstream(httpx.Response(200, content=body)))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, ReturnLogicError),
        (400, ReturnLogicError),
        (401, TokenRefused),
        (403, TokenRefused),
        (404, ReturnLogicError),
        (500, ReturnLogicBroken),
        (503, ReturnLogicDown),
    ],
)
async def test_a_status_becomes_an_error_without_the_vendors_text(status: int, error: type[ReturnLogicError]) -> None:
    upstream = Upstream(httpx.Response(status, text="Ana Ruiz", headers={"location": "https://elsewhere.example"}))

    with pytest.raises(ReturnLogicError) as failure:
        await ask(upstream)

    assert type(failure.value) is error
    assert "Ana" not in str(failure.value)
    assert len(upstream.calls) == 1


async def test_a_404_is_empty_only_where_the_tenant_says_so() -> None:
    found = await ask(Upstream(httpx.Response(404)), not_found_is_empty=True)

    assert found == RmaList(())


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(httpx.ConnectError("to ana@example.com"), id="refused"),
        pytest.param(httpx.ReadError("cut"), id="cut"),
        pytest.param(httpx.RemoteProtocolError("no answer"), id="closed without an answer"),
        pytest.param(httpx.ReadTimeout("slow"), id="timed out"),
    ],
)
async def test_a_broken_connection_is_unreachable_and_names_nobody(error: httpx.RequestError) -> None:
    with pytest.raises(ReturnLogicUnreachable) as failure:
        await ask(Upstream(error))

    assert "ana" not in str(failure.value)


async def test_a_kept_connection_that_was_just_closed_costs_a_second_call_and_nothing_else() -> None:
    upstream = Upstream(httpx.RemoteProtocolError("Server disconnected without sending a response."), page(1))

    found = await ask(upstream)

    assert [row.id for row in found.rows] == ["1"]
    assert len(upstream.calls) == 2


async def test_a_hanging_call_ends_with_the_budget() -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(ReturnLogicUnreachable):
        await ask(hang, seconds=0.05)


def test_a_call_may_wait_for_its_answer_less_long_than_for_its_turn(run_at_once: Any) -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def play() -> float:
        client = ReturnLogicClient(
            transport=httpx.MockTransport(hang), max_answer_bytes=1000, max_pages=5, limits=Limits(2, 120)
        )
        began = asyncio.get_running_loop().time()
        with pytest.raises(ReturnLogicUnreachable):
            await client.rmas_by_email("a@x.com", team=TEAM, budget=Budget.of(30, call_s=5))
        return asyncio.get_running_loop().time() - began

    assert run_at_once(play()) == pytest.approx(5)


async def test_no_call_is_made_when_the_budget_is_spent() -> None:
    upstream = Upstream(page(1))

    with pytest.raises(ReturnLogicUnreachable):
        await ask(upstream, seconds=0)

    assert upstream.calls == []


async def test_a_rate_limited_call_is_repeated_once_when_it_is_free_again_soon() -> None:
    upstream = Upstream(httpx.Response(429, headers={"retry-after": "0"}), page(1))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls)) == (1, 2)


async def test_a_call_is_repeated_no_more_than_once() -> None:
    upstream = Upstream(httpx.Response(429, headers={"retry-after": "0"}))

    with pytest.raises(ReturnLogicRateLimited):
        await ask(upstream)

    assert len(upstream.calls) == 2


@pytest.mark.parametrize("answers_after_s", [0.1, 0.6, 1.2, 2.0])
def test_of_far_too_many_as_many_are_answered_as_the_key_has_calls(run_at_once: Any, answers_after_s: float) -> None:
    async def upstream(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(answers_after_s)
        return page(1)

    async def play() -> int:
        client = ReturnLogicClient(
            transport=httpx.MockTransport(upstream), max_answer_bytes=1000, max_pages=5, limits=Limits(2, 120)
        )

        async def one(number: int) -> None:
            await asyncio.sleep(number / 6)
            await client.rmas_by_email(f"{number}@x.com", team=TEAM, budget=Budget.of(5))

        outcomes = await asyncio.gather(*(one(number) for number in range(360)), return_exceptions=True)
        return outcomes.count(None)

    assert run_at_once(play()) > 70


TOO_MANY = httpx.Response(429, headers={"retry-after": "30"})


async def test_whoever_comes_after_two_refusals_waits_as_the_second_says() -> None:
    upstream = Upstream(httpx.Response(429, headers={"retry-after": "0"}), TOO_MANY, page(1))
    client = ReturnLogicClient(
        transport=httpx.MockTransport(upstream), max_answer_bytes=1000, max_pages=5, limits=Limits(1000, 10_000)
    )
    with pytest.raises(ReturnLogicRateLimited):
        await client.rmas_by_email("a@x.com", team=TEAM, budget=Budget.of(5))

    with pytest.raises(ReturnLogicRateLimited):
        await client.rmas_by_email("b@x.com", team=TEAM, budget=Budget.of(5))

    assert len(upstream.calls) == 2


async def test_whoever_comes_after_a_look_that_was_one_too_many_waits_too() -> None:
    upstream = Upstream(TOO_MANY, page(1))
    client = ReturnLogicClient(
        transport=httpx.MockTransport(upstream), max_answer_bytes=1000, max_pages=5, limits=Limits(1000, 10_000)
    )
    answer = await client.look("a@x.com", team=TEAM, budget=Budget.of(5))

    with pytest.raises(ReturnLogicRateLimited):
        await client.rmas_by_email("b@x.com", team=TEAM, budget=Budget.of(5))

    assert (answer.status, len(upstream.calls)) == (429, 1)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"retry-after": "30"}, 5, id="told to come back later"),
        pytest.param({"x-ratelimit-remaining-minute": "0"}, 5, id="the minute is used up"),
        pytest.param({"x-ratelimit-remaining-second": "0"}, 0.5, id="the budget ends before the second does"),
    ],
)
async def test_a_rate_limited_call_is_not_repeated_when_waiting_would_be_in_vain(
    headers: dict[str, str], seconds: float
) -> None:
    upstream = Upstream(httpx.Response(429, headers=headers))

    with pytest.raises(ReturnLogicRateLimited):
        await ask(upstream, seconds=seconds)

    assert len(upstream.calls) == 1


async def test_an_answer_over_the_limit_is_unreadable() -> None:
    with pytest.raises(AnswerUnreadable):
        await ask(Upstream(page(*range(1000))), max_answer_bytes=1000)


async def test_a_compressed_answer_counts_by_its_full_size() -> None:
    body = gzip.compress(json.dumps({"data": [], "pad": "x" * 200_000}).encode())

    with pytest.raises(AnswerUnreadable):
        await ask(Upstream(httpx.Response(200, content=body, headers={"content-encoding": "gzip"})))


async def test_an_answer_that_is_not_compressed_as_it_says_is_unreadable() -> None:
    class Raw(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            headers = {"content-encoding": "gzip"}
            return httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"no gzip"), request=request)

    client = ReturnLogicClient(transport=Raw(), max_answer_bytes=1000, max_pages=5, limits=Limits())

    with pytest.raises(AnswerUnreadable):
        await client.rmas_by_email(
            "a@x.com", team=Team("https://x.example", ApiKey(SecretStr("k"))), budget=Budget.of(5)
        )

    await client.aclose()


async def test_pages_are_followed_to_the_total() -> None:
    upstream = Upstream(page(1, 2, total=5), page(3, 4, total=5), page(5, total=5))

    found = await ask(upstream)

    assert ({row.id for row in found.rows}, found.is_complete) == (set("12345"), True)
    assert [request.url.params.get("page") for request in upstream.calls] == [None, "2", "3"]


async def test_a_full_page_without_a_total_is_followed() -> None:
    upstream = Upstream(page(1, 2, page=1, pageSize=2), page(3, page=2, pageSize=2))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls), found.is_complete) == (3, 2, True)


async def test_paging_stops_at_an_empty_page() -> None:
    upstream = Upstream(page(1, 2, total=9), page(total=9))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls)) == (2, 2)


async def test_paging_stops_when_a_page_repeats_and_knows_that_more_is_missing() -> None:
    upstream = Upstream(page(1, 2, total=9))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls), found.is_complete) == (2, 2, False)


async def test_paging_stops_after_five_pages() -> None:
    upstream = Upstream(*(page(number, total=100) for number in range(9)))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls), found.is_complete) == (5, 5, False)


async def test_a_row_that_comes_twice_counts_once() -> None:
    found = await ask(Upstream(page(1, 1, 2)))

    assert [row.id for row in found.rows] == ["2", "1"]
