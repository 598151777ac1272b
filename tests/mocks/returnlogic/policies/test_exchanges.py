"""An exchange brings what fits the reason or what the shopper wants, if the merchant's rules and the shelf allow it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from rma_mocks.core.entities import Rma
from rma_mocks.core.products import Variant
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.exchanging import offered
from rma_mocks.returnlogic.settings import Policies
from rma_mocks.worlds.derived.catalogue import PRODUCTS, product_of_name

Refusal = Callable[..., list[tuple[str, str]]]
Returns = Callable[..., Rma]
STAFF = "Morgan Reyes"
JACKET = "Trail Fleece Jacket"


def wish(sku: str | None = None, **more: Any) -> dict[str, Any]:
    return {"return_type": "Exchange", "exchange_sku": sku} | more


def variants(name: str = JACKET) -> tuple[Variant, ...]:
    product = product_of_name(name)
    assert product is not None
    return product.variants


def in_stock(shop: Team, *, least: int = 1, most: int = 99) -> str:
    """Return the SKU of a jacket of which so many are on the shelf."""
    stock = {row.sku: shop.world.retailer.stock(row.sku) for row in variants()}
    return next(sku for sku, pieces in stock.items() if least <= pieces <= most)


def test_by_default_it_is_what_fits_the_reason(returns: Returns) -> None:
    rma = returns(wish(reason_code="TS"), wish(reason_code="TB"))

    assert [item.exchange_for and item.exchange_for.size for item in rma.items] == ["L", "S"]


def test_the_shopper_may_want_another_one(shop: Team, returns: Returns) -> None:
    wanted = in_stock(shop, least=2)

    item = returns(wish(wanted, quantity=2)).items[0]

    assert item.exchange_for is not None
    assert item.exchange_for.sku == wanted


def test_what_fits_but_is_sold_out_is_left_to_staff(returns: Returns) -> None:
    assert returns(wish(), inventory_threshold=10_000).items[0].exchange_for is None


@pytest.mark.parametrize(
    ("sku", "policies", "sentence"),
    [
        ("nothing", {}, "this store sells nothing with the SKU 'nothing'"),
        (
            "RRS-BLA-M",
            {},
            "Trail Fleece Jacket can be exchanged for another size or colour of it, not for another product",
        ),
        ("TFJ-PIN-L", {"inventory_threshold": 10_000}, "Trail Fleece Jacket Pine / L is not in stock for exchanges"),
        ("TFJ-PIN-L", {"exchange_exclusions": ("tfj-*-l",)}, "Trail Fleece Jacket Pine / L is excluded from exchanges"),
        ("TFJ-PIN-L", {"exchange_exclusions": ("Jacket",)}, "Trail Fleece Jacket Pine / L is excluded from exchanges"),
    ],
)
def test_a_shopper_is_told_why_something_cannot_be_had(
    sku: str, policies: dict[str, Any], sentence: str, refusal: Refusal
) -> None:
    assert refusal(wish(sku), **policies) == [("items.0.exchange_sku", sentence)]


def test_the_threshold_is_the_number_that_is_kept_back(shop: Team, refusal: Refusal, returns: Returns) -> None:
    sku = in_stock(shop, least=3)
    pieces = shop.world.retailer.stock(sku)

    assert returns(wish(sku), inventory_threshold=pieces - 1).items[0].exchange_for is not None
    assert refusal(wish(sku), inventory_threshold=pieces)[0][0] == "items.0.exchange_sku"


def test_only_an_exchange_brings_something_else(refusal: Refusal) -> None:
    assert refusal(wish("TFJ-PIN-L", return_type="Refund")) == [
        ("items.0.exchange_sku", "only an exchange brings another variant, not the return type Refund")
    ]


def test_staff_is_bound_by_the_shelf_alone(shop: Team, refusal: Refusal, returns: Returns) -> None:
    rules: dict[str, Any] = {"by": STAFF, "exchange_exclusions": ("*",), "inventory_threshold": 10_000}
    sold_out = next(row.sku for row in every_variant() if shop.world.retailer.stock(row.sku) == 0)
    there = next(row.sku for row in variants("Ridge Rain Shell") if shop.world.retailer.stock(row.sku))

    assert refusal(wish(sold_out), **rules)[0][1].endswith("is not in stock")
    item = returns(wish(there), **rules).items[0]
    assert item.exchange_for is not None
    assert item.exchange_for.sku == there


def every_variant() -> list[Variant]:
    return [row for product in PRODUCTS for row in product.variants]


def test_with_the_whole_catalogue_all_products_are_offered_but_for_what_is_excluded(shop: Team) -> None:
    retailer, jacket = shop.world.retailer, variants()[0]

    own = offered(retailer, Policies(), jacket)
    all_ = offered(retailer, Policies(full_catalogue_exchange=True), jacket)
    without = offered(retailer, Policies(full_catalogue_exchange=True, exchange_exclusions=("sock", "TFJ*")), jacket)

    assert {row.product for row in own} == {JACKET}
    assert {row.product for row in all_} - {row.product for row in without} == {JACKET, "Merino Crew Sock"}
    assert all(retailer.stock(row.sku) > 0 for row in all_)


def test_patterns_have_no_other_signs_than_the_star(shop: Team) -> None:
    jacket = variants()[0]

    assert offered(shop.world.retailer, Policies(exchange_exclusions=("TFJ-???-?", "[T]FJ*")), jacket) == offered(
        shop.world.retailer, Policies(), jacket
    )


@pytest.mark.parametrize(("charge", "extra"), [(False, "0"), (True, "122.00")])
def test_the_shopper_pays_the_difference_where_the_merchant_charges_it(
    *, shop: Team, returns: Returns, charge: bool, extra: str
) -> None:
    dear = next(row.sku for row in variants("Ridge Rain Shell") if shop.world.retailer.stock(row.sku) > 1)
    rules: dict[str, Any] = {"full_catalogue_exchange": True, "variant_exchange_charge": charge}

    item = returns(wish(dear, quantity=2), **rules).items[0]

    assert (item.amount, item.extra) == (Decimal("136.00"), Decimal(extra))


def test_a_cheaper_exchange_costs_nothing_and_brings_nothing_back(shop: Team, returns: Returns) -> None:
    cheap = next(row.sku for row in variants("Alpine Beanie") if shop.world.retailer.stock(row.sku))
    rules: dict[str, Any] = {"full_catalogue_exchange": True, "variant_exchange_charge": True}

    item = returns(wish(cheap), **rules).items[0]

    assert (item.amount, item.extra) == (Decimal("68.00"), Decimal(0))
