"""What a retailer is built on: people, orders and RMAs that follow from a seed, any number of them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from rma_mocks.core.entities import Order, Person, Rma
from rma_mocks.core.products import Product


class Base(Protocol):
    """What follows from a seed; nothing is kept for those nobody asks about, and nothing here walks through everybody.

    `every_rma` is the exception, for few.
    """

    size: int
    rmas_total: int
    products: tuple[Product, ...]

    def person(self, index: int) -> Person:
        """Derive one person."""

    def orders(self, index: int) -> tuple[Order, ...]:
        """Derive a person's orders, newest first."""

    def rmas(self, index: int) -> tuple[Rma, ...]:
        """Derive a person's RMAs, newest first."""

    def every_rma(self) -> Iterator[Rma]:
        """Derive all RMAs, in no order."""

    def newest_rmas(self, first: int, count: int) -> Iterator[Rma]:
        """Derive RMAs of all people, newest first, from the one that has `first` newer ones."""

    def rmas_since(self, moment: datetime) -> int:
        """Count the RMAs that were created at that moment or later."""

    def stock(self, sku: str) -> int:
        """Return how many of a variant are on the shelf."""

    def index_of_email(self, email: str) -> int | None:
        """Return whose e-mail this is, given in lower case."""

    def index_of_phone(self, phone: str) -> int | None:
        """Return whose phone number this is."""

    def index_of_order(self, name: str) -> int | None:
        """Return who may have an order of this name."""

    def index_of_item(self, item_id: int) -> int | None:
        """Return whose order line this would be."""

    def index_of_rma(self, rma_id: str) -> int | None:
        """Return whose RMA this is."""
