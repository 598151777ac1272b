"""Filters of a journal: each alone, together, and what came near when nothing agrees."""

from dataclasses import replace
from typing import Any

import pytest

from rma_mocks.core.journal import Exchange, Journal
from rma_mocks.core.journal_filters import FilterError, Wanted

LIST = Exchange(
    lane="returnlogic",
    direction="received",
    sender="adaptor",
    receiver="returnlogic",
    method="GET",
    path="/v1/rmas",
    query="email=gina.lin%40example.com",
    status=200,
    operation="list_rmas",
    at="2026-03-02T15:00:00.000Z",
    duration_ms=1.0,
    response_body='{"data": [{"rlRmaId": 2000000}]}',
)
LOOKUP = replace(
    LIST,
    lane="gladly",
    direction="sent",
    sender="gladly",
    receiver="adaptor",
    method="POST",
    path="/t/w1/lookup",
    query="",
    status=None,
    operation="auto_link",
    round="r1",
    response_body="",
    error="no answer",
)
SEARCH = replace(LIST, sender="merchant", path="/w/w1/originate/api/rmas", operation="list_rmas_page", status=404)


@pytest.fixture
def journal() -> Journal:
    journal = Journal()
    for exchange in (LIST, LOOKUP, SEARCH):
        journal.add(exchange)
    return journal


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param({}, [1, 2, 3], id="anything"),
        pytest.param({"lane": "returnlogic"}, [1, 3], id="lane"),
        pytest.param({"direction": "sent"}, [2], id="direction"),
        pytest.param({"sender": "merchant"}, [3], id="from"),
        pytest.param({"receiver": "adaptor"}, [2], id="to"),
        pytest.param({"method": "get"}, [1, 3], id="method in small letters"),
        pytest.param({"path": "/v1/*"}, [1], id="path"),
        pytest.param({"path": "/originate/*"}, [3], id="path inside the world"),
        pytest.param({"path": "/w/w1/originate/*"}, [3], id="path with the world"),
        pytest.param({"operation": "auto_link"}, [2], id="operation"),
        pytest.param({"status": "404"}, [3], id="status"),
        pytest.param({"status": "2xx"}, [1], id="class of statuses"),
        pytest.param({"status": "none"}, [2], id="no answer"),
        pytest.param({"round": "r1"}, [2], id="round"),
        pytest.param({"text": "RLRMAID"}, [1, 3], id="text in a body"),
        pytest.param({"text": "gina.lin%40"}, [1, 3], id="text in the query"),
        pytest.param({"lane": "returnlogic", "status": "4xx"}, [3], id="two together"),
        pytest.param({"lane": "gladly", "status": "4xx"}, [], id="two that nothing fulfils"),
    ],
)
def test_filters_choose(journal: Journal, wanted: dict[str, Any], found: list[int]) -> None:
    assert [row["seq"] for row in journal.exchanges(Wanted(**wanted))] == found


def test_the_newest_that_agree_are_the_limit(journal: Journal) -> None:
    assert [row["seq"] for row in journal.exchanges(Wanted(lane="returnlogic"), limit=1)] == [3]


def test_near_misses_fulfil_most_and_say_what_differs(journal: Journal) -> None:
    wanted = Wanted(lane="returnlogic", method="GET", path="/v1/rma", status="200")

    near = journal.near_misses(wanted)

    assert near[0] == {
        "seq": 1,
        "method": "GET",
        "path": "/v1/rmas",
        "differs": {"path": {"wanted": "/v1/rma", "was": "/v1/rmas"}},
    }
    assert [len(row["differs"]) for row in near] == [1, 2, 4]


def test_calls_to_a_path_are_those_that_a_mock_received(journal: Journal) -> None:
    assert [row["seq"] for row in journal.calls_to("/v1/rmas")] == [1]
    assert journal.calls_to("/t/*") == []
    assert journal.calls_to("/v1/rmas", "POST") == []


async def test_a_long_poll_waits_for_one_that_agrees(journal: Journal) -> None:
    journal.add(replace(LIST, status=503))

    await journal.wait_for(Wanted(status="503"), after=3, timeout_s=60)

    assert [row["seq"] for row in journal.exchanges(Wanted(status="503"), after=3)] == [4]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        pytest.param({"status": "6xx"}, "status '6xx' is none; write a number such as 404", id="status"),
        pytest.param({"lane": "shopify"}, "lane 'shopify' is unknown; write gladly or returnlogic", id="lane"),
        pytest.param({"direction": "up"}, "direction 'up' is unknown; write received or sent", id="direction"),
    ],
)
def test_a_question_that_nothing_could_answer_is_refused(wrong: dict[str, str], hint: str) -> None:
    with pytest.raises(FilterError, match=hint):
        Wanted(**wrong)
