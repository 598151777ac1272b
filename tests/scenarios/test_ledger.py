"""What all exchanges of a case come to: numbers, order, and calls like a pattern."""

from typing import Any

import pytest

from rma_scenarios.engine.ledger import count_differences, is_like, ledger_differences


class Nobody:
    """Knows no RMA."""

    def rma_id(self, key: str) -> str:
        raise AssertionError(key)

    rma_url = rma_id


NAMES = Nobody()


def row(operation: str | None, begun: int = 1, **changes: Any) -> dict[str, Any]:
    ends = {
        "list_rmas": ("adaptor", "returnlogic", "/v1/rmas"),
        "open_profile": ("agent", "gladly", "/w/w1/desk/api/x"),
    }
    sender, receiver, path = ends.get(operation or "", ("gladly", "adaptor", "/t/w1/lookup"))
    return {
        "from": sender,
        "to": receiver,
        "method": "POST",
        "path": path,
        "status": 200,
        "operation": operation,
        "begun": begun,
        "at": "2026-03-02T15:00:00Z",
        "duration_ms": 20.0,
        "error": None,
        **changes,
    }


ROWS = [
    row("list_rmas", 3),
    row("auto_link", 2, duration_ms=300.0),
    row("open_profile", 1, duration_ms=400.0),
    row("detailed", 4, status=503),
    row("manual_search", 5, status=None, error="timeout"),
    row(None, 6),
]


def told(expected: dict[str, Any]) -> list[tuple[str, str, str]]:
    found = ledger_differences(expected, ROWS, NAMES, ("ledger",))
    return [(".".join(map(str, one.path)), one.expected, one.actual) for one in found]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("auto_links", 1),
        ("manual_searches", 1),
        ("detailed_lookups", 1),
        ("lookups", 3),
        ("failed_lookups", 2),
        ("returnlogic_calls", 1),
        ("slowest_lookup", 0.3),
    ],
)
def test_a_number_is_made_of_the_rows(name: str, number: float) -> None:
    assert told({name: number}) == []
    assert told({name: 7}) == [(f"ledger.{name}", "7", str(number))]


def test_without_a_lookup_none_was_fast_enough() -> None:
    [found] = ledger_differences({"slowest_lookup": {"under": 5.0}}, [ROWS[0]], NAMES, ("ledger",))

    assert (found.expected, found.actual) == ("under 5 s", "nothing")
    assert ledger_differences({"slowest_lookup": {"absent": True}}, [ROWS[0]], NAMES, ("ledger",)) == []


def test_numbers_take_matchers() -> None:
    assert told({"lookups": {"at_least": 3}, "slowest_lookup": {"under": 0.4}}) == []
    assert told({"slowest_lookup": {"under": 0.3}}) == [("ledger.slowest_lookup.under", "under 0.3 s", "0.3")]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(["auto_link", "list_rmas", "detailed"], id="one after the other"),
        pytest.param(["open_profile", "manual_search"], id="others between"),
    ],
)
def test_operations_began_in_this_order(order: list[str]) -> None:
    assert told({"order": order}) == []


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(["list_rmas", "auto_link"], id="the other way round"),
        pytest.param(["auto_link", "auto_link"], id="twice"),
        pytest.param(["auto_link", "reply"], id="one that never began"),
    ],
)
def test_another_order_tells_what_began(order: list[str]) -> None:
    began = "open_profile, then auto_link, then list_rmas, then detailed, then manual_search"

    assert told({"order": order}) == [("ledger.order", ", then ".join(order), began)]


def test_the_order_does_not_rest_on_the_worlds_clock() -> None:
    rows = [row("detailed", 2, at="2026-03-01T00:00:00Z"), row("auto_link", 1, at="2026-03-02T00:00:00Z")]

    assert ledger_differences({"order": ["auto_link", "detailed"]}, rows, NAMES, ()) == []
    assert ledger_differences({"order": ["detailed", "auto_link"]}, rows, NAMES, ()) != []


def test_an_order_of_no_calls_says_so() -> None:
    [found] = ledger_differences({"order": ["link"]}, [], NAMES, ())

    assert found.actual == "no calls"


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param({"from": "gladly", "to": "adaptor", "operation": "auto_link"}, id="who called whom for what"),
        pytest.param({"method": "POST", "status": 200}, id="method and status"),
        pytest.param({"path": "/t/*/lookup"}, id="a pattern of paths"),
        pytest.param({"path": "/t/w1/lookup"}, id="a path"),
        pytest.param({"took": {"over": 0.2}}, id="duration"),
        pytest.param({"status": {"at_most": 299}}, id="a matcher"),
        pytest.param({"count": 5}, id="the count is no word of the pattern"),
        pytest.param({}, id="any call"),
    ],
)
def test_a_row_agrees_with_every_word_of_a_pattern(pattern: dict[str, Any]) -> None:
    assert is_like(pattern, ROWS[1], NAMES)


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param({"from": "agent"}, id="another sender"),
        pytest.param({"operation": "auto_link", "status": 503}, id="one word of two"),
        pytest.param({"path": "/t"}, id="the beginning of a path"),
        pytest.param({"path": "/T/w1/lookup"}, id="another case"),
        pytest.param({"took": {"under": 0.2}}, id="too long"),
    ],
)
def test_a_row_that_disagrees_with_one_word_is_not_like_a_pattern(pattern: dict[str, Any]) -> None:
    assert not is_like(pattern, ROWS[1], NAMES)


@pytest.mark.parametrize("path", ["/desk/api/*", "/w/w1/desk/api/x", "/w/*/x"])
def test_a_pages_path_may_be_written_as_it_reads_inside_its_world(path: str) -> None:
    assert is_like({"path": path}, ROWS[2], NAMES)


def test_a_call_that_got_no_answer_took_no_time_and_has_no_status() -> None:
    gone = row("auto_link", status=None, duration_ms=None)

    assert is_like({"status": {"absent": True}, "took": {"under": 0.001}}, gone, NAMES)


def test_calls_are_there_at_least_once_unless_a_count_is_written() -> None:
    assert told({"calls": [{"operation": "detailed"}, {"operation": "detailed", "count": 1}]}) == []
    assert told({"calls": [{"operation": "detailed", "count": 0}]}) == [
        (
            "ledger.calls.0",
            '0 of the calls {"operation": "detailed"}',
            "1: gladly → adaptor POST /t/w1/lookup 503",
        )
    ]


def test_calls_that_are_missing_are_told_with_what_came_nearest() -> None:
    wanted = {"calls": [{"operation": "auto_link"}, {"operation": "link", "to": "gladly"}]}
    nearest = "0; the nearest differs in operation: agent → gladly POST /w/w1/desk/api/x 200"

    assert told(wanted) == [
        ("ledger.calls.1", 'at least 1 of the calls {"operation": "link", "to": "gladly"}', nearest),
    ]


def test_a_call_that_agrees_in_nothing_came_not_near() -> None:
    [(_, _, actual)] = told({"calls": [{"operation": "nothing", "count": 1}]})

    assert actual == "0"


def test_a_given_count_is_what_never_and_exactly_once_mean() -> None:
    pattern = {"to": "adaptor"}

    never = count_differences(pattern, ROWS, NAMES, ("never", 0), count=0)
    once = count_differences({"operation": "auto_link"}, ROWS, NAMES, ("exactly_once", 0), count=1)

    assert (never[0].expected, never[0].actual.partition(":")[0], once) == ('0 of the calls {"to": "adaptor"}', "4", [])


def test_many_calls_are_cut_after_five() -> None:
    [found] = count_differences({}, ROWS, NAMES, (), count=0)

    assert found.actual.count("→") == 5
    assert found.actual.endswith(" …")
