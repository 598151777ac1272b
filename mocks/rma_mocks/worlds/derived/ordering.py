"""What each person bought and when: one to four orders, as many of them returned as the person has slots."""

import struct
from datetime import datetime, timedelta

from rma_mocks.core.entities import Order, OrderLine, Person
from rma_mocks.worlds.derived.catalogue import PRODUCTS
from rma_mocks.worlds.derived.dice import SIDES, Dice, spread
from rma_mocks.worlds.derived.slots import Slots

FIRST_ORDER = 1_000_001
FIRST_ITEM_ID = 100_000_000
ORDERS_EACH = 4
_LINES_EACH = 4
"""Numbers of orders and lines are dealt out by place, whether or not there is one: so they lead back."""

_ORDER_DICE = struct.Struct("<HHHHB")
FIRST_DIE = 8
_DICE = slice(FIRST_DIE, FIRST_DIE + ORDERS_EACH * _ORDER_DICE.size)
"""Of a person's dice, the eighth says how many orders there are; then every order has its own: two for when, two for
each of three lines, and one for how many lines."""

MOST_LINES = 3

_DAY = 1440
_RETURNED_AFTER = 2 * _DAY
_RETURNED_WITHIN = 23 * _DAY
_BOUGHT_BEFORE = 1 * _DAY
_BOUGHT_WITHIN = 200 * _DAY
"""In minutes, before the RMA or, without one, before the world's start: at least so many, and a chance of more."""

_DAYS = 256
_MINUTES = tuple(timedelta(minutes=minute) for minute in range(_DAY))
"""Times are put together from ready parts, which is quicker than to make a timedelta for each."""

_COUNTS = spread({1: 60, 2: 25, 3: 10, 4: 5})
_ONE_LINE, _TWO_LINES = 0.6 * SIDES, 0.88 * SIDES
"""Three of five orders have one line, most others two, the rest three."""

_TWICE = 0.25
_SHELF_DIE = 5
_SHELF = spread(
    {
        (variant, quantity): share / len(product.variants)
        for product in PRODUCTS
        for variant in product.variants
        for quantity, share in ((1, 1 - _TWICE), (2, _TWICE))
    },
    cells=SIDES * SIDES >> _SHELF_DIE,
)
"""Every product as often as any other, and every variant of it too."""

_ALL_SENT = (None,)

_new = tuple.__new__
"""Rows made by the million skip their constructor, which takes twice as long."""


Placed = tuple[list[Order], list[tuple[int, int, float, Order]]]
"""A person's orders, newest first, and for those that come back: age, slot, seconds before the start, the order."""


class Ordering:
    """The orders of one seed."""

    def __init__(self, start: datetime, slots: Slots) -> None:
        self._slots = slots
        self._days = [start - timedelta(day) for day in range(_DAYS)]

    def of_person(self, person: Person, dice: Dice) -> Placed:
        """Derive a person's orders from the person's dice."""
        _, name, email, _, _, index = person
        count, dated, throws = _COUNTS[dice[FIRST_DIE - 1]], [], _ORDER_DICE.iter_unpack(dice[_DICE])
        for slot, age, back_s in self._slots.aged(index):
            throw = next(throws)
            before = _RETURNED_AFTER + (throw[0] * _RETURNED_WITHIN >> 16)
            dated.append((int(back_s / 60) + before, throw, slot, age, back_s))
        while len(dated) < count:
            throw = next(throws)
            dated.append((_BOUGHT_BEFORE + (throw[0] * _BOUGHT_WITHIN >> 16), throw, -1, -1, 0.0))
        dated.sort()
        number, days, orders, returned = index * ORDERS_EACH + len(dated), self._days, [], []
        for minutes, (_, one, two, three, lines_die), slot, age, back_s in dated:
            number -= 1
            item = FIRST_ITEM_ID + number * _LINES_EACH
            lines: tuple[OrderLine, ...] = (_new(OrderLine, (item,) + _SHELF[one >> _SHELF_DIE] + _ALL_SENT),)
            if lines_die > _ONE_LINE:
                lines += (_new(OrderLine, (item + 1,) + _SHELF[two >> _SHELF_DIE] + _ALL_SENT),)
                if lines_die > _TWO_LINES:
                    lines += (_new(OrderLine, (item + 2,) + _SHELF[three >> _SHELF_DIE] + _ALL_SENT),)
            created = days[minutes // _DAY] - _MINUTES[minutes % _DAY]
            order = _new(Order, (f"#{FIRST_ORDER + number}", email, name, created, lines, "USD", None, None))
            orders.append(order)
            if slot >= 0:
                returned.append((age, slot, back_s, order))
        return orders, returned


def person_of_line(item_id: int) -> int:
    """Return the index of the person whose order line this would be; below 0 for what is none."""
    return (item_id - FIRST_ITEM_ID) // (_LINES_EACH * ORDERS_EACH)
