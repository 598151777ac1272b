"""Turn declared people and returns into rows, with the order behind each return."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from rma_mocks.core.entities import RETURN_REASONS, Label, Order, OrderLine, Person, ReturnItem, Rma
from rma_mocks.core.products import Product, Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.worlds.catalogue import product_of_name
from rma_mocks.worlds.exchanges import exchange_target
from rma_mocks.worlds.life import timeline_of
from rma_mocks.worlds.pools import staff_of
from rma_mocks.worlds.spec import ItemSpec, OrderSpec, PersonSpec, RmaSpec

_PRICE_OF_STRANGE_PRODUCTS = Decimal("50.00")
_ORDERED_BEFORE = timedelta(days=12)
_CREATED_BEFORE = timedelta(days=4)
_APART = timedelta(days=6)

Keyed = TypeVar("Keyed", OrderSpec, RmaSpec)


class SpecError(Exception):
    """A world that contradicts itself; the message says what to write."""


def keyed(kind: str, specs: list[Keyed]) -> list[tuple[str, Keyed]]:
    """Give each spec its key, by default its kind and place.

    Raises:
        SpecError: When two have the same.
    """
    keys = [spec.key or f"{kind}{place}" for place, spec in enumerate(specs)]
    return list(zip(distinct(f"{kind}s: the key", keys), specs, strict=True))


def distinct(what: str, names: list[str]) -> list[str]:
    """Return the names, or raise SpecError when one is written twice; `what` begins its sentence."""
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise SpecError(f"{what} {twice!r} is used twice")
    return names


@dataclass(frozen=True, slots=True)
class Declaration:
    """Write declared rows into one retailer, as of the world's first moment."""

    retailer: Retailer
    seed: int
    now: datetime

    def person(self, spec: PersonSpec) -> Person:
        """Declare a shopper."""
        if self.retailer.person_of_key(spec.key) is not None:
            raise SpecError(f"people: the key {spec.key!r} is used twice")
        person = Person(key=spec.key, name=spec.name, email=spec.email, phone=spec.phone, address=spec.address)
        self.retailer.add_person(person)
        return person

    def order(self, spec: OrderSpec) -> Order:
        """Declare a purchase."""
        person = self._shopper(spec.of, "orders")
        return self._order(spec.items, person, name=spec.name, created=spec.created or self.now - _ORDERED_BEFORE)

    def rma(self, spec: RmaSpec, *, place: int) -> Rma:
        """Declare a return and the order that it comes from; without a time, later places are older."""
        person = self._shopper(spec.of, "rmas")
        rma_id = spec.id or self.retailer.next_rma_id()
        if self.retailer.rma(rma_id) is not None:
            raise SpecError(f"rmas: the id {rma_id!r} is used twice")
        created = spec.created or self.now - _CREATED_BEFORE - _APART * place
        if created > self.now:
            raise SpecError(f"rmas: {rma_id!r} is created after the world's now")
        order = self._order(
            spec.items, person, name=spec.order_name, created=created - _ORDERED_BEFORE, currency=spec.currency
        )
        rma = Rma(
            id=rma_id,
            status=spec.status,
            order_name=order.name,
            order_date=order.created_at,
            email=order.email,
            customer_name=person.name,
            items=tuple(_item(item, line) for item, line in zip(spec.items, order.lines, strict=True)),
            timeline=timeline_of(spec.status, created, self.now, staff_of(self.seed)[0]),
            label=self._label(spec, rma_id),
            currency=spec.currency,
            archived=spec.archived,
        )
        self.retailer.write_rma(rma)
        return rma

    def _shopper(self, key: str, where: str) -> Person:
        person = self.retailer.person_of_key(key)
        if person is None or person.email is None:
            raise SpecError(f"{where}: {key!r} is not a declared person with an e-mail")
        return person

    def _order(
        self, items: list[ItemSpec], person: Person, *, name: str | None, created: datetime, currency: str = "USD"
    ) -> Order:
        if name is not None and self.retailer.order(name) is not None:
            raise SpecError(f"orders: the name {name!r} is used twice")
        order = Order(
            name=name or self.retailer.next_order_name(),
            email=person.email or "",
            customer_name=person.name,
            created_at=created,
            lines=tuple(self._line(item) for item in items),
            currency=currency,
        )
        self.retailer.add_order(order)
        return order

    def _line(self, item: ItemSpec) -> OrderLine:
        bought = _variant(item, product_of_name(item.product), item.size)
        return OrderLine(self.retailer.next_item_id(), bought, item.quantity)

    def _label(self, spec: RmaSpec, rma_id: str) -> Label | None:
        number = rma_id if rma_id.isascii() and rma_id.isdigit() else str(len(rma_id))
        return None if spec.status == "Rejected" else Label.invented("USPS", number)


def _variant(item: ItemSpec, product: Product | None, size: str | None) -> Variant:
    if product is None:
        name = " / ".join(part for part in (item.colour, size) if part)
        sku = item.product[:3].upper()
        return Variant(item.product, name, sku, size, item.colour, _PRICE_OF_STRANGE_PRODUCTS)
    size = size or product.sizes[len(product.sizes) // 2]
    if size not in product.sizes:
        raise SpecError(f"rmas: {product.name} has no size {size!r}; write one of: {', '.join(product.sizes)}")
    colour = item.colour or product.colours[0]
    return product.variant(colour, size)


def _item(item: ItemSpec, line: OrderLine) -> ReturnItem:
    codes = {reason: code for code, reason in RETURN_REASONS.items()}
    reason = codes[item.reason]
    return ReturnItem(
        id=line.id,
        returned=line.bought,
        quantity=item.quantity,
        return_type=item.return_type,
        reason_code=reason,
        comment=item.comment,
        amount=item.amount if item.amount is not None else line.unit_price * item.quantity,
        exchange_for=_exchange_for(item, line.bought, reason),
    )


def _exchange_for(item: ItemSpec, returned: Variant, reason: str) -> Variant | None:
    product = product_of_name(item.product)
    if item.exchange_size is not None:
        if item.return_type != "Exchange":
            raise SpecError(f"rmas: exchange_size belongs to the return type Exchange, not to {item.return_type}")
        return _variant(item, product, item.exchange_size)
    return exchange_target(product, returned, reason) if item.return_type == "Exchange" and product else None
