"""What each person bought and when: one to four orders, as many of them returned as the person has slots."""

from datetime import datetime, timedelta
from functools import partial

from rma_mocks.core.entities import Order, OrderLine, Person
from rma_mocks.worlds.catalogue import PRODUCTS
from rma_mocks.worlds.dice import DIE, SIDES, Dice, spread
from rma_mocks.worlds.slots import Slots, way_back_s

FIRST_ORDER = 1_000_001
FIRST_ITEM_ID = 100_000_000
ORDERS_EACH = 4
_LINES_EACH = 4
"""Numbers of orders and lines are dealt out by place, whether or not there is one: so they lead back."""

_DAY = 1440
_RETURNED_AFTER = (2 * _DAY, 23 * _DAY)
_NOT_RETURNED = (1 * _DAY, 200 * _DAY)
"""At least so many minutes before the RMA, or before the world's start, and a chance of so many more."""

_DAYS = 256
_MINUTES = tuple(timedelta(minutes=minute) for minute in range(_DAY))
"""Times are made from ready parts: a timedelta takes longer to make than to add."""

_COUNTS = spread({1: 48, 2: 27, 3: 16, 4: 9})
_LINE_COUNTS = spread({1: 50, 2: 32, 3: 18})
_SHELF_DIE = 5
_SHELF = spread(
    {variant: 1 / len(product.variants) for product in PRODUCTS for variant in product.variants},
    cells=SIDES >> _SHELF_DIE,
)
"""Every product as often as any other, and every variant of it too."""

_QUANTITIES = (1, 1, 1, 1, 1, 1, 2, 2)

_line = partial(tuple.__new__, OrderLine)
_order = partial(tuple.__new__, Order)
"""Rows made by the million skip their constructor, which takes twice as long."""

Placed = tuple[Order, int, int]
"""An order, and which slot and age its RMA has; the slot is -1 when nothing came back."""


class Ordering:
    """The orders of one seed."""

    def __init__(self, start: datetime, slots: Slots) -> None:
        self._slots = slots
        self._days = [start - timedelta(day) for day in range(_DAYS)]

    def of_person(self, person: Person, dice: Dice) -> list[Placed]:
        """Derive a person's orders, newest first.

        Args:
            person: Who buys.
            dice: The person's own. Number 5 says how many orders there are; from 6, six belong to each order: when,
                how many lines, three variants, quantities.
        """
        _, name, email, _, _, index = person
        dated = []
        least, more = _RETURNED_AFTER
        first = 6
        for slot in self._slots.of_person(index):
            age = self._slots.age(slot)
            dated.append((int(way_back_s(age) / 60) + least + (dice[first] * more >> 16), first, slot, age))
            first += 6
        least, more = _NOT_RETURNED
        for more_of_them in range(len(dated), _COUNTS[dice[5] >> DIE]):
            first = 6 + 6 * more_of_them
            dated.append((least + (dice[first] * more >> 16), first, -1, -1))
        dated.sort()
        number, days = index * ORDERS_EACH + len(dated), self._days
        placed = []
        for minutes, first, slot, age in dated:
            number -= 1
            created = days[minutes // _DAY] - _MINUTES[minutes % _DAY]
            order = (f"#{FIRST_ORDER + number}", email, name, created, _lines(number, dice, first), "USD")
            placed.append((_order(order), slot, age))
        return placed


def person_of_line(item_id: int) -> int:
    """Return the index of the person whose order line this would be; below 0 for what is none."""
    return (item_id - FIRST_ITEM_ID) // (_LINES_EACH * ORDERS_EACH)


def _lines(order_number: int, dice: Dice, first: int) -> tuple[OrderLine, ...]:
    _, for_count, one, two, three, quantities = dice[first : first + 6]
    item_id, count = FIRST_ITEM_ID + order_number * _LINES_EACH, _LINE_COUNTS[for_count >> DIE]
    lines: tuple[OrderLine, ...] = (_line((item_id, _SHELF[one >> _SHELF_DIE], _QUANTITIES[quantities & 7])),)
    if count > 1:
        lines += (_line((item_id + 1, _SHELF[two >> _SHELF_DIE], _QUANTITIES[quantities >> 3 & 7])),)
    if count > 2:  # noqa: PLR2004 -- three at most
        lines += (_line((item_id + 2, _SHELF[three >> _SHELF_DIE], _QUANTITIES[quantities >> 6 & 7])),)
    return lines
