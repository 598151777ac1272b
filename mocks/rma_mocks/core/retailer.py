"""One invented retailer's people, orders and RMAs: a derived base, and what happened on top of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from itertools import islice
from typing import Protocol, TypeVar

from rma_mocks.core.entities import Order, Person, Rma

WRITTEN_RMA_ID = 2_000_000
"""RMAs that somebody wrote are numbered from here; derived ones stay below."""

WRITTEN_ORDER = 500_001
"""Orders that somebody wrote are named from here; derived ones stay below."""

WRITTEN_ITEM_ID = 9_000_001
"""Order lines and return items that somebody wrote are numbered from here."""


Row = TypeVar("Row", Order, Rma)


class Base(Protocol):
    """People, orders and RMAs that follow from a seed; nothing is kept for those nobody asks about."""

    size: int

    def person(self, index: int) -> Person:
        """Derive one person."""

    def orders(self, index: int) -> tuple[Order, ...]:
        """Derive a person's orders, newest first."""

    def rmas(self, index: int) -> tuple[Rma, ...]:
        """Derive a person's RMAs, newest first."""

    def index_of_email(self, email: str) -> int | None:
        """Return whose e-mail this is, given in lower case."""

    def index_of_order(self, name: str) -> int | None:
        """Return whose order this is."""

    def index_of_rma(self, rma_id: str) -> int | None:
        """Return whose RMA this is."""

    def index_of_item(self, item_id: int) -> int | None:
        """Return whose order line or return item this would be."""


class Retailer:
    """Everything that both vendors know about one retailer; writes never touch the base."""

    def __init__(self, base: Base, *, store_name: str) -> None:
        self.store_name = store_name
        self._base = base
        self._people: dict[str, Person] = {}
        self._orders: dict[str, Order] = {}
        self._rmas: dict[str, Rma] = {}
        self._written_items = WRITTEN_ITEM_ID
        self._reserved: frozenset[int | str] = frozenset()
        self._newest_first: list[str] | None = None

    def copy(self) -> "Retailer":
        """Return the same retailer, whose later writes are its own; the base is shared, since nobody writes to it."""
        other = copy(self)
        vars(other).update(_people=dict(self._people), _orders=dict(self._orders), _rmas=dict(self._rmas))
        return other

    def with_email_of(self, earlier: "Retailer", email: str) -> "Retailer":
        """Return the same retailer in which a shopper's orders and RMAs are as they were in an earlier copy.

        Numbers go on where they are, so that none is given out twice.
        """
        other = copy(self)
        orders = _with_rows_of(email, self._orders, earlier.written_orders)
        rmas = _with_rows_of(email, self._rmas, earlier.written_rmas)
        vars(other).update(_people=dict(self._people), _orders=orders, _rmas=rmas, _newest_first=None)
        return other

    def emptied(self) -> "Retailer":
        """Return the same retailer in which nobody has declared or written anything yet."""
        return Retailer(self._base, store_name=self.store_name)

    @property
    def written_orders(self) -> Mapping[str, Order]:
        """Return the orders that somebody declared, by name."""
        return self._orders

    @property
    def written_rmas(self) -> Mapping[str, Rma]:
        """Return the RMAs that somebody declared, created or changed, by id."""
        return self._rmas

    # people

    @property
    def people_total(self) -> int:
        """Count all people, declared and derived."""
        return len(self._people) + self._base.size

    @property
    def derived_total(self) -> int:
        """Count the people nobody declared."""
        return self._base.size

    def people(self, *, limit: int, offset: int = 0) -> list[Person]:
        """Return people, the declared ones first."""
        return list(islice(self.every_person(), offset, offset + limit))

    def every_person(self) -> Iterator[Person]:
        """Walk through all people, the declared ones first."""
        yield from self._people.values()
        yield from self.derived_people()

    def declared_people(self) -> list[Person]:
        """Return the people somebody declared, in that order."""
        return list(self._people.values())

    def derived_people(self) -> Iterator[Person]:
        """Walk through the people nobody declared."""
        return map(self._base.person, range(self._base.size))

    def derived_person(self, index: int) -> Person | None:
        """Return one of the people nobody declared."""
        return self._base.person(index) if 0 <= index < self._base.size else None

    def person_of_email(self, email: str) -> Person | None:
        """Return who uses an e-mail address; case does not matter."""
        wanted = email.strip().lower()
        for person in self._people.values():
            if person.email and person.email.lower() == wanted:
                return person
        index = self._base.index_of_email(wanted)
        return None if index is None else self._base.person(index)

    def person_of_key(self, key: str) -> Person | None:
        """Return the declared person of that key."""
        return self._people.get(key)

    def add_person(self, person: Person) -> None:
        """Declare a person."""
        self._people[person.key] = person

    # orders

    def orders_of_email(self, email: str) -> list[Order]:
        """Return a shopper's orders, newest first; case does not matter."""
        wanted = email.strip().lower()
        index = self._base.index_of_email(wanted)
        derived = () if index is None else self._base.orders(index)
        written = [order for order in self._orders.values() if order.email.lower() == wanted]
        return sorted([*written, *derived], key=lambda order: (order.created_at, order.name), reverse=True)

    def order(self, name: str) -> Order | None:
        """Return the order of that name, with or without its `#`."""
        wanted = "#" + name.strip().lstrip("#")
        if wanted in self._orders:
            return self._orders[wanted]
        index = self._base.index_of_order(wanted)
        orders = () if index is None else self._base.orders(index)
        return next((order for order in orders if order.name == wanted), None)

    def add_order(self, order: Order) -> None:
        """Write an order."""
        self._orders[order.name] = order

    def next_order_name(self) -> str:
        """Return a free order name."""
        number = WRITTEN_ORDER + sum(name[1:].isdigit() for name in self._orders)
        while f"#{number}" in self._orders or f"#{number}" in self._reserved:
            number += 1
        return f"#{number}"

    def next_item_id(self) -> int:
        """Return a free id for an order line or a return item."""
        while self._written_items in self._reserved:
            self._written_items += 1
        self._written_items += 1
        return self._written_items - 1

    def is_derived_item(self, item_id: int) -> bool:
        """Tell whether an order line of a person nobody declared has this id."""
        index = self._base.index_of_item(item_id)
        orders = () if index is None else self._base.orders(index)
        return any(line.id == item_id for order in orders for line in order.lines)

    def reserve(self, *, rma_ids: Iterable[str], order_names: Iterable[str], item_ids: Iterable[int]) -> None:
        """Keep ids for those whom they are given to: nothing else is ever numbered so."""
        self._reserved = frozenset([*rma_ids, *order_names, *item_ids])

    # RMAs

    def rma(self, rma_id: str) -> Rma | None:
        """Return one RMA as it is now."""
        if rma_id in self._rmas:
            return self._rmas[rma_id]
        index = self._base.index_of_rma(rma_id)
        rmas = () if index is None else self._base.rmas(index)
        return next((rma for rma in rmas if rma.id == rma_id), None)

    def rmas_of_email(self, email: str) -> list[Rma]:
        """Return a shopper's RMAs, newest first; case does not matter."""
        wanted = email.strip().lower()
        index = self._base.index_of_email(wanted)
        derived = () if index is None else self._base.rmas(index)
        rows = {rma.id: rma for rma in derived} | {
            rma.id: rma for rma in self._rmas.values() if rma.email.lower() == wanted
        }
        return newest_first(rows.values())

    def rmas(self, *, keep: Callable[[Rma], bool], limit: int, offset: int = 0) -> tuple[list[Rma], int]:
        """Return one page of the RMAs that `keep` accepts, newest first, and how many there are in all."""
        if self._newest_first is None:
            self._newest_first = [rma.id for rma in newest_first(self._every_rma())]
        kept = [rma for rma_id in self._newest_first if (rma := self.rma(rma_id)) and keep(rma)]
        return kept[offset : offset + limit], len(kept)

    def next_rma_id(self) -> str:
        """Return a free RMA number."""
        number = WRITTEN_RMA_ID
        while str(number) in self._rmas or str(number) in self._reserved:
            number += 1
        return str(number)

    def write_rma(self, rma: Rma) -> None:
        """Add an RMA, or replace the one with its id."""
        if self.rma(rma.id) is None:
            self._newest_first = None
        self._rmas[rma.id] = rma

    def _every_rma(self) -> Iterator[Rma]:
        yield from self._rmas.values()
        for index in range(self._base.size):
            yield from (rma for rma in self._base.rmas(index) if rma.id not in self._rmas)


def _with_rows_of(email: str, rows: Mapping[str, Row], earlier: Mapping[str, Row]) -> dict[str, Row]:
    kept = {key: row for key, row in rows.items() if row.email.lower() != email}
    return kept | {key: row for key, row in earlier.items() if row.email.lower() == email}


def newest_first(rmas: Iterable[Rma]) -> list[Rma]:
    """Sort RMAs by creation, the newest first; equal times fall back to the id."""
    return sorted(rmas, key=lambda rma: (rma.created_at, len(rma.id), rma.id), reverse=True)
