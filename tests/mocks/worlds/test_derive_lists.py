"""The RMAs of any number of people, newest first, with an exact total."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.worlds.derived.base import MOST_PEOPLE, DerivedBase
from rma_mocks.worlds.derived.slots import AGES, BLOCK, QUOTA, Slots, first_age_from, way_back_s

START = datetime(2026, 3, 2, 15, tzinfo=UTC)

seeds = st.integers(-(2**63), 2**63 - 1)
totals = st.integers(0, 300)


@given(seed=seeds, size=st.integers(0, MOST_PEOPLE))
def test_the_total_is_that_of_the_people_added_up(seed: int, size: int) -> None:
    slots, first = Slots(seed), size // BLOCK * BLOCK

    assert slots.total(first) == first // BLOCK * sum(QUOTA)
    assert slots.total(size) - slots.total(first) == sum(len(slots.of_person(index)) for index in range(first, size))


@given(seed=seeds, block=st.integers(0, MOST_PEOPLE // BLOCK))
def test_every_block_of_people_has_the_quota_in_some_order(seed: int, block: int) -> None:
    slots = Slots(seed)
    people = range(block * BLOCK, block * BLOCK + BLOCK)

    owned = {index: list(slots.of_person(index)) for index in people}

    assert sorted(len(own) for own in owned.values()) == sorted(QUOTA)
    assert [slot for own in owned.values() for slot in own] == list(range(block * BLOCK, block * BLOCK + BLOCK))
    assert all(slots.owner(slot) == index for index, own in owned.items() for slot in own)


def test_blocks_and_seeds_deal_the_quota_differently() -> None:
    dealt = {
        tuple(len(Slots(seed).of_person(block * BLOCK + place)) for place in range(BLOCK))
        for seed in (7, 8)
        for block in range(50)
    }

    assert len(dealt) > 50


@given(seed=seeds, total=totals)
def test_the_newest_slots_are_those_that_sorting_finds(seed: int, total: int) -> None:
    slots = Slots(seed)

    found = [slots.newest(rank, total) for rank in range(total)]

    assert found == sorted(range(total), key=slots.age)


@given(seed=seeds, total=totals, age=st.integers(0, len(AGES) + 5))
def test_newer_slots_are_counted_as_sorting_would(seed: int, total: int, age: int) -> None:
    slots = Slots(seed)

    assert slots.newer_than(age, total) == sum(slots.age(slot) < age for slot in range(total))


@given(seed=seeds, slot=st.integers(0, 10**7))
def test_rank_and_age_agree_among_ten_million(seed: int, slot: int) -> None:
    slots = Slots(seed)

    rank = slots.newer_than(slots.age(slot), 10**7 + 1)

    assert slots.newest(rank, 10**7 + 1) == slot


@given(age=st.integers(0, len(AGES) - 2))
def test_an_age_is_older_than_the_one_before_by_more_than_times_can_tell(age: int) -> None:
    assert way_back_s(age + 1) - way_back_s(age) > 1e-4
    assert first_age_from(way_back_s(age)) == age


@pytest.mark.parametrize("size", [0, 1, 7, 8, 100, 121])
def test_pages_visit_every_rma_once_and_newest_first(size: int) -> None:
    base = DerivedBase(7, size=size, start=START)

    pages = [list(base.newest_rmas(first, 7)) for first in range(0, base.rmas_total + 7, 7)]

    listed = [rma for page in pages for rma in page]
    assert listed == sorted(base.every_rma(), key=lambda rma: rma.created_at, reverse=True)
    assert len({rma.created_at for rma in listed}) == base.rmas_total


@given(seed=seeds, rank=st.integers(0, MOST_PEOPLE - 2))
def test_neighbours_among_ten_million_are_in_order_and_counted(seed: int, rank: int) -> None:
    base = DerivedBase(seed, size=MOST_PEOPLE, start=START)

    newer, older = base.newest_rmas(rank, 2)

    assert newer.created_at > older.created_at
    assert base.rmas_since(newer.created_at) == rank + 1
    assert base.rmas_since(newer.created_at + timedelta(microseconds=50)) == rank
    assert base.rmas(base.index_of_rma(newer.id) or 0).count(newer) == 1


def test_ages_are_dense_lately_and_go_back_half_a_year() -> None:
    base = DerivedBase(7, size=4000, start=START)

    days = [(START - rma.created_at).days for rma in base.every_rma()]

    assert 0.2 < sum(day < 18 for day in days) / len(days) < 0.3
    assert 170 < max(days) < 180
