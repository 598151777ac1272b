"""The shelf is plausible: sizes that grow, prices, stock that a seed decides."""

import itertools
from datetime import UTC, datetime

import pytest

from rma_mocks.core.exchanges import exchange_target
from rma_mocks.core.products import Product
from rma_mocks.worlds.derived.base import DerivedBase
from rma_mocks.worlds.derived.catalogue import PRODUCTS
from rma_mocks.worlds.derived.comments import COMMENTS

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
JACKET = PRODUCTS[0]
each_product = pytest.mark.parametrize("product", [pytest.param(product, id=product.name) for product in PRODUCTS])


@each_product
def test_measurements_grow_with_the_size(product: Product) -> None:
    charts = [product.size_chart[size] for size in product.sizes]

    for smaller, larger in itertools.pairwise(charts):
        assert smaller.keys() == larger.keys()
        assert all(smaller[name] < larger[name] for name in smaller)


@each_product
def test_every_variant_is_found_by_colour_and_size_and_has_its_own_sku(product: Product) -> None:
    found = [product.variant(colour, size) for colour in product.colours for size in product.sizes]

    assert tuple(found) == product.variants
    assert len({variant.sku for variant in found}) == len(found)


@each_product
def test_there_are_comments_for_every_product_and_reason(product: Product) -> None:
    assert len([reason for kind, reason in COMMENTS if kind == product.kind]) == 9


def test_stock_follows_from_the_seed_alone() -> None:
    skus = [variant.sku for product in PRODUCTS for variant in product.variants]
    first, second, other = (DerivedBase(seed, size=size, start=START) for seed, size in ((7, 0), (7, 99), (8, 0)))

    counted = [first.stock(sku) for sku in skus]

    assert counted == [second.stock(sku) for sku in skus]
    assert counted != [other.stock(sku) for sku in skus]
    assert sum(count > 0 for count in counted) == round(len(skus) * 0.88)
    assert first.stock("strange") == 0


@pytest.mark.parametrize(
    ("size", "reason", "is_usual", "expected"),
    [
        pytest.param("M", "TS", True, "Pine / L", id="too small"),
        pytest.param("M", "TB", True, "Pine / S", id="too big"),
        pytest.param("M", "TS", False, "Pine / XL", id="two sizes"),
        pytest.param("L", "TS", False, "Slate / XL", id="no two sizes left"),
        pytest.param("XL", "TS", True, None, id="end of the size run"),
        pytest.param("XS", "TB", False, None, id="beginning of the size run"),
        pytest.param("M", "STYLE", True, "Slate / M", id="not liked"),
        pytest.param("M", "DM", True, "Pine / M", id="broken"),
    ],
)
def test_what_a_shopper_takes_instead(size: str, reason: str, is_usual: bool, expected: str | None) -> None:  # noqa: FBT001
    target = exchange_target(JACKET, JACKET.variant("Pine", size), reason, is_usual=is_usual)

    assert (target and target.name) == expected


def test_a_colour_that_is_no_longer_sold_changes_sizes_too() -> None:
    target = exchange_target(JACKET, JACKET.variant("Plum", "M"), "TS")

    assert target is not None
    assert (target.name, target.sku) == ("Plum / L", "TFJ-PLU-L")
