"""Derive person *i* of a seed, with orders and RMAs, from nothing but the seed and *i*.

E-mail, order name and RMA number carry *i*, so they lead back to the person without an index.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from rma_mocks.core.entities import RETURN_REASONS, Label, Order, OrderLine, Person, ReturnItem, Rma
from rma_mocks.core.ids import digest
from rma_mocks.worlds.catalogue import PRODUCTS, Product
from rma_mocks.worlds.life import timeline_of
from rma_mocks.worlds.pools import COMMENTS, Pools, pools_of

FIRST_RMA_ID = 1_000_000
_RMAS_EACH = 8
FIRST_ORDER = 10_001
_ORDERS_EACH = 4
FIRST_ITEM_ID = 100_001
_ITEMS_EACH = 16

MOST_PEOPLE = (500_001 - FIRST_ORDER) // _ORDERS_EACH
"""More people than this would run into the numbers of what is written later."""

_STATUS_SHARES = (
    ("Complete", 34),
    ("Authorized", 18),
    ("In Transit", 16),
    ("Received", 8),
    ("Processed", 6),
    ("Delivered", 5),
    ("Requested", 4),
    ("Canceled", 3),
    ("Abandoned", 3),
    ("Rejected", 2),
    ("Partially Received", 1),
)
_REASON_SHARES = (("TS", 34), ("TB", 28), ("QLTY", 16), ("DM", 12), ("SP", 10))
_TYPE_SHARES = (("Refund", 55), ("Exchange", 27), ("Store Credit", 15), ("Warranty", 3))
_RMA_COUNTS = (0, 0, 0, 1, 1, 1, 2, 3)
_PHONES = 80_000
"""There are only so many invented 555-01xx numbers; people beyond have none."""

_EXCHANGE_SHARE = 50
"""Percent of wrong sizes that are exchanged."""

_COMMENT_SHARE = 35
"""Percent of wrong sizes with a comment."""

CARRIERS = ("USPS", "UPS", "FedEx")


Value = TypeVar("Value")


class Pick:
    """Choose values for one thing, the same ones whoever asks and in whatever order."""

    def __init__(self, seed: int, *what: object) -> None:
        self._seed = seed
        self._what = what

    def number(self, name: str, below: int) -> int:
        """Return a whole number from 0 up to, not including, `below`."""
        return int.from_bytes(digest(self._seed, *self._what, name)[:8]) % below

    def one(self, name: str, values: tuple[Value, ...]) -> Value:
        """Return one of the values."""
        return values[self.number(name, len(values))]

    def share(self, name: str, shares: tuple[tuple[str, int], ...]) -> str:
        """Return one value, as often as its share says."""
        point = self.number(name, sum(weight for _, weight in shares))
        for value, weight in shares:
            point -= weight
            if point < 0:
                return value
        raise AssertionError("shares add up")


class DerivedBase:
    """The people of one seed.

    Args:
        seed: Any whole number.
        size: How many people.
        start: The world's beginning, timezone-aware; all dates lie before it.
    """

    def __init__(self, seed: int, *, size: int, start: datetime) -> None:
        self.size = size
        self._seed = seed
        self._start = start

    @property
    def _pools(self) -> Pools:
        return pools_of(self._seed)

    def person(self, index: int) -> Person:
        """Derive one person."""
        pick = Pick(self._seed, "person", index)
        first, last = pick.one("first", self._pools.first_names), pick.one("last", self._pools.last_names)
        return Person(
            key=f"p{index}",
            name=f"{first} {last}",
            email=f"{first}.{last}.{index}@example.com".lower(),
            phone=f"+1{200 + index // 100 % 800:03d}55501{index % 100:02d}" if index < _PHONES else None,
            address=f"{pick.one('street', self._pools.streets)}, {pick.one('town', self._pools.towns)}",
            index=index,
        )

    def orders(self, index: int) -> tuple[Order, ...]:
        """Derive a person's one to four orders, newest first."""
        person = self.person(index)
        count = 1 + Pick(self._seed, "orders", index).number("count", _ORDERS_EACH - 1)
        count = max(count, self._rma_count(index))
        return tuple(self._order(person, index, place) for place in range(min(count, _ORDERS_EACH)))

    def rmas(self, index: int) -> tuple[Rma, ...]:
        """Derive a person's RMAs, newest first, one for each of the newest orders."""
        orders = self.orders(index)
        return tuple(self._rma(order, index, place) for place, order in enumerate(orders[: self._rma_count(index)]))

    def index_of_email(self, email: str) -> int | None:
        """Return whose e-mail this is, given in lower case."""
        found = re.search(r"\.(\d{1,7})@example\.com$", email)
        return self._checked(int(found[1]), lambda i: self.person(i).email == email) if found else None

    def index_of_order(self, name: str) -> int | None:
        """Return whose order this is, if it is one of ours."""
        number = int(name[1:]) if re.fullmatch(r"#\d{1,9}", name) else 0
        return self._checked((number - FIRST_ORDER) // _ORDERS_EACH, lambda _: True)

    def index_of_rma(self, rma_id: str) -> int | None:
        """Return whose RMA this is, if it is one of ours."""
        number = int(rma_id) if re.fullmatch(r"\d{1,9}", rma_id) else 0
        return self._checked((number - FIRST_RMA_ID) // _RMAS_EACH, lambda _: True)

    def index_of_item(self, item_id: int) -> int | None:
        """Return whose order line or return item this would be, if it is one of ours."""
        return self._checked((item_id - FIRST_ITEM_ID) // _ITEMS_EACH // _ORDERS_EACH, lambda _: True)

    def _checked(self, index: int, holds: Callable[[int], bool]) -> int | None:
        return index if 0 <= index < self.size and holds(index) else None

    def _rma_count(self, index: int) -> int:
        return Pick(self._seed, "rmas", index).one("count", _RMA_COUNTS)

    def _order(self, person: Person, index: int, place: int) -> Order:
        pick = Pick(self._seed, "order", index, place)
        age = timedelta(days=15 + pick.number("days", 30) + place * 45, minutes=pick.number("minutes", 1440))
        number = index * _ORDERS_EACH + place
        lines = tuple(self._line(pick, number, line) for line in range(1 + pick.number("lines", 3)))
        return Order(
            name=f"#{FIRST_ORDER + number}",
            email=person.email or "",
            customer_name=person.name,
            created_at=(self._start - age).replace(microsecond=0),
            lines=lines,
        )

    def _line(self, pick: Pick, order_number: int, line: int) -> OrderLine:
        product: Product = pick.one(f"product{line}", PRODUCTS)
        colour, size = pick.one(f"colour{line}", product.colours), pick.one(f"size{line}", product.sizes)
        return OrderLine(
            id=FIRST_ITEM_ID + order_number * _ITEMS_EACH + line,
            product=product.name,
            variant=product.variant(colour, size),
            sku=product.sku(colour, size),
            quantity=1 + pick.number(f"quantity{line}", 2),
            unit_price=product.price,
        )

    def _rma(self, order: Order, index: int, place: int) -> Rma:
        pick = Pick(self._seed, "rma", index, place)
        status = pick.share("status", _STATUS_SHARES)
        created = order.created_at + timedelta(days=2 + pick.number("days", 10))
        staff = pick.one("staff", self._pools.agents)
        number = FIRST_RMA_ID + index * _RMAS_EACH + place
        items = tuple(self._item(pick, line) for line in order.lines[: 1 + pick.number("items", len(order.lines))])
        return Rma(
            id=str(number),
            status=status,
            order_name=order.name,
            order_date=order.created_at,
            email=order.email,
            customer_name=order.customer_name,
            items=items,
            timeline=timeline_of(status, created=created, now=self._start, staff=staff),
            label=None if status == "Rejected" else Label.invented(pick.one("carrier", CARRIERS), number),
        )

    def _item(self, pick: Pick, line: OrderLine) -> ReturnItem:
        reason = pick.share(f"reason{line.id}", _REASON_SHARES)
        is_about_size = reason in ("TS", "TB")
        wants_other_size = is_about_size and pick.number(f"exchange{line.id}", 100) < _EXCHANGE_SHARE
        has_comment = is_about_size and pick.number(f"comments{line.id}", 100) < _COMMENT_SHARE
        return ReturnItem(
            id=line.id,
            product=line.product,
            variant=line.variant,
            sku=line.sku,
            quantity=line.quantity,
            return_type="Exchange" if wants_other_size else pick.share(f"type{line.id}", _TYPE_SHARES),
            reason_code=reason,
            reason=RETURN_REASONS[reason],
            comment=pick.one(f"comment{line.id}", COMMENTS[reason]) if has_comment else None,
            amount=line.unit_price * line.quantity,
        )
