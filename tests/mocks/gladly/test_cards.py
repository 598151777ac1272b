"""Which transactions become cards, under which title, and what is said of the others."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.gladly.cards import DEFAULT_LABELS, cards_of, unshown_of
from rma_mocks.gladly.entities import App

APP = App(id="rl", name="ReturnLogic", url="http://adaptor.example.com/lookup")
ALL = dict.fromkeys(("ORDER", "SUBSCRIPTION", "FLIGHT", "STAY", "GENERIC"), "")

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
)
transactions = st.lists(
    st.dictionaries(st.text(), anything, max_size=4)
    | st.builds(lambda kind, rest: {**rest, "type": kind}, anything | st.sampled_from(list(ALL)), st.just({})),
    max_size=8,
)


def titles(rows: list[dict[str, Any]], labels: dict[str, str]) -> list[str]:
    return [card["title"] for card in cards_of(APP, rows, labels)]


@pytest.mark.parametrize(
    ("kind", "one", "three"),
    [
        pytest.param("ORDER", "1 Order", "3 Orders", id="ORDER"),
        pytest.param("SUBSCRIPTION", "1 Subscription", "3 Subscriptions", id="SUBSCRIPTION"),
        pytest.param("FLIGHT", "1 Reservation", "3 Reservations", id="FLIGHT"),
        pytest.param("STAY", "1 Stay", "3 Stays", id="STAY"),
        pytest.param("GENERIC", "1 Transaction", "3 Transaction", id="GENERIC"),
    ],
)
def test_a_card_is_titled_by_count_and_default_label(kind: str, one: str, three: str) -> None:
    assert (titles([{"type": kind}], ALL), titles([{"type": kind}] * 3, ALL)) == ([one], [three])


def test_a_label_of_ones_own_drops_the_count() -> None:
    assert titles([{"type": "GENERIC"}] * 3, {**ALL, "GENERIC": "Loyalty points"}) == ["Loyalty points"]


def test_each_type_is_a_card_of_its_own_in_the_order_in_which_they_come() -> None:
    rows = [{"type": "STAY", "at": 1}, {"type": "ORDER"}, {"type": "STAY", "at": 2}]

    cards = cards_of(APP, rows, ALL)

    assert [(card["type"], card["cards"]) for card in cards] == [
        ("STAY", [{"type": "STAY", "at": 1}, {"type": "STAY", "at": 2}]),
        ("ORDER", [{"type": "ORDER"}]),
    ]


def test_orders_alone_are_shown_by_themselves_and_the_others_named() -> None:
    rows = [{"type": "ORDER"}, {"type": "GENERIC"}, {"type": "GENERIC"}, {"type": "order"}, {}]

    told = list(unshown_of(APP, rows, DEFAULT_LABELS))

    assert titles(rows, DEFAULT_LABELS) == ["1 Order"]
    assert [row.sentence for row in told] == [
        "Not shown: ReturnLogic sent 2 transactions of type GENERIC, which has no card yet.",
        'Not shown: ReturnLogic sent 2 transactions of type "order", null; Gladly knows no such type.',
    ]


def test_however_many_types_are_unknown_few_are_named() -> None:
    [told] = unshown_of(APP, [{"type": f"T{number}" * 50} for number in range(1000)], ALL)

    assert ("and 995 more" in told.sentence, len(told.sentence) < 400) == (True, True)


@given(rows=transactions)
def test_whatever_an_adaptor_sends_is_either_on_a_card_or_named(rows: list[dict[str, Any]]) -> None:
    cards, told = cards_of(APP, rows, DEFAULT_LABELS), list(unshown_of(APP, rows, DEFAULT_LABELS))

    shown = [row for card in cards for row in card["cards"]]
    assert all(row["type"] == "ORDER" for row in shown)
    assert (len(shown) < len(rows)) is bool(told)
    assert json.loads(json.dumps(cards)) == cards
