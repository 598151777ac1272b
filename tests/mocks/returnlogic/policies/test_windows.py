"""Shoppers return in time, what was sent, and not what came by an exchange where the merchant says so; staff may."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rma_mocks.core.entities import OrderLine, Rma
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import Reason
from rma_mocks.returnlogic.wishes import returnable

Refusal = Callable[..., list[tuple[str, str]]]
Returns = Callable[..., Rma]
ORDERED = datetime(2026, 2, 21, 15, tzinfo=UTC)
STAFF = "Morgan Reyes"


@pytest.mark.parametrize("policies", [{}, {"return_window_days": 9}, {"return_window_days": 30}])
def test_within_the_window_shoppers_may_return(policies: dict[str, Any], returns: Returns) -> None:
    assert returns(**policies).status == "Authorized"


def test_after_the_window_shoppers_are_told_when_it_ended_and_staff_may_all_the_same(
    refusal: Refusal, returns: Returns
) -> None:
    assert refusal(return_window_days=8) == [
        ("order_name", "returns are possible within 8 days of the order date, for order #1 until 2026-03-01")
    ]
    assert returns(by=STAFF, return_window_days=8).status == "Authorized"


def test_the_window_may_count_from_the_latest_shipment(refusal: Refusal, returns: Returns) -> None:
    sent_late = {"shipped_at": ORDERED + timedelta(days=5)}
    rules: dict[str, Any] = {"return_window_days": 5, "window_from": "latest shipment"}

    assert returns(order=sent_late, **rules).status == "Authorized"
    assert refusal(**rules) == [
        ("order_name", "returns are possible within 5 days of the latest shipment, for order #1 until 2026-02-26")
    ]
    assert refusal(order=sent_late, return_window_days=5)[0][0] == "order_name"


def test_what_was_not_sent_yet_is_returned_only_where_that_is_enabled(
    shop: Team, refusal: Refusal, returns: Returns
) -> None:
    order = shop.world.retailer.order("#1")
    assert order is not None
    half: Any = {"lines": (OrderLine(1, order.lines[0].bought, 2, sent=1), order.lines[1])}

    sentence = "only 1 of it can still be returned: 1 of 2 were sent, and what was not cannot be returned"
    assert refusal({"quantity": 2}, order=half, returns_before_fulfilment=False) == [("items.0.quantity", sentence)]
    assert returns({"quantity": 2}, order=half).items[0].quantity == 2
    assert refusal({"quantity": 1}, by=STAFF, returns_before_fulfilment=False)[0][0] == "items.0.quantity"


def test_staff_is_not_bound_by_fulfilment(shop: Team, returns: Returns) -> None:
    order = shop.world.retailer.order("#1")
    assert order is not None
    none: Any = {"lines": (OrderLine(1, order.lines[0].bought, 2, sent=0), order.lines[1])}

    assert returns({"quantity": 2}, by=STAFF, order=none, returns_before_fulfilment=False).items[0].quantity == 2


@pytest.mark.parametrize(
    ("policy", "return_type", "problem"),
    [
        ("all", "Refund", None),
        ("exchange only", "Exchange", None),
        (
            "exchange only",
            "Refund",
            ("items.0.return_type", "what came by an exchange can only be exchanged again"),
        ),
        ("none", "Exchange", ("order_name", "what came by an exchange cannot be returned")),
    ],
)
def test_what_came_by_an_exchange_is_returned_as_the_merchant_says(
    policy: str, return_type: str, problem: tuple[str, str] | None, refusal: Refusal, returns: Returns
) -> None:
    asked: dict[str, Any] = {"order": {"exchange_of": "77"}, "after_exchange": policy}
    wish = {"return_type": return_type}

    if problem is None:
        assert returns(wish, **asked).status == "Authorized"
    else:
        assert refusal(wish, **asked) == [problem]
        assert returns(wish, by=STAFF, **asked).status == "Authorized"


def test_staff_takes_no_more_than_there_is(returns: Returns, refusal: Refusal) -> None:
    returns({"quantity": 2}, by=STAFF)

    assert refusal({"quantity": 1}, by=STAFF) == [("items.0.quantity", "only 0 of it can still be returned")]


@pytest.mark.parametrize(("status", "left"), [("Rejected", 1), ("Canceled", 2), ("Abandoned", 2), ("Complete", 0)])
def test_a_rejected_rma_blocks_its_items_but_for_warranties(
    status: str, left: int, shop: Team, returns: Returns
) -> None:
    rma = returns({"return_type": "Refund"}, {"return_type": "Warranty"})
    shop.write(rma._replace(status=status))

    order = shop.world.retailer.order("#1")
    assert order is not None
    assert returnable(shop.world.retailer, order)[1] == left


def test_return_types_and_reasons_are_those_of_the_merchant(refusal: Refusal, returns: Returns) -> None:
    own = (Reason("TS", "Runs small"), Reason("ITCH", "It itches"))
    asked: dict[str, Any] = {"reasons": own, "return_types": ("Exchange",)}

    assert refusal({"reason_code": "TB"}, **asked) == [
        ("items.0.reason_code", "'TB' is none of TS, ITCH"),
        ("items.0.return_type", "'Refund' is none of Exchange"),
    ]
    rows = [{"reason_code": code, "return_type": "Exchange"} for code in ("ITCH", "TS")]
    assert [item.reason for item in returns(*rows, **asked).items] == ["It itches", "Runs small"]
    assert returns({"line_id": 2}).items[0].given_reason is None
