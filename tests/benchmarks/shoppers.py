"""Make shoppers with one library and print the CPU seconds; runs in the environment of that library.

All make the same rows with every field filled and as plausible: names in e-mails, dates in order, money that adds up.
Each library is used as its documentation does, for choices, numbers and times too; rows are constructed as usual.
"""

import gc
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rma_mocks.core.entities import Label, Order, OrderLine, Person, ReturnItem, Rma, TimelineEntry
from rma_mocks.core.exchanges import exchange_target
from rma_mocks.worlds.derived.catalogue import PRODUCTS
from rma_mocks.worlds.derived.comments import COMMENTS

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
DOMAINS = ("example.com", "example.net", "example.org", "mail.example.com")
ORDER_COUNTS = (*(1,) * 12, *(2,) * 5, *(3,) * 2, 4)
LINE_COUNTS = (*(1,) * 15, *(2,) * 7, *(3,) * 3)
CARRIERS = ("USPS", "UPS", "FedEx")
EARLIEST, LATEST = START - timedelta(days=200), START - timedelta(days=30)
ALONE_STEP = 7919

REASONS = OrderedDict(TS=0.24, TB=0.2, STYLE=0.16, MIND=0.13, QLTY=0.09, DM=0.07, WRONG=0.05, SP=0.04, OTHER=0.02)
TYPES = OrderedDict([("Refund", 0.55), ("Exchange", 0.27), ("Store Credit", 0.15), ("Warranty", 0.03)])
LIFE = ("Authorized", "In Transit", "Delivered", "Received", "Processed", "Complete")
BY = ("automation", "carrier", "carrier", "warehouse", "staff", "staff")
STATUSES = OrderedDict(zip(LIFE, (0.22, 0.2, 0.05, 0.09, 0.07, 0.37), strict=True))
STAFF = ("Darrell Andrews", "Jeanne Dickson", "Craig Nolan")


VARIANTS = {product.name: product.variants for product in PRODUCTS}


@dataclass(frozen=True)
class Library:
    """What a library gives: names, contacts, addresses, its own ways to choose, and how to seed it."""

    first_name: Callable[[], str]
    last_name: Callable[[], str]
    phone: Callable[[], str]
    street: Callable[[], str]
    town: Callable[[], str]
    integer: Callable[[int, int], int]
    choice: Callable[[Sequence[Any]], Any]
    weighted: Callable[[dict[str, float]], Any]
    between: Callable[[datetime, datetime], datetime]
    seed: Callable[[int], object]


def faker(**options: bool) -> Library:
    """Return Faker, used as its documentation does."""
    from faker import Faker  # noqa: PLC0415 -- each environment has one of them

    fake = Faker("en_US", **options)
    fake.seed_instance(7)
    return Library(
        first_name=fake.first_name,
        last_name=fake.last_name,
        phone=lambda: fake.numerify("+1%##55501##"),
        street=fake.street_address,
        town=lambda: f"{fake.city()}, {fake.state_abbr()} {fake.postcode()}",
        integer=fake.random_int,
        choice=fake.random_element,
        weighted=fake.random_element,
        between=lambda start, end: fake.date_time_between_dates(start, end, tzinfo=UTC),
        seed=fake.seed_instance,
    )


def mimesis() -> Library:
    """Return mimesis, used as its documentation does; it has no times between two others but by year."""
    from mimesis import Generic, Locale  # noqa: PLC0415 -- each environment has one of them

    generic = Generic(Locale.EN, seed=7)
    person, address, integer = generic.person, generic.address, generic.numeric.integer_number
    return Library(
        first_name=person.first_name,
        last_name=person.last_name,
        phone=lambda: person.phone_number(mask="+1###55501##"),
        street=address.address,
        town=lambda: f"{address.city()}, {address.state(abbr=True)} {address.zip_code()}",
        integer=integer,
        choice=generic.choice,
        weighted=generic.random.weighted_choice,
        between=lambda start, end: start + timedelta(seconds=integer(0, int((end - start).total_seconds()))),
        seed=generic.reseed,
    )


def with_library(library: Library) -> Callable[[int], object]:
    """Return what makes one shopper with a library."""
    choice, integer, weighted, between = library.choice, library.integer, library.weighted, library.between

    def shopper(index: int) -> tuple[Person, tuple[Order, ...], tuple[Rma, ...]]:
        first, last = library.first_name(), library.last_name()
        person = Person(
            key=f"p{index}",
            name=f"{first} {last}",
            email=f"{first}.{last}.{index}@{choice(DOMAINS)}".lower().replace(" ", ""),
            phone=library.phone(),
            address=f"{library.street()}, {library.town()}",
            index=index,
        )
        returned = choice((0, 0, 0, 1, 1, 1, 2, 3))
        count = max(returned, choice(ORDER_COUNTS))
        orders = sorted((order(person, place) for place in range(count)), key=lambda row: row.created_at, reverse=True)
        rmas = sorted((rma(row) for row in orders[:returned]), key=lambda row: row.created_at, reverse=True)
        return person, tuple(orders), tuple(rmas)

    def order(person: Person, place: int) -> Order:
        number = person.index * 4 + place
        return Order(
            name=f"#{1_000_001 + number}",
            email=person.email or "",
            customer_name=person.name,
            created_at=between(EARLIEST, LATEST),
            lines=tuple(line(number * 4 + place) for place in range(choice(LINE_COUNTS))),
        )

    def line(number: int) -> OrderLine:
        product = choice(PRODUCTS)
        return OrderLine(
            id=100_000_000 + number,
            bought=choice(VARIANTS[product.name]),
            quantity=2 if integer(1, 4) == 1 else 1,
        )

    def rma(of: Order) -> Rma:
        number = int(of.name[1:])
        created = between(of.created_at + timedelta(days=2), of.created_at + timedelta(days=25))
        status = weighted(STATUSES)
        return Rma(
            id=str(number),
            status=status,
            order_name=of.name,
            order_date=of.created_at,
            email=of.email,
            customer_name=of.customer_name,
            items=tuple(item(row) for row in of.lines[: integer(1, len(of.lines))]),
            timeline=timeline(status, created),
            label=Label.invented(choice(CARRIERS), str(number)),
        )

    def timeline(status: str, created: datetime) -> tuple[TimelineEntry, ...]:
        steps = LIFE[: LIFE.index(status) + 1]
        gap, staff = (START - created) / (len(steps) + 1), choice(STAFF)
        entries = [TimelineEntry("Generated", created, "shopper")]
        for place, (step, by) in enumerate(zip(steps, BY, strict=False)):
            entries.append(TimelineEntry(step, created + gap * (place + 1), staff if by == "staff" else by))
        return tuple(entries)

    def item(of: OrderLine) -> ReturnItem:
        product = BY_NAME[of.product]
        reason = weighted(REASONS)
        return_type = weighted(TYPES)
        target = None
        if return_type == "Exchange":
            target = exchange_target(product, of.bought, reason, is_usual=integer(1, 100) <= 85)
        return ReturnItem(
            id=of.id,
            returned=of.bought,
            quantity=of.quantity,
            return_type=return_type,
            reason_code=reason,
            comment=choice(COMMENTS[product.kind, reason]) if integer(1, 100) <= 35 else None,
            amount=of.unit_price * of.quantity,
            exchange_for=target,
        )

    return shopper


BY_NAME = {product.name: product for product in PRODUCTS}


def ours() -> Callable[[int], object]:
    """Return what makes one shopper of a derived world."""
    from rma_mocks.worlds.derived.base import DerivedBase  # noqa: PLC0415 -- it needs Faker for its pools

    return DerivedBase(7, size=10_000_000, start=START).shopper


def reseeded(library: Library) -> Callable[[int], object]:
    """Return what makes any shopper alone: the same number, the same shopper."""
    make = with_library(library)

    def shopper(index: int) -> object:
        library.seed(index)
        return make(index)

    return shopper


MAKERS: dict[str, Callable[[], Callable[[int], object]]] = {
    "ours": ours,
    "faker": lambda: with_library(faker()),
    "faker without weights": lambda: with_library(faker(use_weighting=False)),
    "faker reseeded": lambda: reseeded(faker()),
    "faker without weights, reseeded": lambda: reseeded(faker(use_weighting=False)),
    "mimesis": lambda: with_library(mimesis()),
}


def main() -> None:
    """Make so many shoppers, one after the other, or far apart ones with `--alone`, and print the CPU seconds."""
    name, count, is_alone = sys.argv[1], int(sys.argv[2]), "--alone" in sys.argv
    make = MAKERS[name]()
    indices = [number * ALONE_STEP % 10_000_000 if is_alone else number for number in range(count)]
    for index in indices[:200]:
        make(index)
    gc.collect()
    gc.disable()
    began = time.process_time()
    for index in indices:
        make(index)
    sys.stdout.write(f"{time.process_time() - began}\n")


if __name__ == "__main__":
    main()
