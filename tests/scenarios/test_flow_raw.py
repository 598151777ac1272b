"""Raw exchanges as people read them: bounded, in order, without secrets."""

from typing import Any

from rma_scenarios.flow.exchanges import Exchange, exchange_from
from rma_scenarios.flow.raw import BODY_LETTERS, FLOW_LETTERS, raw_exchanges


def exchange(**row: Any) -> Exchange:
    usual = {"from": "gladly", "to": "adaptor", "method": "POST", "path": "/lookup", "status": 200, "duration_ms": 3}
    return exchange_from(usual | row)


def test_an_exchange_says_who_asked_whom_and_what_came() -> None:
    [row] = raw_exchanges([exchange(query="token=abc", request_body='{"a": 1}')])

    assert (row["ends"], row["line"], row["status"]) == ("Gladly → Adaptor", "POST /lookup?token=••••••", "200")
    assert row["sides"][0]["body"] == '{\n  "a": 1\n}'


def test_a_long_body_is_cut_and_says_how_long_it_was() -> None:
    [row] = raw_exchanges([exchange(response_body="x" * (BODY_LETTERS + 1))])

    assert row["sides"][1]["body"] == f"{'x' * BODY_LETTERS}\n… cut here: {BODY_LETTERS + 1} letters in all"


def test_all_bodies_of_a_flow_together_have_a_bound() -> None:
    many = [exchange(response_body="x" * BODY_LETTERS) for _ in range(40)]

    bodies = [side["body"] for row in raw_exchanges(many) for side in row["sides"]]

    assert sum(body.count("x") for body in bodies) == FLOW_LETTERS
    assert bodies[-1] == f"\n… cut here: {BODY_LETTERS} letters in all"
