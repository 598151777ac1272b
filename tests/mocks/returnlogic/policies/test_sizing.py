"""Answers about sizes follow from the shop's own orders, returns and shelf."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from rma_mocks.core.entities import Rma
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings import Policies, Reason
from rma_mocks.returnlogic.sizing import (
    MOST_LOOKED_AT,
    reason_shares,
    shopper_sizes,
    size_chart,
    suggested_size,
    variants,
)
from rma_mocks.worlds.derived.base import DerivedBase
from rma_mocks.worlds.derived.catalogue import product_of_name

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
ANA = "ana@example.com"
Returns = Callable[..., Rma]


def jacket() -> Any:
    return product_of_name("Trail Fleece Jacket")


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


def test_variants_are_told_with_stock_and_price(shop: Team) -> None:
    rows = variants(shop.world.retailer, Policies(), jacket())

    assert [row["sku"] for row in rows] == [row.sku for row in jacket().variants]
    assert {row["price"] for row in rows} == {"68.00"}
    assert {row["sku"]: row["stock"] for row in rows} == {
        row.sku: shop.world.retailer.stock(row.sku) for row in jacket().variants
    }


def test_with_what_comes_back_they_say_what_it_would_cost_and_why_not(shop: Team) -> None:
    shell, returned = product_of_name("Ridge Rain Shell"), jacket().variants[0]
    assert shell is not None
    rules = Policies(full_catalogue_exchange=True, variant_exchange_charge=True, exchange_exclusions=("*-OCE-*",))

    rows = variants(shop.world.retailer, rules, shell, returned)

    assert {(row["difference"], row["pays"]) for row in rows} == {("61.00", "61.00")}
    assert {row["pays"] for row in variants(shop.world.retailer, Policies(), shell, returned)} == {"0.00"}
    assert all(row["why_not"].endswith("is excluded from exchanges") for row in rows if row["colour"] == "Ocean")
    assert [row["why_not"] is None for row in rows if row["colour"] == "Black"] == [
        row["stock"] > 0 for row in rows if row["colour"] == "Black"
    ]


def test_the_size_chart_goes_from_small_to_large() -> None:
    chart = size_chart(jacket())

    assert list(chart) == ["XS", "S", "M", "L", "XL"]
    assert chart["M"] == {"chest": 104, "sleeve": 85, "length": 70}


@pytest.mark.parametrize(("reason", "size"), [("TS", "L"), ("TB", "S"), ("DM", None)])
def test_the_next_size_lies_where_the_reason_says(reason: str, size: str | None, shop: Team, returns: Returns) -> None:
    [item] = returns({"reason_code": reason}).items

    assert suggested_size(shop.world.retailer, item) == size
    assert suggested_size(shop.world.retailer, item._replace(returned=jacket().variants[0])) == {"TS": "S"}.get(reason)
