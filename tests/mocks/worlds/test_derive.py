"""People follow from their seed, and their identifiers lead back to them, however many there are."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.core.contacts import addr_spec, e164
from rma_mocks.worlds.derived.base import MOST_PEOPLE, DerivedBase, Shopper

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
PEOPLE = range(120)

seeds = st.integers(-(2**63), 2**63 - 1)
indices = st.integers(0, MOST_PEOPLE - 1)


def base_of(seed: int = 7, size: int = len(PEOPLE)) -> DerivedBase:
    return DerivedBase(seed, size=size, start=START)


def shoppers(base: DerivedBase) -> list[Shopper]:
    return [base.shopper(index) for index in range(base.size)]


@pytest.fixture(scope="module")
def base() -> DerivedBase:
    return base_of()


@given(seed=seeds, order=st.permutations(range(12)))
def test_the_same_seed_gives_the_same_people_in_any_order(seed: int, order: list[int]) -> None:
    again = base_of(seed)

    met = {index: again.shopper(index) for index in order}

    assert [met[index] for index in range(12)] == [base_of(seed).shopper(index) for index in range(12)]


@given(seed=seeds, index=indices)
def test_a_person_is_the_same_whatever_the_size_and_whatever_is_asked_first(seed: int, index: int) -> None:
    small, large = base_of(seed, index + 1), base_of(seed, MOST_PEOPLE)

    whole = large.shopper(index)

    assert (small.person(index), small.orders(index), small.rmas(index)) == whole


def test_another_process_derives_the_same_people(base: DerivedBase) -> None:
    code = (
        "from datetime import UTC, datetime; from rma_mocks.worlds.derived.base import DerivedBase;"
        "base = DerivedBase(7, size=120, start=datetime(2026, 3, 2, 15, tzinfo=UTC));"
        "print([base.shopper(i) for i in range(119, -1, -1)][::-1], list(base.newest_rmas(3, 5)))"
    )

    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert printed.strip() == f"{shoppers(base)} {list(base.newest_rmas(3, 5))}"


def test_another_seed_gives_other_people(base: DerivedBase) -> None:
    other = base_of(8)

    same = [index for index in PEOPLE if other.person(index).name == base.person(index).name]

    assert len(same) < len(PEOPLE) / 20


def test_the_start_may_be_told_in_any_zone(base: DerivedBase) -> None:
    in_berlin = DerivedBase(7, size=len(PEOPLE), start=START.astimezone(ZoneInfo("Europe/Berlin")))

    assert str(shoppers(in_berlin)) == str(shoppers(base))


@given(seed=seeds, index=indices)
def test_email_phone_order_and_rma_lead_back_to_the_person(seed: int, index: int) -> None:
    base = base_of(seed, MOST_PEOPLE)

    person, orders, rmas = base.shopper(index)

    assert base.index_of_email(person.email or "") == index
    assert person.phone is None or base.index_of_phone(person.phone) == index
    assert {base.index_of_order(order.name) for order in orders} == {index}
    assert {base.index_of_rma(rma.id) for rma in rmas} <= {index}


@given(seed=seeds, index=indices)
def test_nothing_leads_to_people_beyond_the_size(seed: int, index: int) -> None:
    large, small = base_of(seed, MOST_PEOPLE), base_of(seed, index)

    person, orders, rmas = large.shopper(index)

    assert small.index_of_email(person.email or "") is None
    assert person.phone is None or small.index_of_phone(person.phone) is None
    assert {small.index_of_order(order.name) for order in orders} == {None}
    assert {small.index_of_rma(rma.id) for rma in rmas} <= {None}


@pytest.mark.parametrize(
    "strange", ["", "x@example.com", "gina.lin.5@example.com", "gina.lin.99999@example.com", "a.12345678901@b.com"]
)
def test_a_strange_email_leads_to_nobody(base: DerivedBase, strange: str) -> None:
    assert base.index_of_email(strange) is None


@pytest.mark.parametrize("strange", ["", "0", "R-7", "9999999", "10000120", "010000000", "1000000\u0661", "#10000000"])
def test_a_strange_rma_number_leads_to_nobody(base: DerivedBase, strange: str) -> None:
    assert base.index_of_rma(strange) is None


@pytest.mark.parametrize("strange", ["", "+16505550200", "+11005550100", "+1650555010", "+1650555010\u0661"])
def test_a_strange_phone_number_leads_to_nobody(base: DerivedBase, strange: str) -> None:
    assert base.index_of_phone(strange) is None


@given(seed=seeds, index=st.integers(0, 79_999))
def test_phone_numbers_are_of_the_range_for_fiction_and_all_different(seed: int, index: int) -> None:
    base = base_of(seed, 80_001)

    phone, another = base.person(index).phone or "", base.person((index + 1) % 80_000).phone

    assert (e164(phone), phone[5:10], phone == another) == (phone, "55501", False)
    assert base.person(80_000).phone is None


@given(seed=seeds, index=indices)
def test_every_email_is_a_valid_address_of_an_example_domain_with_the_name_in_it(seed: int, index: int) -> None:
    person = base_of(seed, MOST_PEOPLE).person(index)

    address = addr_spec(person.email or "") or ""

    first, last, number = address.partition("@")[0].split(".")
    assert address.isascii()
    assert f"{first} {last}" == person.name.lower()
    assert int(number) == index
    assert address.partition("@")[2].split(".")[-2] == "example"


def test_numbers_never_run_into_those_of_what_is_written() -> None:
    last = base_of(7, MOST_PEOPLE).shopper(MOST_PEOPLE - 1)
    first = base_of(7, 1).shopper(0)

    assert {len(rma.id) for rma in last.rmas} <= {8}
    assert {len(order.name) for order in last.orders} == {len("#40000000")}
    assert min(line.id for order in first.orders for line in order.lines) >= 100_000_000
    assert min(len(order.name) for order in first.orders) == len("#1000001")


def test_an_address_has_a_zip_code_of_its_state() -> None:
    base = base_of(7, 3000)

    addresses = [base.person(index).address for index in range(base.size)]

    codes = {address[-5:-2] for address in addresses if ", AK " in address}

    assert codes <= {"995", "996", "997", "998", "999"}
    assert codes


def test_the_newest_of_many_rmas_is_half_an_hour_old() -> None:
    newest = next(iter(base_of(7, MOST_PEOPLE).newest_rmas(0, 1)))

    assert timedelta(minutes=30) <= START - newest.created_at < timedelta(minutes=31)
