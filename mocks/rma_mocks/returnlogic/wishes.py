"""What somebody wants to send back, and whether they may: shoppers are bound by policies, staff by what there is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rma_mocks.core.entities import Order, OrderLine
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.returnlogic.exchanging import fitting, variant_of, why_not
from rma_mocks.returnlogic.lifecycle import stages
from rma_mocks.returnlogic.settings import Policies

EXCHANGE, WARRANTY = "Exchange", "Warranty"

_FREES_ITEMS = frozenset({stages.CANCELED, stages.ABANDONED})

Problem = tuple[str, str]
"""A field and what is wrong with it, such as `items.0.quantity`."""


@dataclass(frozen=True, slots=True)
class ReturnWish:
    """What somebody wants to send back of one order line, and what they want for it.

    `exchange_sku` is the variant wanted in exchange; without it, the one that fits the reason.
    """

    line_id: int
    quantity: int
    reason_code: str
    return_type: str
    comment: str | None = None
    exchange_sku: str | None = None


@dataclass(frozen=True, slots=True)
class Wishing:
    """Wishes about one order; `is_bound` says that who wishes is bound by the merchant's policies."""

    retailer: Retailer
    policies: Policies
    order: Order
    now: datetime
    is_bound: bool

    def problems(self, wishes: Sequence[ReturnWish]) -> list[Problem]:
        """Return everything that is wrong with these wishes.

        Contract: shoppers are bound by windows, exclusions and product rules, staff creating by hand is not
        (documented; RL-CREATE-4); nobody returns more than was bought.
        """
        if not wishes:
            return [("items", "choose at least one item")]
        closed = why_closed(self.policies, self.order, self.now) if self.is_bound else None
        if closed:
            return [("order_name", closed)]
        left = returnable(self.retailer, self.order, self.policies if self.is_bound else None)
        return [
            (f"items.{place}.{field}", what)
            for place, wish in enumerate(wishes)
            for field, what in self._of_one(wish, left)
        ]

    def exchange_for(self, wish: ReturnWish, line: OrderLine) -> Variant | None:
        """Return what an exchange brings; None where it is left to staff, since nothing that fits may be had."""
        if wish.return_type != EXCHANGE:
            return None
        if wish.exchange_sku is not None:
            return variant_of(self.retailer, wish.exchange_sku)
        usual = fitting(self.retailer, line.bought, wish.reason_code)
        return usual if usual and self._why_not(line.bought, usual, wish.quantity) is None else None

    def _of_one(self, wish: ReturnWish, left: dict[int, int]) -> Iterator[Problem]:
        if self.policies.reason_of(wish.reason_code) is None:
            codes = ", ".join(row.code for row in self.policies.reasons)
            yield "reason_code", f"{wish.reason_code!r} is none of {codes}"
        if wish.return_type not in self.policies.return_types:
            yield "return_type", f"{wish.return_type!r} is none of {', '.join(self.policies.return_types)}"
        elif self.is_bound and self.order.exchange_of and not self._may_return_exchanged(wish):
            yield "return_type", "what came by an exchange can only be exchanged again"
        yield from self._of_quantity(wish, left)
        if wish.exchange_sku is not None:
            yield from self._of_exchange(wish, wish.exchange_sku)

    def _of_quantity(self, wish: ReturnWish, left: dict[int, int]) -> Iterator[Problem]:
        if wish.line_id not in left:
            yield "line_id", f"order {self.order.name} has no line {wish.line_id}"
        elif wish.quantity < 1:
            yield "quantity", "must be at least 1"
        elif wish.quantity > left[wish.line_id]:
            yield "quantity", f"only {left[wish.line_id]} of it can still be returned{self._why_so_few(wish)}"
        else:
            left[wish.line_id] -= wish.quantity

    def _of_exchange(self, wish: ReturnWish, sku: str) -> Iterator[Problem]:
        wanted = variant_of(self.retailer, sku)
        line = next((line for line in self.order.lines if line.id == wish.line_id), None)
        if wish.return_type != EXCHANGE:
            yield "exchange_sku", f"only an exchange brings another variant, not the return type {wish.return_type}"
        elif wanted is None:
            yield "exchange_sku", f"this store sells nothing with the SKU {sku!r}"
        elif line and (why := self._why_not(line.bought, wanted, wish.quantity)):
            yield "exchange_sku", why

    def _why_not(self, returned: Variant, wanted: Variant, quantity: int) -> str | None:
        if self.is_bound:
            return why_not(self.retailer, self.policies, returned, wanted, quantity)
        is_there = self.retailer.stock(wanted.sku) >= quantity
        return None if is_there else f"{wanted.product} {wanted.name} is not in stock"

    def _may_return_exchanged(self, wish: ReturnWish) -> bool:
        return self.policies.after_exchange == "all" or wish.return_type == EXCHANGE

    def _why_so_few(self, wish: ReturnWish) -> str:
        line = next(line for line in self.order.lines if line.id == wish.line_id)
        is_unsent = self.is_bound and not self.policies.returns_before_fulfilment and line.sent is not None
        return f": {line.sent} of {line.quantity} were sent, and what was not cannot be returned" if is_unsent else ""


def returnable(retailer: Retailer, order: Order, policies: Policies | None = None) -> dict[int, int]:
    """Return how many of each order line may still be sent back, by line id.

    Args:
        retailer: Whose order it is.
        order: The order.
        policies: What shoppers are bound by; None for staff.

    Contract: an RMA blocks new ones for its items, a rejected one too but for its warranty items (documented;
    RL-CREATE-3, RL-LIFE-2); that canceled and abandoned ones free them is assumed. At most what was sent can be
    returned unless that is allowed before fulfilment (documented; RL-POLICY-2).
    """
    is_sent_only = policies is not None and not policies.returns_before_fulfilment
    taken: Counter[str] = Counter()
    for rma in retailer.rmas_of_order(order.name):
        for item in rma.items:
            is_freed = rma.status == stages.REJECTED and item.return_type == WARRANTY
            taken[item.sku] += 0 if is_freed or rma.status in _FREES_ITEMS else item.quantity
    left = {}
    for line in order.lines:
        used = min(line.quantity, taken[line.sku])
        taken[line.sku] -= used
        most = line.quantity if line.sent is None or not is_sent_only else line.sent
        left[line.id] = max(0, most - used)
    return left


def why_closed(policies: Policies, order: Order, now: datetime) -> str | None:
    """Say why a shopper may return nothing of an order; None where they may.

    Contract: windows count from the order date or the latest shipment (documented; RL-POLICY-1); what came by an
    exchange may be excluded (documented; RL-POLICY-5).
    """
    if order.exchange_of and policies.after_exchange == "none":
        return "what came by an exchange cannot be returned"
    if policies.return_window_days is None:
        return None
    is_shipment = policies.window_from == "latest shipment" and order.shipped_at is not None
    since = order.shipped_at if is_shipment and order.shipped_at else order.created_at
    until = since + timedelta(days=policies.return_window_days)
    if now <= until:
        return None
    return (
        f"returns are possible within {policies.return_window_days} days of the {policies.window_from}, "
        f"for order {order.name} until {until:%Y-%m-%d}"
    )
