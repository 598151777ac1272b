"""People follow from their seed, and their identifiers lead back to them."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from rma_mocks.core.entities import RETURN_REASONS, RETURN_TYPES, STATUSES
from rma_mocks.worlds.derive import DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
PEOPLE = range(120)


@pytest.fixture(scope="module")
def base() -> DerivedBase:
    return DerivedBase(7, size=len(PEOPLE), start=START)


def test_the_same_seed_gives_the_same_people_in_any_order(base: DerivedBase) -> None:
    again = DerivedBase(7, size=len(PEOPLE), start=START)

    backwards = [(again.person(i), again.orders(i), again.rmas(i)) for i in reversed(PEOPLE)]

    assert [(base.person(i), base.orders(i), base.rmas(i)) for i in PEOPLE] == backwards[::-1]


def test_another_process_derives_the_same_person(base: DerivedBase) -> None:
    code = (
        "from datetime import UTC, datetime; from rma_mocks.worlds.derive import DerivedBase;"
        "print(DerivedBase(7, size=120, start=datetime(2026, 3, 2, 15, tzinfo=UTC)).rmas(2))"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == str(base.rmas(2))


def test_another_seed_gives_other_people(base: DerivedBase) -> None:
    other = DerivedBase(8, size=len(PEOPLE), start=START)

    assert [other.person(i).name for i in PEOPLE] != [base.person(i).name for i in PEOPLE]


def test_email_order_and_rma_lead_back_to_the_person(base: DerivedBase) -> None:
    for i in PEOPLE:
        assert base.index_of_email(base.person(i).email or "") == i
        assert {base.index_of_order(order.name) for order in base.orders(i)} == {i}
        assert {base.index_of_rma(rma.id) for rma in base.rmas(i)} <= {i}


@pytest.mark.parametrize("strange", ["", "x@example.com", "gina.lin.5@example.com", "gina.lin.99999@example.com"])
def test_a_strange_email_leads_to_nobody(base: DerivedBase, strange: str) -> None:
    assert base.index_of_email(strange) is None


def test_values_stay_inside_the_vocabulary_and_the_examples_range(base: DerivedBase) -> None:
    for i in PEOPLE:
        person = base.person(i)
        assert (person.email or "").endswith("@example.com")
        assert "55501" in (person.phone or "")
        for rma in base.rmas(i):
            assert rma.status in STATUSES
            assert {item.return_type for item in rma.items} <= set(RETURN_TYPES)
            assert {item.reason for item in rma.items} <= set(RETURN_REASONS.values())


def test_dates_are_in_order_and_items_were_bought(base: DerivedBase) -> None:
    for i in PEOPLE:
        orders = {order.name: order for order in base.orders(i)}
        for rma in base.rmas(i):
            times = [entry.at for entry in rma.timeline]
            assert [rma.order_date, *times, START] == sorted([rma.order_date, *times, START])
            assert {item.sku for item in rma.items} <= {line.sku for line in orders[rma.order_name].lines}


def test_rmas_and_orders_come_newest_first(base: DerivedBase) -> None:
    for i in PEOPLE:
        created = [rma.created_at for rma in base.rmas(i)]
        assert created == sorted(created, reverse=True)
