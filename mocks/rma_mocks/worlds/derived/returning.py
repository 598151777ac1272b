"""What shoppers send back, why, and what they get for it: the shares of a clothing shop, plausible together."""

import struct
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from rma_mocks.core.entities import FREE_SHIPPING, Label, Order, ReturnItem, Rma
from rma_mocks.core.exchanges import SIZING, exchange_target
from rma_mocks.core.products import Product, Variant
from rma_mocks.worlds.derived.catalogue import PRODUCTS
from rma_mocks.worlds.derived.comments import COMMENTS
from rma_mocks.worlds.derived.dice import SIDES, dice_of, spread
from rma_mocks.worlds.derived.handlings import PARTIAL, handling_at, settled
from rma_mocks.worlds.derived.life import PACES, timeline_of
from rma_mocks.worlds.derived.ordering import MOST_LINES
from rma_mocks.worlds.derived.pools import STAFF, staff_of
from rma_mocks.worlds.derived.statuses import status_at

REASON_SHARES = {
    "TS": 24,
    "TB": 20,
    "STYLE": 16,
    "MIND": 13,
    "QLTY": 9,
    "DM": 7,
    "WRONG": 5,
    "SP": 4,
    "OTHER": 2,
}

TYPE_SHARES = {"Refund": 55, "Exchange": 27, "Store Credit": 15, "Warranty": 3}
NEXT_SIZE = 0.85
"""The share of exchanges for size that are for the next one; the others go further or change the colour too."""

SIZING_EXCHANGE = 0.5
SIZING_COMMENT = 0.35
OTHER_COMMENT = 0.2
"""The share of wrong sizes that are exchanged, and of items with a comment."""


class _Case(NamedTuple):
    """What may happen to one variant that comes back for one reason."""

    types: tuple[str, ...]
    usual_target: Variant | None
    other_target: Variant | None
    comments: tuple[str | None, ...]


@cache  # the dice look into few and small tables, which stay near the processor
def _types(exchange: float) -> tuple[str, ...]:
    others = {name: share for name, share in TYPE_SHARES.items() if name != "Exchange"}
    total = sum(others.values())
    return spread({"Exchange": exchange} | {name: share / total * (1 - exchange) for name, share in others.items()})


@cache
def _comments(kind: str, reason: str) -> tuple[str | None, ...]:
    texts, share = COMMENTS[kind, reason], SIZING_COMMENT if reason in SIZING else OTHER_COMMENT
    return spread(dict.fromkeys(texts, share / len(texts)) | {None: 1 - share})


def _case(product: Product, variant: Variant, reason: str) -> _Case:
    target = exchange_target(product, variant, reason)
    exchange = 0 if target is None else SIZING_EXCHANGE if reason in SIZING else TYPE_SHARES["Exchange"] / 100
    other = exchange_target(product, variant, reason, is_usual=False)
    return _Case(_types(exchange), target, other, _comments(product.kind, reason))


def _reasons(*, are_sized: bool) -> tuple[str, ...]:
    """Spread the reasons: what has one size never fits badly, and comes back for the others that much more often."""
    sizing = sum(REASON_SHARES[code] for code in SIZING)
    of_sized = sizing * len(PRODUCTS) / _SIZED_PRODUCTS if are_sized else 0
    factors = (of_sized / sizing, (100 - of_sized) / (100 - sizing))
    return spread({code: share * factors[code not in SIZING] for code, share in REASON_SHARES.items()})


_SIZED_PRODUCTS = sum(len(product.sizes) > 1 for product in PRODUCTS)
_REASONS = {are_sized: _reasons(are_sized=are_sized) for are_sized in (True, False)}
_OF_SKU = {
    variant.sku: (
        _REASONS[len(product.sizes) > 1],
        {code: _case(product, variant, code) for code in REASON_SHARES},
    )
    for product in PRODUCTS
    for variant in product.variants
}

_CARRIERS = ("USPS", "UPS", "FedEx", "USPS")
_USUAL = NEXT_SIZE * SIDES

_ITEM_DICE = struct.Struct("4B")
_FIRST_ITEM = 5
_OF_ITEMS = slice(_FIRST_ITEM, _FIRST_ITEM + MOST_LINES * _ITEM_DICE.size)
"""Of an RMA's dice, 0 to 4 say status, items, staff, carrier and pace; then four an item."""

_FREE = Decimal(0)
_SENT_AS_USUAL: tuple[Any, ...] = (FREE_SHIPPING, (), ())

_at, _label = datetime.fromtimestamp, Label.invented
_new = tuple.__new__
"""Rows made by the million skip their constructor, which takes twice as long."""


class Returning:
    """The RMAs of one seed."""

    def __init__(self, seed: int, start: datetime) -> None:
        self._start, self._start_s = start, start.timestamp()
        self._dice = dice_of(seed, "rma")
        self._staff = staff_of(seed)

    def rma(self, number: int, order: Order, age: int, back_s: float) -> Rma:
        """Derive the RMA of an order, of an age and made so many seconds before the start."""
        dice, rma_id = self._dice(number), str(number)
        for_status, for_items, for_staff, for_carrier, for_pace = dice[:_FIRST_ITEM]
        name, email, customer, ordered, lines, currency, _, _ = order
        status = status_at(age, for_status)
        if len(lines) > 1:
            lines = lines[: 1 + (for_items * len(lines) >> 8)]
        items, throws = [], _ITEM_DICE.iter_unpack(dice[_OF_ITEMS])
        for line, variant, quantity, _ in lines:
            for_reason, for_type, for_exchange, for_comment = next(throws)
            reasons, cases = _OF_SKU[variant.sku]
            reason = reasons[for_reason]
            types, usual_target, other_target, comments = cases[reason]
            return_type, target = types[for_type], None
            if return_type == "Exchange":
                target = usual_target if for_exchange < _USUAL else other_target
            amount = variant.price if quantity == 1 else variant.price * quantity
            comment, handling = comments[for_comment], handling_at(status, quantity)
            item = (line, variant, quantity, return_type, reason, comment, amount, target, handling, _FREE, _FREE, None)
            items.append(_new(ReturnItem, item))
        if status in PARTIAL:
            status, items = settled(status, items)
        created = _at(self._start_s - back_s, UTC)
        timeline = timeline_of(status, created, self._start, self._staff[for_staff % STAFF], for_pace % PACES)
        label = None if status == "Rejected" else _label(_CARRIERS[for_carrier & 3], rma_id)
        rma = (rma_id, status, name, ordered, email, customer, tuple(items), timeline, label, currency, False)
        rma += _SENT_AS_USUAL
        return _new(Rma, rma)
