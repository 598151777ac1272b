"""Turn declared people and returns into rows, with the order behind each return."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from rma_mocks.core.clock import stamp
from rma_mocks.core.entities import NO_SHIPPING, RETURN_REASONS, Label, Order, OrderLine, Person, ReturnItem, Rma
from rma_mocks.core.exchanges import exchange_target
from rma_mocks.core.money import payable
from rma_mocks.core.products import Product, Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.worlds.declared.errors import SpecError, distinct
from rma_mocks.worlds.declared.given_ids import refuse_derived_person, reserve_given_ids
from rma_mocks.worlds.declared.spec import ItemSpec, LabelSpec, OrderSpec, PersonSpec, RmaSpec, WorldSpec
from rma_mocks.worlds.derived.catalogue import product_of_name
from rma_mocks.worlds.derived.handlings import PARTIAL, can_be, handling_at, partly
from rma_mocks.worlds.derived.life import timeline_of
from rma_mocks.worlds.derived.pools import staff_of

_PRICE_OF_STRANGE_PRODUCTS = Decimal("50.00")
_ORDERED_BEFORE = timedelta(days=12)
_CREATED_BEFORE = timedelta(days=4)
_APART = timedelta(days=6)
_LABELS = 10**12
_ON_A_WAY = ("In Transit", "Delivered", "Partially Received", "Received")

Keyed = TypeVar("Keyed", OrderSpec, RmaSpec)


@dataclass(frozen=True, slots=True)
class Declared:
    """What declared orders and returns became, by key."""

    orders: dict[str, Order]
    rmas: dict[str, Rma]


def declare(retailer: Retailer, spec: WorldSpec, *, now: datetime) -> Declared:
    """Write everything that a world declares into its retailer.

    Args:
        retailer: With nobody but the derived people.
        spec: The declaration.
        now: The world's first moment.

    Raises:
        SpecConflict: When one key or id is used twice.
        SpecError: When something is declared of nobody, or made no sense in another way.
    """
    distinct("people: the key", (person.key for person in spec.people))
    refuse_derived_person(retailer, spec)
    reserve_given_ids(retailer, spec)
    reasons = RETURN_REASONS | {row.code: row.description for row in spec.returnlogic.policies.reasons}
    declaration = Declaration(retailer, spec.seed, now, reasons)
    for person in spec.people:
        declaration.person(person)
    orders = {key: declaration.order(row, place=place) for place, (key, row) in _keyed("order", spec.orders)}
    rmas = {key: declaration.rma(row, place=place) for place, (key, row) in _keyed("rma", spec.rmas)}
    return Declared(orders, rmas)


def _keyed(kind: str, specs: list[Keyed]) -> Iterator[tuple[int, tuple[str, Keyed]]]:
    """Give each spec its key, by default its kind and place."""
    keys = [spec.key or f"{kind}{place}" for place, spec in enumerate(specs)]
    return enumerate(zip(distinct(f"{kind}s: the key", keys), specs, strict=True))


@dataclass(frozen=True, slots=True)
class Declaration:
    """Write declared rows into one retailer, as of the world's first moment."""

    retailer: Retailer
    seed: int
    now: datetime
    reasons: Mapping[str, str]

    def person(self, spec: PersonSpec) -> Person:
        """Declare a shopper."""
        person = Person(key=spec.key, name=spec.name, email=spec.email, phone=spec.phone, address=spec.address)
        self.retailer.add_person(person)
        return person

    def order(self, spec: OrderSpec, *, place: int) -> Order:
        """Declare a purchase."""
        person = self._shopper(spec.of, f"orders.{place}")
        created = self._past(spec.created or self.now - _ORDERED_BEFORE, f"orders.{place}")
        shipped = spec.shipped and self._past(spec.shipped, f"orders.{place}", "shipped")
        more: dict[str, Any] = {"shipped_at": shipped, "exchange_of": spec.exchange_of}
        return self._order(spec.items, person, name=spec.name, created=created, **more)

    def rma(self, spec: RmaSpec, *, place: int) -> Rma:
        """Declare a return and the order that it comes from; without a time, later places are older."""
        person = self._shopper(spec.of, f"rmas.{place}")
        rma_id = spec.id or self.retailer.next_rma_id()
        created = self._past(spec.created or self.now - _CREATED_BEFORE - _APART * place, f"rmas.{place}")
        order = self._order(
            spec.items, person, name=spec.order_name, created=created - _ORDERED_BEFORE, currency=spec.currency
        )
        _refuse_way(spec, f"rmas.{place}")
        rma = Rma(
            id=rma_id,
            status=spec.status,
            order_name=order.name,
            order_date=order.created_at,
            email=order.email,
            customer_name=person.name,
            items=self._items(spec, order, f"rmas.{place}"),
            timeline=timeline_of(spec.status, created, self.now, staff_of(self.seed)[0]),
            label=_label(spec, rma_id),
            currency=spec.currency,
            archived=spec.archived,
            shipping_type=spec.shipping_type,
        )
        self.retailer.write_rma(rma)
        return rma

    def _items(self, spec: RmaSpec, order: Order, where: str) -> tuple[ReturnItem, ...]:
        rows = [
            self._item(item, line, spec.status, f"{where}.items.{place}")
            for place, (item, line) in enumerate(zip(spec.items, order.lines, strict=True))
        ]
        return tuple(partly(spec.status, rows) if spec.status in PARTIAL and can_be(spec.status, rows) else rows)

    def _item(self, item: ItemSpec, line: OrderLine, status: str, where: str) -> ReturnItem:
        codes = {reason: code for code, reason in self.reasons.items()}
        reason = codes.get(item.reason)
        if reason is None:
            raise SpecError(f"{where}.reason: must be one of: {', '.join(codes)}, not {item.reason!r}")
        return ReturnItem(
            id=line.id,
            returned=line.bought,
            quantity=item.quantity,
            return_type=item.return_type,
            reason_code=reason,
            comment=item.comment,
            amount=item.amount if item.amount is not None else line.unit_price * item.quantity,
            exchange_for=_exchange_for(item, line.bought, reason),
            handling=handling_at(status, item.quantity),
            given_reason=None if RETURN_REASONS.get(reason) == item.reason else item.reason,
        )

    def _shopper(self, key: str, where: str) -> Person:
        person = self.retailer.person_of_key(key)
        if person is None or person.email is None:
            raise SpecError(f"{where}.of: {key!r} is not a declared person with an e-mail; write the key of one")
        return person

    def _past(self, at: datetime, where: str, field: str = "created") -> datetime:
        if at > self.now:
            raise SpecError(f"{where}.{field}: must not be after the world's now, {stamp(self.now)}, not {stamp(at)}")
        return at

    def _order(
        self,
        items: list[ItemSpec],
        person: Person,
        *,
        name: str | None,
        created: datetime,
        currency: str = "USD",
        **more: Any,
    ) -> Order:
        order = Order(
            name=name or self.retailer.next_order_name(),
            email=person.email or "",
            customer_name=person.name,
            created_at=created,
            lines=tuple(self._line(item, currency) for item in items),
            currency=currency,
            **more,
        )
        self.retailer.add_order(order)
        return order

    def _line(self, item: ItemSpec, currency: str) -> OrderLine:
        bought = _variant(item, product_of_name(item.product), item.size)
        bought = bought._replace(price=payable(bought.price, currency))
        item_id = item.id if item.id is not None else self.retailer.next_item_id()
        if item.sent is not None and item.sent > item.quantity:
            raise SpecError(f"items: sent must be at most the quantity, {item.quantity}, not {item.sent}")
        return OrderLine(item_id, bought, item.quantity, item.sent)


def _refuse_way(spec: RmaSpec, where: str) -> None:
    """Refuse a status that nothing can have which is not sent back."""
    if spec.shipping_type == NO_SHIPPING and spec.status in _ON_A_WAY:
        raise SpecError(f"{where}.status: with No Shipping nothing is sent back, so it cannot be {spec.status}")


def _label(spec: RmaSpec, rma_id: str) -> Label | None:
    if not spec.has_label:
        return None
    given = spec.label or LabelSpec()
    is_number = rma_id.isascii() and rma_id.isdigit()
    label = Label.invented(given.carrier, rma_id if is_number else str(int.from_bytes(rma_id.encode()) % _LABELS))
    return label._replace(tracking_number=given.tracking_number or label.tracking_number, given_url=given.tracking_url)


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


def _exchange_for(item: ItemSpec, returned: Variant, reason: str) -> Variant | None:
    product = product_of_name(item.product)
    if item.exchange_size is not None:
        if item.return_type != "Exchange":
            raise SpecError(f"rmas: exchange_size belongs to the return type Exchange, not to {item.return_type}")
        return _variant(item, product, item.exchange_size)
    return exchange_target(product, returned, reason) if item.return_type == "Exchange" and product else None
