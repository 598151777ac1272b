"""A retailer is a derived base with written rows over it; nothing about it gets slower with size."""

import itertools
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.core.entities import Order, Person, Rma, TimelineEntry
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.rma_list import RmaFilter, TooManyToSearch
from rma_mocks.worlds.derived.base import MOST_PEOPLE, DerivedBase

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


def retailer_of(size: int, seed: int = 7) -> Retailer:
    return Retailer(DerivedBase(seed, size=size, start=START), store_name="Shop")


def rma(
    rma_id: str, *, email: str = "ana@example.com", days: float = 1, order: str = "#500001", status: str = "Authorized"
) -> Rma:
    created = START - timedelta(days=days)
    entry = TimelineEntry("Generated", created, "shopper")
    return Rma(rma_id, status, order, created - timedelta(days=3), email, "Ana Ruiz", (), (entry,))


def all_pages(retailer: Retailer, length: int) -> list[Rma]:
    _, total = retailer.rmas(limit=1)
    offsets = range(0, total + length, length)
    return list(itertools.chain(*(retailer.rmas(limit=length, offset=offset)[0] for offset in offsets)))


@given(
    size=st.integers(0, 40),
    length=st.integers(1, 20),
    days=st.lists(st.floats(-1, 200), max_size=12),
    replaced=st.sets(st.integers(0, 39)),
    deleted=st.sets(st.integers(0, 39)),
    deleted_written=st.sets(st.integers(0, 11)),
)
def test_pages_visit_every_rma_once_newest_first_with_written_and_without_deleted_ones_among_them(
    size: int, length: int, days: list[float], replaced: set[int], deleted: set[int], deleted_written: set[int]
) -> None:
    retailer = retailer_of(size)
    for age in days:
        retailer.write_rma(rma(retailer.next_rma_id(), days=age))
    for place in replaced:
        if derived := retailer.rma(str(10_000_000 + place)):
            retailer.write_rma(derived._replace(status="Archived"))
    for number in [*(10_000_000 + place for place in deleted), *(2_000_000 + place for place in deleted_written)]:
        if row := retailer.rma(str(number)):
            retailer.remove_rma(row)

    listed = all_pages(retailer, length)

    created = [row.created_at for row in listed]
    assert created == sorted(created, reverse=True)
    assert len(listed) == len({row.id for row in listed}) == retailer.rmas(limit=1)[1]
    derived_total = DerivedBase(7, size=size, start=START).rmas_total
    assert {int(row.id) - 10_000_000 for row in listed if row.id.startswith("1")} == set(range(derived_total)) - deleted
    assert {int(row.id) - 2_000_000 for row in listed if row.id.startswith("2")} == (
        set(range(len(days))) - deleted_written
    )
    assert {int(row.id) - 10_000_000 for row in listed if row.status == "Archived"} == {
        place for place in replaced - deleted if place < derived_total
    }
    assert [row.id for row in listed] == [row.id for row in retailer.rmas(limit=999, wanted=RmaFilter(search="."))[0]]


@pytest.mark.parametrize("offset", [0, 1, 500_000, 999_990, 1_000_000, 5_000_000])
def test_a_page_of_a_million_is_there_at_any_offset(offset: int) -> None:
    retailer = retailer_of(1_000_000)
    retailer.write_rma(rma("R-1", days=300))

    rows, total = retailer.rmas(limit=20, offset=offset)

    assert total == 1_000_001
    assert len(rows) == max(0, min(20, total - offset))
    assert ("R-1" in {row.id for row in rows}) == (offset in (999_990, 1_000_000))


def test_a_deleted_derived_rma_leaves_no_gap_among_a_million() -> None:
    retailer = retailer_of(1_000_000)
    page, total = retailer.rmas(limit=6, offset=500_000)

    for row in (page[1], page[4]):
        retailer.remove_rma(row)

    assert retailer.rmas(limit=4, offset=500_000) == ([page[0], page[2], page[3], page[5]], total - 2)
    assert (retailer.rma(page[1].id), page[1] in retailer.rmas_of_email(page[1].email)) == (None, False)
    assert retailer.rmas(limit=5, wanted=RmaFilter(search=page[1].order_name)) == ([], 0)


def test_the_number_of_a_deleted_rma_is_given_to_no_other() -> None:
    retailer = retailer_of(0)
    first = rma(retailer.next_rma_id())
    retailer.write_rma(first)

    retailer.remove_rma(first)

    assert retailer.next_rma_id() == "2000001"


def test_a_person_who_is_reset_has_what_was_deleted_again_and_others_have_not() -> None:
    retailer = retailer_of(100)
    retailer.write_rma(rma("1"))
    retailer.write_rma(rma("2", email="leo@example.com"))
    opening, derived = retailer.copy(), retailer.rmas(limit=1, offset=9)[0][0]
    for gone in (rma("1"), rma("2", email="leo@example.com"), derived):
        retailer.remove_rma(gone)

    of_ana = retailer.with_email_of(opening, "ana@example.com")
    of_derived = retailer.with_email_of(opening, derived.email)

    assert [row.id for row in of_ana.rmas_of_email("ana@example.com")] == ["1"]
    assert (of_ana.rma("2"), of_ana.rma(derived.id)) == (None, None)
    assert (of_derived.rma(derived.id), of_derived.rma("1")) == (derived, None)


def test_people_are_listed_at_any_offset_the_declared_ones_first() -> None:
    retailer = retailer_of(MOST_PEOPLE)
    retailer.add_person(Person("ana", "Ana Ruiz", "ana@example.com"))

    pages = [retailer.people(limit=2, offset=offset) for offset in (0, 1, MOST_PEOPLE, MOST_PEOPLE + 1)]

    assert [[person.key for person in page] for page in pages] == [["ana", "p0"], ["p0", "p1"], ["p9999999"], []]


def test_a_written_row_stands_in_the_place_of_the_derived_one() -> None:
    retailer = retailer_of(100)
    page, total = retailer.rmas(limit=5, offset=20)
    changed = page[2]._replace(status="Complete")

    retailer.write_rma(changed)

    assert retailer.rmas(limit=5, offset=20) == ([*page[:2], changed, *page[3:]], total)
    assert retailer.rma(changed.id) == changed
    assert changed in retailer.rmas_of_email(changed.email)
    assert changed in retailer.rmas_of_order(changed.order_name)


def test_a_written_row_is_found_where_it_belongs_now_and_nowhere_else() -> None:
    retailer = retailer_of(0)
    retailer.write_rma(rma("1", email="Ana@example.com", days=2))

    retailer.write_rma(rma("1", email="leo@example.com", order="#500002", days=9))

    assert (retailer.rmas_of_email("ana@example.com"), retailer.rmas_of_order("#500001")) == ([], [])
    assert [row.id for row in retailer.rmas_of_email("LEO@example.com ")] == ["1"]
    assert [row.id for row in retailer.rmas(limit=9)[0]] == ["1"]


def test_a_copy_goes_its_own_way() -> None:
    retailer = retailer_of(3)
    retailer.write_rma(rma("1"))
    before = (retailer.rmas(limit=99), retailer.rmas_of_email("ana@example.com"), retailer.people_total)
    other = retailer.copy()

    other.write_rma(rma(other.next_rma_id()))
    other.write_rma(rma("1", status="Complete"))
    other.add_person(Person("ana", "Ana Ruiz", "ana@example.com"))
    other.add_order(Order(other.next_order_name(), "ana@example.com", "Ana Ruiz", START, ()))

    assert (retailer.rmas(limit=99), retailer.rmas_of_email("ana@example.com"), retailer.people_total) == before
    assert (retailer.orders_of_email("ana@example.com"), retailer.order("#500001")) == ([], None)
    assert [row.status for row in other.rmas_of_email("ana@example.com")] == ["Authorized", "Complete"]


def test_free_names_and_numbers_step_over_those_that_were_given() -> None:
    retailer = retailer_of(10)
    retailer.write_rma(rma("2000001"))
    retailer.add_order(Order("#500001", "ana@example.com", "Ana Ruiz", START, ()))

    taken = []
    for _ in range(2):
        taken.append((retailer.next_rma_id(), retailer.next_order_name()))
        retailer.write_rma(rma(taken[-1][0]))
        retailer.add_order(Order(taken[-1][1], "ana@example.com", "Ana Ruiz", START, ()))

    assert taken == [("2000000", "#500002"), ("2000002", "#500003")]


def test_writing_does_not_get_slower_while_the_store_grows() -> None:
    """In CPU time and medians, since a busy machine makes anything slow now and then."""
    retailer = retailer_of(1_000_000)
    took = []
    for number in range(20_000):
        began = time.process_time()
        retailer.write_rma(rma(retailer.next_rma_id(), email=f"{number}@example.com", order=f"#{number}", days=-number))
        took.append(time.process_time() - began)

    first, last = (quantiles(took[part], n=2)[0] for part in (slice(1000), slice(-1000, None)))

    assert last < 5 * first


def test_a_small_retailer_is_searched_by_any_part() -> None:
    retailer = retailer_of(60)
    one = retailer.rmas(limit=1, offset=30)[0][0]

    by_name, _ = retailer.rmas(limit=99, wanted=RmaFilter(one.customer_name[1:-1].upper()))
    by_status, total = retailer.rmas(limit=1, offset=1, wanted=RmaFilter(status=one.status))

    assert one in by_name
    assert (len(by_status), by_status[0].status, total > 1) == (1, one.status, True)


@pytest.mark.parametrize(
    "part", ["email", "order_name", "id"], ids=["whole e-mail", "whole order name", "whole RMA number"]
)
def test_a_large_retailer_is_searched_by_what_leads_back(part: str) -> None:
    retailer = retailer_of(1_000_000)
    one = retailer.rmas(limit=1, offset=400_000)[0][0]

    rows, total = retailer.rmas(limit=99, wanted=RmaFilter(f" {getattr(one, part).upper()} "))

    assert one in rows
    assert total == len(rows) <= 3


def test_an_exact_search_may_ask_for_a_status_too() -> None:
    retailer = retailer_of(1_000_000)
    one = retailer.rmas(limit=1, offset=400_000)[0][0]

    assert retailer.rmas(limit=9, wanted=RmaFilter(one.id, status=one.status)) == ([one], 1)
    assert retailer.rmas(limit=9, wanted=RmaFilter(one.id, status="Archived")) == ([], 0)


@pytest.mark.parametrize("strange", ["nobody@example.com", "#9", "9", "10.5@example.com"])
def test_a_whole_one_that_is_not_there_finds_nothing_in_a_large_retailer(strange: str) -> None:
    assert retailer_of(1_000_000).rmas(limit=9, wanted=RmaFilter(strange)) == ([], 0)


@pytest.mark.parametrize(
    ("search", "status"), [("maria", ""), ("", "Complete"), ("@example.com", ""), ("#1000001x", "Complete")]
)
def test_a_large_retailer_refuses_what_would_derive_everything(search: str, status: str) -> None:
    with pytest.raises(TooManyToSearch, match=r"1,000,000 .* whole e-mail address, order name or RMA number instead"):
        retailer_of(1_000_000).rmas(limit=9, wanted=RmaFilter(search, status=status))


def test_family_members_may_share_an_email_of_which_the_first_is_found() -> None:
    retailer = retailer_of(0)
    for key in ("ana", "leo"):
        retailer.add_person(Person(key, key.title(), "Ruiz@example.com"))

    found = retailer.person_of_email(" ruiz@EXAMPLE.com")

    assert found == retailer.person_of_key("ana")


@pytest.mark.parametrize(
    "wanted",
    [
        RmaFilter(return_type="Refund"),
        RmaFilter(reason_code="TS"),
        RmaFilter(created_from=START - timedelta(days=1)),
        RmaFilter(created_before=START),
        RmaFilter(archived="hidden"),
    ],
    ids=["return type", "reason", "from", "before", "archived"],
)
def test_every_filter_of_a_large_retailer_needs_a_whole_search_too(wanted: RmaFilter) -> None:
    retailer = retailer_of(1_000_000)
    one = retailer.rmas(limit=1, offset=400_000)[0][0]

    with pytest.raises(TooManyToSearch):
        retailer.rmas(limit=9, wanted=wanted)
    assert retailer.rmas(limit=9, wanted=replace(wanted, search=one.id))[0] == ([one] if wanted.takes(one) else [])
