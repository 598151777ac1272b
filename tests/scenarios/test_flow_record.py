import json
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.flow import Flow, record_flow
from rma_scenarios.flow.record import Lane

DATA = Path(__file__).parent / "data"


def flow_of(name: str) -> Flow:
    recorded = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return record_flow(recorded["journal"], recorded["rounds"], title="Auto-linking", question="Why?")


def lookup(**changes: Any) -> dict[str, Any]:
    row = {
        "seq": 1,
        "from": "gladly",
        "to": "adaptor",
        "method": "POST",
        "path": "/t/w1/lookup",
        "status": 200,
        "operation": "auto_link",
        "round": "r-0001",
        "trace": "a" * 32,
        "at": "2026-03-02T15:00:00.000Z",
        "duration_ms": 10.0,
        "request_body": "{}",
        "response_body": '{"results": []}',
    }
    return row | changes


def upstream(**changes: Any) -> dict[str, Any]:
    return lookup(seq=2, operation="list_rmas", round=None, **{"from": "adaptor", "to": "returnlogic"}) | changes


def test_a_flow_tells_calls_what_they_caused_and_their_answers_in_that_order() -> None:
    flow = flow_of("auto_linking")

    assert flow.sentences == (
        "Agent opens the profile of Gina Lin",
        "Gladly asks the lookup adaptor: who has +15550100?",
        "Adaptor answers: no match",
        "Gladly shows Gina Lin: not linked",
        "Agent adds gina.lin@example.com to the profile",
        "Gladly asks the lookup adaptor: who has gina.lin@example.com?",
        "Adaptor asks ReturnLogic for the RMAs of gina.lin@example.com",
        "ReturnLogic answers: 1 RMA, In Transit",
        "Adaptor answers: one match, gina.lin@example.com",
        "Gladly asks the lookup adaptor: tell me all about gina.lin@example.com",
        "Adaptor answers: RMA link, In Transit",
        "Gladly shows Gina Lin: linked, with the RMA link",
        "Staff member opens the page of RMA 1048576",
        "ReturnLogic shows RMA 1048576: In Transit",
    )


def test_the_upstream_call_lies_inside_the_lookup_that_caused_it() -> None:
    flow = flow_of("auto_linking")

    depths = [arrow.depth for arrow in flow.arrows]

    assert depths == [0, 1, 1, 0, 0, 1, 2, 2, 1, 1, 1, 0, 0, 0]


def test_what_began_first_is_told_first_though_the_clock_was_set_back() -> None:
    rows = [
        lookup(seq=2, begun=1, at="2026-03-02T15:00:00.000Z", round="r-0001"),
        lookup(seq=1, begun=2, at="2026-03-01T15:00:00.000Z", round="r-0002", operation="detailed"),
    ]

    flow = record_flow(reversed(rows), [], title="", question="")

    assert [exchange.operation for exchange in flow.exchanges] == ["auto_link", "detailed"]


def test_everybody_who_is_not_a_service_stands_in_the_first_lane() -> None:
    rows = [
        lookup(seq=number, round=None, operation="link", **{"from": party, "to": "gladly"})
        for number, party in enumerate(["customer", "agent", "admin", "merchant", "api", "a new party"], 1)
    ]

    flow = record_flow(rows, [], title="t", question="q")

    assert {arrow.source for arrow in flow.arrows if not arrow.is_answer} == {Lane.PEOPLE}


def test_page_reads_are_left_out_unless_asked_for() -> None:
    recorded = json.loads((DATA / "auto_linking.json").read_text(encoding="utf-8"))

    told = record_flow(recorded["journal"], [], title="t", question="q", include_reads=True)

    assert len(told.exchanges) == len(flow_of("auto_linking").exchanges) + 1


def test_nesting_holds_when_the_clock_is_frozen() -> None:
    """The trace says what caused what; equal times must not hide it."""
    at = "2026-03-02T15:00:00.000Z"
    inner, outer = upstream(seq=1, at=at), lookup(seq=2, at=at)

    flow = record_flow([inner, outer], [], title="t", question="q")

    assert [arrow.depth for arrow in flow.arrows] == [0, 1, 1, 0]


@pytest.mark.parametrize("arrived", [("ana", "leo"), ("leo", "ana")])
def test_what_a_lookup_asks_for_at_once_is_told_as_it_names_it_whatever_arrived_first(arrived: tuple[str, str]) -> None:
    outer = lookup(request_body='{"query": {"emails": ["leo@example.com", "Ana@example.com"]}}')
    inner = [
        upstream(seq=seq, query=f"email={who}%40example.com", at=f"2026-03-02T15:00:00.00{seq}Z")
        for seq, who in enumerate(arrived, 2)
    ]

    flow = record_flow([outer, *inner, upstream(seq=4, at="2026-03-02T15:00:00.001Z")], [], title="t", question="q")

    asked = [sentence for sentence in flow.sentences if sentence.startswith("Adaptor asks")]
    assert [sentence.split()[-1] for sentence in asked][1:] == ["leo@example.com", "ana@example.com"]


def test_an_upstream_call_after_the_answer_is_not_drawn_inside_it() -> None:
    """A refresh in the background shares the trace of the lookup that asked for it."""
    later = upstream(at="2026-03-02T15:00:00.500Z")

    flow = record_flow([lookup(), later], [], title="t", question="q")

    assert [arrow.depth for arrow in flow.arrows] == [0, 0, 0, 0]


def test_a_lookup_in_the_background_is_not_drawn_inside_the_call_before_it() -> None:
    """A chat is answered at once; the lookup that follows is of no page call's round."""
    chat = lookup(seq=2, operation="start_chat", round=None, duration_ms=50.0, **{"from": "customer", "to": "gladly"})

    flow = record_flow([chat, lookup(at="2026-03-02T15:00:00.010Z")], [], title="t", question="q")

    assert [arrow.depth for arrow in flow.arrows] == [0, 0, 0, 0]


def test_decisions_come_oldest_first_with_their_trigger() -> None:
    flow = flow_of("auto_linking")

    told = [(decision.trigger, decision.outcome, decision.rule) for decision in flow.decisions]

    assert told == [("profile_opened", "not_linked", "GL-LINK-3"), ("email_added", "linked", "GL-LINK-1")]


def test_answers_carry_the_time_of_the_whole_exchange() -> None:
    flow = flow_of("auto_linking")

    first, last = flow.arrows[0], flow.arrows[3]

    assert (first.duration_ms, last.duration_ms) == (None, 9.4)
    assert (first.at_ms, last.at_ms) == (0.0, 9.4)


def test_the_slowest_lookup_is_gladlys_wait_for_the_adaptor() -> None:
    assert flow_of("auto_linking").slowest_lookup_ms == 31.0
    assert flow_of("outage").slowest_lookup_ms == 15000.0


def test_a_flow_without_lookups_has_no_slowest_one() -> None:
    assert record_flow([], [], title="t", question="q") == Flow("t", "q", (), (), (), None)


def test_normalised_times_do_not_differ_between_runs_but_still_show_what_was_slow() -> None:
    faster = [lookup(duration_ms=3.0), upstream(duration_ms=1.0)]
    slower = [lookup(duration_ms=900.0, at="2026-03-02T15:00:09.000Z"), upstream(at="2026-03-02T15:00:09.002Z")]

    pictures = [record_flow(rows, [], title="t", question="q").normalised() for rows in (faster, slower)]

    assert pictures[0].arrows == pictures[1].arrows
    assert flow_of("outage").normalised().slowest_lookup_ms == 15000.0


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({}, id="nothing at all"),
        pytest.param({"seq": None, "at": "yesterday", "status": "200", "duration_ms": None}, id="wrong kinds"),
        pytest.param({"from": "gladly", "to": "adaptor", "response_body": "<html>"}, id="an answer that is no JSON"),
        pytest.param({"from": "gladly", "to": "gladly", "request_headers": ["a"]}, id="somebody calls itself"),
    ],
)
def test_an_odd_journal_row_is_told_as_well_as_it_can_be(row: dict[str, Any]) -> None:
    flow = record_flow([row], [{"verdicts": None}], title="t", question="q", include_reads=True)

    assert len(flow.arrows) == 2
