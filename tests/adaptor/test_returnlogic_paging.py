"""How far the client follows a list that has cursors or says nothing of pages, and what it then concludes."""

from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicError
from rma_adaptor.returnlogic import ApiKey, Limits, ReturnLogicClient, RmaList, Team


class Upstream:
    """Answer from a list, then repeat the last; remember what was asked."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.calls: list[httpx.Request] = []
        self._answers = list(answers)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


async def ask(upstream: Upstream, *, not_found_is_empty: bool = False) -> RmaList:
    team = Team("https://api.example.com/v1/", ApiKey(SecretStr("rl-key")), not_found_is_empty)
    client = ReturnLogicClient(
        transport=httpx.MockTransport(upstream), max_answer_bytes=100_000, max_pages=5, limits=Limits(1000, 10_000)
    )
    try:
        return await client.rmas_by_email("ana+1@example.com", team=team, budget=Budget.of(5))
    finally:
        await client.aclose()


def page(*numbers: int, **envelope: Any) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"rlRmaId": number} for number in numbers], **envelope})


async def test_a_cursor_is_sent_back_until_there_is_none() -> None:
    upstream = Upstream(page(1, nextCursor="a b&c"), page(2, nextCursor="d"), page(3, nextCursor=None))

    found = await ask(upstream)

    assert ({row.id for row in found.rows}, found.is_complete) == (set("123"), True)
    assert [dict(request.url.params) for request in upstream.calls] == [
        {"email": "ana+1@example.com"},
        {"email": "ana+1@example.com", "cursor": "a b&c"},
        {"email": "ana+1@example.com", "cursor": "d"},
    ]


@pytest.mark.parametrize(
    ("envelope", "asked"),
    [
        ({"next": "abc"}, {"cursor": "abc"}),
        ({"nextPage": 2}, {"page": "2"}),
        ({"nextPageToken": "t"}, {"pageToken": "t"}),
        ({"next": "https://elsewhere.example/v2/steal?after=7&email=eve@example.com"}, {"after": "7"}),
        ({"next": "/v1/rmas?offset=1"}, {"offset": "1"}),
    ],
    ids=str,
)
async def test_other_vendors_cursors_are_followed_at_the_tenants_own_address(
    envelope: dict[str, Any], asked: dict[str, str]
) -> None:
    upstream = Upstream(page(1, **envelope), page(2))

    found = await ask(upstream)

    assert ({row.id for row in found.rows}, found.is_complete) == (set("12"), True)
    second = upstream.calls[1].url
    assert (second.host, second.path, dict(second.params)) == (
        "api.example.com",
        "/v1/rmas",
        {"email": "ana+1@example.com", **asked},
    )


@pytest.mark.parametrize("cursor", [None, "", 0, False, True, {}, [], ["a"], "a\nb", "x" * 2001, 1.5])
async def test_what_is_no_cursor_is_none(cursor: Any) -> None:
    upstream = Upstream(page(1, nextCursor=cursor))

    found = await ask(upstream)

    assert (len(upstream.calls), found.is_complete) == (1, True)


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([page(1, nextCursor="a"), page(2, nextCursor="a")], id="a cursor that leads to itself"),
        pytest.param([page(1, nextCursor="a"), page(1, nextCursor="b")], id="rows that repeat"),
        pytest.param([page(1, nextCursor="a"), page(nextCursor="b")], id="an empty page with a cursor"),
        pytest.param([page(1, next="https://api.example.com/v1/rmas")], id="an address without a query"),
        pytest.param([page(1, next="https://[broken?a=1")], id="an address that is none"),
    ],
)
async def test_reading_stops_where_a_cursor_leads_nowhere_new(answers: list[httpx.Response]) -> None:
    found = await ask(Upstream(*answers))

    assert found.is_complete is False


async def test_cursors_are_followed_over_five_pages_at_most() -> None:
    upstream = Upstream(*(page(number, nextCursor=str(number)) for number in range(1, 9)))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls), found.is_complete) == (5, 5, False)


def array(*numbers: int) -> httpx.Response:
    return httpx.Response(200, json=[{"rlRmaId": number} for number in numbers])


async def test_an_array_as_long_as_pages_usually_are_is_asked_for_more_until_an_empty_one() -> None:
    upstream = Upstream(array(*range(10)), array(*range(10, 20)), array())

    found = await ask(upstream)

    assert (len(found.rows), found.is_complete) == (20, True)
    assert [request.url.params.get("page") for request in upstream.calls] == [None, "2", "3"]


async def test_an_array_of_any_other_length_is_whole() -> None:
    upstream = Upstream(array(*range(11)))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls), found.is_complete) == (11, 1, True)


@pytest.mark.parametrize("status", [400, 404])
async def test_where_a_guessed_page_is_refused_nobody_claims_that_there_is_no_more(status: int) -> None:
    found = await ask(Upstream(array(*range(10)), httpx.Response(status)), not_found_is_empty=True)

    assert (len(found.rows), found.is_complete) == (10, False)


async def test_where_page_numbers_are_ignored_nobody_claims_that_there_is_no_more() -> None:
    upstream = Upstream(array(*range(10)))

    found = await ask(upstream)

    assert (len(found.rows), len(upstream.calls), found.is_complete) == (10, 2, False)


@pytest.mark.parametrize("status", [404, 500])
async def test_a_page_that_was_announced_and_does_not_come_is_an_error(status: int) -> None:
    with pytest.raises(ReturnLogicError):
        await ask(Upstream(page(1, total=2), httpx.Response(status)), not_found_is_empty=True)


async def test_an_empty_list_that_counts_more_is_not_taken_for_all() -> None:
    found = await ask(Upstream(page(total=5)))

    assert (found.rows, found.is_complete) == ((), False)


async def test_a_list_whose_last_part_counts_fewer_than_were_read_is_not_taken_for_all() -> None:
    """The filter is ignored for the first call and honoured for the second, where page 2 is empty."""
    found = await ask(Upstream(page(1, 2, 3, total=9), page(total=1)))

    assert (len(found.rows), found.is_complete) == (3, False)
