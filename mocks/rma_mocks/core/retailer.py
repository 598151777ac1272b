"""One invented retailer's people, orders and RMAs: a derived base, and what happened on top of it."""

from collections.abc import Iterable, Mapping
from copy import copy

from rma_mocks.core.base import Base
from rma_mocks.core.entities import Order, Person, Rma
from rma_mocks.core.products import Product
from rma_mocks.core.rma_list import EVERY_RMA, MOST_FILTERED, RmaFilter, every_rma, matching, page_of, refuse_part
from rma_mocks.core.written import WrittenRmas, newest_first

WRITTEN_RMA_ID = 2_000_000
"""RMAs that somebody wrote are numbered from here, with seven digits; derived ones have eight."""

WRITTEN_ORDER = 500_001
"""Orders that somebody wrote are named from here, with six digits; derived ones have seven or eight."""

WRITTEN_ITEM_ID = 9_000_001
"""Order lines and return items that somebody wrote are numbered from here; derived ones beyond the last of these."""

_LAST_ITEM_ID = 99_999_999


class Retailer:
    """Everything that both vendors know about one retailer; writes never touch the base.

    Every row is immutable and replaced as a whole, so that a copy needs to go no deeper than the tables.
    """

    def __init__(self, base: Base, *, store_name: str) -> None:
        self.store_name = store_name
        self._base = base
        self._people: dict[str, Person] = {}
        self._people_by_email: dict[str, Person] = {}
        self._people_by_phone: dict[str, Person] = {}
        self._orders: dict[str, Order] = {}
        self._orders_by_email: dict[str, tuple[str, ...]] = {}
        self._rmas = WrittenRmas()
        self._next_rma = WRITTEN_RMA_ID
        self._next_order = WRITTEN_ORDER
        self._next_item = WRITTEN_ITEM_ID
        self._reserved: frozenset[int | str] = frozenset()

    def copy(self) -> "Retailer":
        """Return the same retailer, whose later writes are its own; the base is shared, since nobody writes to it."""
        other = copy(self)
        tables = {name: dict(table) for name, table in vars(self).items() if isinstance(table, dict)}
        vars(other).update(tables, _rmas=self._rmas.copy())
        return other

    def emptied(self) -> "Retailer":
        """Return the same retailer in which nobody has declared or written anything yet."""
        return Retailer(self._base, store_name=self.store_name)

    def with_email_of(self, earlier: "Retailer", email: str) -> "Retailer":
        """Return the same retailer in which a shopper's orders and RMAs are as they were in an earlier copy.

        Numbers go on where they are, so that none is given out twice while the process runs.
        """
        other = self.emptied()
        for person in self.declared_people():
            other.add_person(person)
        for rows, is_theirs in ((self, False), (earlier, True)):
            for order in rows.written_orders.values():
                if (order.email.lower() == email) is is_theirs:
                    other.add_order(order)
            for rma in rows.written_rmas.values():
                if (rma.email.lower() == email) is is_theirs:
                    other.write_rma(rma)
            for rma in rows.gone_rmas.values():
                if (rma.email.lower() == email) is is_theirs:
                    other.remove_rma(rma)
        counters = ("_next_rma", "_next_order", "_next_item", "_reserved")
        vars(other).update({name: vars(self)[name] for name in counters})
        return other

    @property
    def written_orders(self) -> Mapping[str, Order]:
        """Return the orders that somebody declared, by name."""
        return self._orders

    @property
    def written_rmas(self) -> Mapping[str, Rma]:
        """Return the RMAs that somebody declared, created or changed, by number."""
        return self._rmas.by_id

    @property
    def gone_rmas(self) -> Mapping[str, Rma]:
        """Return the RMAs that somebody deleted, by number, as they were last."""
        return self._rmas.gone

    # products

    @property
    def products(self) -> tuple[Product, ...]:
        """Return what the retailer sells."""
        return self._base.products

    def stock(self, sku: str) -> int:
        """Return how many of a variant are on the shelf; 0 for what the retailer does not sell."""
        return self._base.stock(sku)

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
        declared = list(self._people.values())[offset : offset + limit]
        first = max(0, offset - len(self._people))
        return declared + self.derived_people(limit=limit - len(declared), offset=first)

    def declared_people(self) -> list[Person]:
        """Return the people somebody declared, in that order."""
        return list(self._people.values())

    def derived_people(self, *, limit: int, offset: int = 0) -> list[Person]:
        """Return some of the people nobody declared."""
        return [self._derived(index) for index in range(offset, min(offset + limit, self._base.size))]

    def derived_person(self, index: int) -> Person | None:
        """Return one of the people nobody declared."""
        return self._derived(index) if 0 <= index < self._base.size else None

    def derived_person_of_phone(self, phone: str) -> Person | None:
        """Return who of the people nobody declared has a phone number."""
        index = None if phone in self._people_by_phone else self._base.index_of_phone(phone)
        return None if index is None else self._derived(index)

    def person_of_email(self, email: str) -> Person | None:
        """Return who uses an e-mail address; case does not matter."""
        wanted = email.strip().lower()
        if wanted in self._people_by_email:
            return self._people_by_email[wanted]
        index = self._base.index_of_email(wanted)
        return None if index is None else self._derived(index)

    def person_of_key(self, key: str) -> Person | None:
        """Return the declared person of that key."""
        return self._people.get(key)

    def add_person(self, person: Person) -> None:
        """Declare a person; where two share an e-mail, the earlier is who uses it."""
        self._people[person.key] = person
        if person.email:
            self._people_by_email.setdefault(person.email.lower(), person)
        if person.phone:
            self._people_by_phone.setdefault(person.phone, person)

    def _derived(self, index: int) -> Person:
        """Derive a person, without their mobile number when a declared person has it: there are few invented ones."""
        person = self._base.person(index)
        return person._replace(phone=None) if person.phone in self._people_by_phone else person

    # orders

    def orders_of_email(self, email: str) -> list[Order]:
        """Return a shopper's orders, newest first; case does not matter."""
        wanted = email.strip().lower()
        index = self._base.index_of_email(wanted)
        derived = () if index is None else self._base.orders(index)
        written = [self._orders[name] for name in self._orders_by_email.get(wanted, ())]
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
        """Write an order of a name that is free."""
        self._orders[order.name] = order
        self._number_beyond(line.id for line in order.lines)
        email = order.email.lower()
        self._orders_by_email[email] = (*self._orders_by_email.get(email, ()), order.name)

    def next_order_name(self) -> str:
        """Return a free order name."""
        while f"#{self._next_order}" in self._orders or f"#{self._next_order}" in self._reserved:
            self._next_order += 1
        return f"#{self._next_order}"

    def next_item_id(self) -> int:
        """Return a free id for an order line or a return item."""
        while self._next_item in self._reserved:
            self._next_item += 1
        self._next_item += 1
        return self._next_item - 1

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
        """Return one RMA as it is now; None when there is none, or none any more."""
        written = self._rmas.get(rma_id)
        if written is not None or rma_id in self._rmas.gone:
            return written
        index = self._base.index_of_rma(rma_id)
        rmas = () if index is None else self._base.rmas(index)
        return next((rma for rma in rmas if rma.id == rma_id), None)

    def rmas_of_email(self, email: str) -> list[Rma]:
        """Return a shopper's RMAs, newest first; case does not matter."""
        wanted = email.strip().lower()
        index = self._base.index_of_email(wanted)
        return self._with_derived(self._rmas.of_email(wanted), index)

    def rmas_of_order(self, name: str) -> list[Rma]:
        """Return what comes back of an order, newest first."""
        rmas = self._with_derived(self._rmas.of_order(name), self._base.index_of_order(name))
        return [rma for rma in rmas if rma.order_name == name]

    def rmas(self, *, limit: int, offset: int = 0, wanted: RmaFilter = EVERY_RMA) -> tuple[list[Rma], int]:
        """Return one page of RMAs, newest first, and how many there are in all.

        Args:
            limit: The page's length.
            offset: How many newer ones to leave out.
            wanted: Which ones; where more than `MOST_FILTERED` are derived, anything but all of them needs a search
                for a whole e-mail, order name or RMA number.

        Raises:
            TooManyToSearch: When looking for it would mean to derive them all.
        """
        if wanted == EVERY_RMA:
            return page_of(self._base, self._rmas, limit=limit, offset=offset)
        if self._base.rmas_total <= MOST_FILTERED:
            found = matching(every_rma(self._base, self._rmas), wanted)
        else:
            found = matching(self._rmas_of_whole(wanted.search.strip()), wanted)
        return found[offset : offset + limit], len(found)

    def every_rma(self) -> Iterable[Rma]:
        """Walk through all RMAs as they are now, in no order; raise TooManyToSearch when that would take too long."""
        if self._base.rmas_total > MOST_FILTERED:
            refuse_part("", self._base.rmas_total)
        return every_rma(self._base, self._rmas)

    def next_rma_id(self) -> str:
        """Return a free RMA number."""
        while self._rmas.replaces(str(self._next_rma)) or str(self._next_rma) in self._reserved:
            self._next_rma += 1
        return str(self._next_rma)

    def write_rma(self, rma: Rma) -> None:
        """Add an RMA, or replace the one with its id, a derived one too."""
        self._rmas.write(rma, is_derived=self._base.index_of_rma(rma.id) is not None)
        self._number_beyond(item.id for item in rma.items)

    def remove_rma(self, rma: Rma) -> None:
        """Delete an RMA, a derived one too; its number and those of its items are given to no other."""
        self._rmas.remove(rma, is_derived=self._base.index_of_rma(rma.id) is not None)
        self._number_beyond(item.id for item in rma.items)

    def written_of_status(self, status: str) -> list[Rma]:
        """Return the RMAs of a status that somebody declared, created or changed."""
        return self._rmas.of_status(status)

    def _number_beyond(self, item_ids: Iterable[int]) -> None:
        """Give out none of these, unless they are far beyond what is numbered here."""
        ours = [item_id for item_id in item_ids if item_id <= _LAST_ITEM_ID]
        self._next_item = max([self._next_item, *(item_id + 1 for item_id in ours)])

    def _with_derived(self, written: list[Rma], index: int | None) -> list[Rma]:
        derived = () if index is None else self._base.rmas(index)
        return newest_first([*written, *(rma for rma in derived if not self._rmas.replaces(rma.id))])

    def _rmas_of_whole(self, search: str) -> list[Rma]:
        one, name = self.rma(search), "#" + search.lstrip("#")
        found = [*([one] if one else []), *self.rmas_of_order(name), *self.rmas_of_email(search)]
        if not found:
            refuse_part(search, self._base.rmas_total)
        return list({rma.id: rma for rma in found}.values())
