"""Derive person *i* of a seed, with orders and RMAs, from nothing but the seed and *i*, whatever the world's size.

E-mail, phone, order name and RMA number carry *i*, so they lead back to the person without an index.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from rma_mocks.core.entities import Order, Person, Rma
from rma_mocks.core.products import Product
from rma_mocks.worlds.derived.catalogue import PRODUCTS
from rma_mocks.worlds.derived.dice import Dice, dice_of
from rma_mocks.worlds.derived.ordering import FIRST_ORDER, ORDERS_EACH, Ordering, person_of_line
from rma_mocks.worlds.derived.phones import Phones
from rma_mocks.worlds.derived.pools import pools
from rma_mocks.worlds.derived.returning import Returning
from rma_mocks.worlds.derived.slots import Slots, first_age_from
from rma_mocks.worlds.derived.stock import stock_of

MOST_PEOPLE = 10_000_000

FIRST_RMA_ID = 10_000_000

_DOMAINS = (
    *("example.com", "example.com", "example.com", "example.net", "example.org"),
    *("mail.example.com", "post.example.net", "home.example.org"),
)

_new = tuple.__new__
"""Rows made by the million skip their constructor, which takes twice as long."""

_ROUNDING_S = 2e-6
"""Times have microseconds, ages lie hundreds of them apart."""


class Shopper(NamedTuple):
    """Everything of one person: orders and RMAs newest first."""

    person: Person
    orders: tuple[Order, ...]
    rmas: tuple[Rma, ...]


class DerivedBase:
    """The people of one seed.

    Args:
        seed: Any whole number.
        size: How many people, up to `MOST_PEOPLE`; a larger world has the same ones and more.
        start: The world's beginning, timezone-aware; all dates lie before it.
    """

    products: tuple[Product, ...] = PRODUCTS

    def __init__(self, seed: int, *, size: int, start: datetime) -> None:
        self.size = size
        self._seed = seed
        self._start = start.astimezone(UTC)
        self._slots = Slots(seed)
        self._phones = Phones(seed)
        self._dice = dice_of(seed, "person")
        self._ordering = Ordering(self._start, self._slots)
        self._returning = Returning(seed, self._start)
        self.rmas_total = self._slots.total(size)

    # forwards

    def person(self, index: int) -> Person:
        """Derive one person."""
        return self._person(index, self._dice(index))

    def orders(self, index: int) -> tuple[Order, ...]:
        """Derive a person's one to four orders, newest first."""
        dice = self._dice(index)
        return tuple(self._ordering.of_person(self._person(index, dice), dice)[0])

    def rmas(self, index: int) -> tuple[Rma, ...]:
        """Derive a person's RMAs, newest first."""
        return self.shopper(index).rmas if self._slots.of_person(index) else ()

    def shopper(self, index: int) -> Shopper:
        """Derive one person with all orders and RMAs."""
        dice = self._dice(index)
        person = self._person(index, dice)
        orders, returned = self._ordering.of_person(person, dice)
        returned.sort()  # an order may be newer than another one whose RMA is newer
        rmas: tuple[Rma, ...] = ()
        for age, slot, back_s, order in returned:
            rmas += (self._returning.rma(FIRST_RMA_ID + slot, order, age, back_s),)
        return _new(Shopper, (person, tuple(orders), rmas))

    def _person(self, index: int, dice: Dice) -> Person:
        # The first six dice are 48 bits: ten for each part of name and address, three for the domain.
        chosen = int.from_bytes(dice[:6])
        pool = pools()
        first_name, first_in_email = pool.first_names[chosen & 1023]
        last_name, last_in_email = pool.last_names[chosen >> 10 & 1023]
        person = (
            f"p{index}",
            f"{first_name} {last_name}",
            f"{first_in_email}.{last_in_email}.{index}@{_DOMAINS[chosen >> 40 & 7]}",
            self._phones.of_person(index),
            f"{pool.streets[chosen >> 20 & 1023]}, {pool.towns[chosen >> 30 & 1023]}",
            index,
        )
        return _new(Person, person)

    def every_rma(self) -> Iterator[Rma]:
        """Derive all RMAs, person by person."""
        for index in range(self.size):
            yield from self.rmas(index)

    def newest_rmas(self, first: int, count: int) -> Iterator[Rma]:
        """Derive RMAs of all people, newest first, from the one that has `first` newer ones."""
        for rank in range(first, min(first + count, self.rmas_total)):
            yield self._rma_in(self._slots.newest(rank, self.rmas_total))

    def _rma_in(self, wanted: int) -> Rma:
        index = self._slots.owner(wanted)
        dice = self._dice(index)
        returned = self._ordering.of_person(self._person(index, dice), dice)[1]
        age, _, back_s, order = next(row for row in returned if row[1] == wanted)
        return self._returning.rma(FIRST_RMA_ID + wanted, order, age, back_s)

    def rmas_since(self, moment: datetime) -> int:
        """Count the RMAs that were created at that moment or later."""
        if not self.rmas_total:
            return 0
        a_bit_more_s = (self._start - moment).total_seconds() + _ROUNDING_S
        return self._slots.newer_than(first_age_from(a_bit_more_s), self.rmas_total)

    def stock(self, sku: str) -> int:
        """Return how many of a variant are on the shelf, 0 too for what there is not."""
        return stock_of(self._seed).get(sku, 0)

    # backwards

    def index_of_email(self, email: str) -> int | None:
        """Return whose e-mail this is, given in lower case."""
        found = re.search(r"\.([0-9]{1,8})@", email)
        return self._checked(int(found[1]), lambda i: self.person(i).email == email) if found else None

    def index_of_phone(self, phone: str) -> int | None:
        """Return whose phone number this is."""
        index = self._phones.person_of(phone)
        return None if index is None else self._checked(index, lambda _: True)

    def index_of_order(self, name: str) -> int | None:
        """Return who may have an order of this name."""
        number = int(name[1:]) if re.fullmatch(r"#[0-9]{1,9}", name) else 0
        return self._checked((number - FIRST_ORDER) // ORDERS_EACH, lambda _: True)

    def index_of_rma(self, rma_id: str) -> int | None:
        """Return whose RMA this is."""
        slot = int(rma_id) - FIRST_RMA_ID if re.fullmatch(r"[1-9][0-9]{7}", rma_id) else -1
        return self._slots.owner(slot) if 0 <= slot < self.rmas_total else None

    def index_of_item(self, item_id: int) -> int | None:
        """Return whose order line this would be."""
        return self._checked(person_of_line(item_id), lambda _: True)

    def _checked(self, index: int, holds: Callable[[int], bool]) -> int | None:
        return index if 0 <= index < self.size and holds(index) else None
