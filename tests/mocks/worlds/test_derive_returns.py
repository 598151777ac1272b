"""What people bought and send back fits together, in the shares of a clothing shop."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.core.entities import RETURN_REASONS, RETURN_TYPES, STATUSES, ReturnItem, Rma
from rma_mocks.returnlogic.formatters import totals_by_outcome
from rma_mocks.worlds.derived.base import MOST_PEOPLE, DerivedBase
from rma_mocks.worlds.derived.catalogue import PRODUCTS, product_of_name
from rma_mocks.worlds.derived.comments import COMMENTS
from rma_mocks.worlds.derived.returning import REASON_SHARES, TYPE_SHARES
from rma_mocks.worlds.derived.statuses import STATUS_SHARES

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
SIZING = {"TS": 1, "TB": -1}

seeds = st.integers(-(2**63), 2**63 - 1)
indices = st.integers(0, MOST_PEOPLE - 1)


@pytest.fixture(scope="module")
def rmas() -> list[Rma]:
    return list(DerivedBase(7, size=6000, start=START).every_rma())


@pytest.fixture(scope="module")
def items(rmas: list[Rma]) -> list[ReturnItem]:
    return [item for rma in rmas for item in rma.items]


def share_of(values: list[str]) -> dict[str, float]:
    return {value: count / len(values) * 100 for value, count in Counter(values).items()}


@given(seed=seeds, index=indices)
def test_dates_are_in_order_and_before_the_start(seed: int, index: int) -> None:
    _, orders, rmas = DerivedBase(seed, size=MOST_PEOPLE, start=START).shopper(index)

    for rma in rmas:
        times = [entry.at for entry in rma.timeline]
        assert [rma.order_date, *times, START] == sorted([rma.order_date, *times, START])
        assert timedelta(days=2) <= rma.created_at - rma.order_date <= timedelta(days=25, minutes=1)
        assert rma.timeline[-1].step in (rma.status, "Generated")
    assert max(order.created_at for order in orders) < START


@given(seed=seeds, index=indices)
def test_rmas_and_orders_come_newest_first_and_later_orders_have_higher_names(seed: int, index: int) -> None:
    _, orders, rmas = DerivedBase(seed, size=MOST_PEOPLE, start=START).shopper(index)

    assert [order.created_at for order in orders] == sorted((order.created_at for order in orders), reverse=True)
    assert [rma.created_at for rma in rmas] == sorted((rma.created_at for rma in rmas), reverse=True)
    assert [order.name for order in orders] == sorted((order.name for order in orders), reverse=True)


@given(seed=seeds, index=indices)
def test_what_comes_back_was_bought_and_the_money_adds_up(seed: int, index: int) -> None:
    _, orders, rmas = DerivedBase(seed, size=MOST_PEOPLE, start=START).shopper(index)
    lines = {(order.name, line.id): line for order in orders for line in order.lines}

    for rma in rmas:
        for item in rma.items:
            line = lines[rma.order_name, item.id]
            assert (item.returned, item.quantity) == (line.bought, line.quantity)
            assert item.amount == line.unit_price * line.quantity
        assert sum(totals_by_outcome(rma).values()) == sum(item.amount for item in rma.items)
    assert len({rma.order_name for rma in rmas}) == len(rmas)
    assert len(lines) == len({line_id for _, line_id in lines})


def test_an_exchange_for_size_is_one_size_in_the_right_direction(items: list[ReturnItem]) -> None:
    steps = []
    for item in items:
        if item.exchange_for is not None and item.reason_code in SIZING:
            sizes = product_of_name(item.product).sizes  # type: ignore[union-attr]
            step = sizes.index(item.exchange_for.size or "") - sizes.index(item.returned.size or "")
            assert item.exchange_for.product == item.product
            steps.append((step * SIZING[item.reason_code], item.exchange_for.colour == item.returned.colour))

    assert {step for step, _ in steps} == {1, 2}
    assert steps.count((1, True)) / len(steps) == pytest.approx(0.85, abs=0.04)


def test_an_exchange_has_a_target_and_nothing_else_has(items: list[ReturnItem]) -> None:
    assert {item.return_type == "Exchange" for item in items if item.exchange_for} == {True}
    assert {item.exchange_for is None for item in items if item.return_type == "Exchange"} == {False}


def test_at_the_end_of_the_size_run_nothing_is_exchanged_for_size(items: list[ReturnItem]) -> None:
    ends = [
        item
        for item in items
        if (product := product_of_name(item.product)) is not None
        and (item.reason_code, item.returned.size) in {("TS", product.sizes[-1]), ("TB", product.sizes[0])}
    ]

    assert len(ends) > 50
    assert "Exchange" not in {item.return_type for item in ends}


def test_most_exchange_targets_are_in_stock(items: list[ReturnItem]) -> None:
    base = DerivedBase(7, size=0, start=START)

    targets = [item.exchange_for.sku for item in items if item.exchange_for]

    assert sum(base.stock(sku) > 0 for sku in targets) / len(targets) == pytest.approx(0.88, abs=0.05)


def test_what_has_one_size_never_comes_back_for_its_size(items: list[ReturnItem]) -> None:
    beanies = [item for item in items if item.product == "Alpine Beanie"]

    assert len(beanies) > 100
    assert {item.reason_code for item in beanies} & set(SIZING) == set()


def test_reasons_come_in_the_shares_of_a_clothing_shop(items: list[ReturnItem]) -> None:
    found = share_of([item.reason_code for item in items])

    assert set(found) == set(RETURN_REASONS)
    assert {code: pytest.approx(share, abs=1.5) for code, share in REASON_SHARES.items()} == found


def test_statuses_come_in_the_shares_of_any_moment(rmas: list[Rma]) -> None:
    found = share_of([rma.status for rma in rmas])

    assert set(found) == set(STATUSES)
    assert {status: pytest.approx(share, abs=1) for status, share in STATUS_SHARES.items()} == found


def test_fresh_returns_are_at_their_beginning_and_old_ones_at_their_end(rmas: list[Rma]) -> None:
    newest_first = sorted(rmas, key=lambda rma: rma.created_at, reverse=True)

    fresh, old = newest_first[: len(rmas) // 20], newest_first[-len(rmas) // 20 :]

    assert {rma.status for rma in fresh} <= {"Requested", "Authorized"}
    assert {rma.status for rma in old} == {"Complete"}


def test_outcomes_follow_the_reason(items: list[ReturnItem]) -> None:
    others = share_of([item.return_type for item in items if item.reason_code not in SIZING])
    middle = [item for item in items if item.reason_code in SIZING and item.returned.size in {"M", "9", "32", "6-9"}]

    assert {name: pytest.approx(share, abs=3) for name, share in TYPE_SHARES.items()} == others
    assert set(others) == set(RETURN_TYPES)
    assert share_of([item.return_type for item in middle])["Exchange"] == pytest.approx(50, abs=5)


def test_a_third_of_wrong_sizes_has_a_comment_that_fits_product_and_reason(items: list[ReturnItem]) -> None:
    sizing = [item for item in items if item.reason_code in SIZING]
    kinds = {product.name: product.kind for product in PRODUCTS}

    assert sum(item.comment is not None for item in sizing) / len(sizing) == pytest.approx(0.35, abs=0.03)
    assert {item.comment in COMMENTS[kinds[item.product], item.reason_code] for item in items if item.comment} == {True}


def test_nobody_looks_for_a_zip_on_a_sock() -> None:
    with_zip = {kind for (kind, _), texts in COMMENTS.items() if any("zip" in text.lower() for text in texts)}

    assert with_zip == {"jacket", "vest"}


def test_a_rejected_return_has_no_label_and_all_others_have_one(rmas: list[Rma]) -> None:
    assert {rma.status for rma in rmas if rma.label is None} == {"Rejected"}
    assert {rma.label.carrier for rma in rmas if rma.label} == {"USPS", "UPS", "FedEx"}
