"""Answers about sizes follow from the shop's own orders and returns."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from rma_mocks.core.entities import Rma
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import Reason
from rma_mocks.returnlogic.sizing import (
    MOST_LOOKED_AT,
    reason_shares,
    shopper_sizes,
)
from rma_mocks.worlds.derived.base import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
ANA = "ana@example.com"
Returns = Callable[..., Rma]


def retailer_of(size: int) -> Retailer:
    return Retailer(DerivedBase(7, size=size, start=START), store_name="Shop")


def test_reasons_are_counted_by_pieces_the_commonest_first(shop: Team, returns: Returns) -> None:
    returns({"reason_code": "TS", "quantity": 2}, {"reason_code": "DM", "line_id": 2})

    told = reason_shares(shop.world.retailer)

    assert told == {
        "rmas_looked_at": 1,
        "rmas_total": 1,
        "returned": 3,
        "reasons": [
            {"code": "TS", "description": "Too Small", "pieces": 2, "share": 0.667},
            {"code": "DM", "description": "Damage", "pieces": 1, "share": 0.333},
        ],
        "too_small": 0.667,
        "too_big": 0.0,
    }


def test_a_reason_counts_whole_whatever_the_merchant_has_called_it(shop: Team, returns: Returns) -> None:
    returns({"reason_code": "TS"}, {"reason_code": "TB", "line_id": 2})
    returns({"reason_code": "TS"}, reasons=(Reason("TS", "Runs small"),))

    told = reason_shares(shop.world.retailer)

    assert [(row["description"], row["pieces"]) for row in told["reasons"]] == [
        ("Runs small", 1),
        ("Too Small", 1),
        ("Too Big", 1),
    ]
    assert (told["too_small"], told["too_big"]) == (0.667, 0.333)


@pytest.mark.parametrize(
    ("of", "pieces"),
    [
        ({"product": "alpine beanie "}, 1),
        ({"sku": "TFJ-PIN-M"}, 2),
        ({"product": "Alpine Beanie", "sku": "TFJ-PIN-M"}, 0),
        ({"product": "Alpine"}, 0),
    ],
)
def test_they_are_told_of_one_product_or_variant(of: dict[str, str], pieces: int, shop: Team, returns: Returns) -> None:
    returns({"quantity": 2}, {"line_id": 2})

    told = reason_shares(shop.world.retailer, **of)

    assert (told["returned"], sum(row["pieces"] for row in told["reasons"])) == (pieces, pieces)


def test_the_shares_of_a_small_world_are_exact() -> None:
    retailer = retailer_of(300)

    told = reason_shares(retailer, product="Trail Fleece Jacket")

    rows = [item for rma in retailer.rmas(limit=9999)[0] for item in rma.items if item.product == "Trail Fleece Jacket"]
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row.reason_code] += row.quantity
    assert {row["code"]: row["pieces"] for row in told["reasons"]} == dict(counted)
    assert told["rmas_looked_at"] == told["rmas_total"]


def test_of_millions_a_sample_is_looked_at_and_said_to_be_one() -> None:
    retailer, began = retailer_of(1_000_000), time.perf_counter()

    told = reason_shares(retailer)

    assert (told["rmas_looked_at"], told["rmas_total"]) == (MOST_LOOKED_AT, 1_000_000)
    assert 0.15 < told["too_small"] < 0.33
    assert time.perf_counter() - began < 5


def test_what_did_not_come_back_was_kept(shop: Team, returns: Returns) -> None:
    returns({"reason_code": "TS"})

    told = shopper_sizes(shop.world.retailer, "Ana@example.com")

    row = {"kind": "jacket", "product": "Trail Fleece Jacket", "sku": "TFJ-PIN-M", "size": "M", "pieces": 1}
    assert told["returned"] == [row | {"reason": "Too Small"}]
    assert [(kept["product"], kept["size"], kept["pieces"]) for kept in told["kept"]] == [
        ("Trail Fleece Jacket", "M", 1),
        ("Alpine Beanie", "One Size", 1),
    ]


@pytest.mark.parametrize("status", ["Requested", "Rejected", "Canceled", "Abandoned"])
def test_what_was_never_sent_was_kept(status: str, shop: Team, returns: Returns) -> None:
    shop.write(returns({"quantity": 2})._replace(status=status))

    told = shopper_sizes(shop.world.retailer, ANA)

    assert (told["returned"], sum(row["pieces"] for row in told["kept"])) == ([], 3)


@pytest.mark.parametrize("index", range(0, 40, 4))
def test_pieces_kept_and_returned_are_all_that_was_bought(index: int) -> None:
    retailer = retailer_of(100)
    email = retailer.derived_people(limit=1, offset=index)[0].email or ""

    told = shopper_sizes(retailer, email)

    bought = sum(line.quantity for order in retailer.orders_of_email(email) for line in order.lines)
    assert sum(row["pieces"] for row in [*told["kept"], *told["returned"]]) == bought


def test_nobody_has_kept_nothing(shop: Team) -> None:
    assert shopper_sizes(shop.world.retailer, "nobody@example.com") == {"kept": [], "returned": []}
