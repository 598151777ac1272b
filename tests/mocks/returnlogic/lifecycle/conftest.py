"""RMAs that have come as far as a test wants, by the moves that lead there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rma_mocks.core.clock import Clock
from rma_mocks.core.entities import FREE_SHIPPING, Label, Order, OrderLine, ReturnItem, Rma, TimelineEntry
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.moves import Doing, Move
from rma_mocks.returnlogic.settings import Policies
from rma_mocks.worlds.derived.base import DerivedBase
from rma_mocks.worlds.derived.catalogue import PRODUCTS

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
VARIANT = Variant("Trail Fleece Jacket", "Pine / M", "TFJ-PIN-M", "M", "Pine", Decimal("68.00"))

Doings = Callable[..., Doing]
Made = Callable[..., Rma]


@pytest.fixture
def doing() -> Doings:
    """Return what says who does something, by default staff now, and under which policies."""

    def of(by: str = "Morgan Reyes", **policies: Any) -> Doing:
        return Doing(by, NOW, Policies(**policies))

    return of


@pytest.fixture
def requested() -> Made:
    """Return what makes a requested RMA of items, each a return type, or one with a quantity."""

    def made(*items: Any, shipping_type: str = FREE_SHIPPING, label: bool = True, rma_id: str = "1") -> Rma:
        kinds = [item if isinstance(item, tuple) else (item, 1) for item in items or ("Refund",)]
        rows = (
            ReturnItem(place, VARIANT, quantity, kind, "TS", None, VARIANT.price * quantity)
            for place, (kind, quantity) in enumerate(kinds, 1)
        )
        return Rma(
            id=rma_id,
            status="Requested",
            order_name="#1",
            order_date=NOW - timedelta(days=9),
            email="ana@example.com",
            customer_name="Ana Ruiz",
            items=tuple(rows),
            timeline=(TimelineEntry("Generated", NOW - timedelta(days=1), "shopper"),),
            label=Label("USPS", "9202") if label else None,
            shipping_type=shipping_type,
        )

    return made


@pytest.fixture
def after(doing: Doings) -> Callable[..., Rma]:
    """Return what makes moves one after the other, under the usual policies, and never asks automation."""

    def moved(rma: Rma, *steps: Move) -> Rma:
        for step in steps:
            rma = step(rma, doing())
        return rma

    return moved


ALL = tuple(moves.receive(place, 1, "Ready for Resale") for place in (1, 2))
WAYS: dict[str, tuple[Move, ...]] = {
    "Requested": (),
    "Authorized": (moves.authorize,),
    "In Transit": (moves.authorize, moves.scan),
    "Delivered": (moves.authorize, moves.scan, moves.deliver),
    "Partially Received": (moves.authorize, moves.scan, moves.deliver, ALL[0]),
    "Received": (moves.authorize, moves.scan, moves.deliver, *ALL),
    "Partially Processed": (moves.authorize, *ALL, moves.process("Refund")),
    "Processed": (moves.authorize, *ALL, moves.process()),
    "Complete": (moves.authorize, *ALL, moves.process(), moves.complete),
    "Rejected": (moves.reject,),
    "Canceled": (moves.cancel,),
    "Abandoned": (moves.abandon,),
}


@pytest.fixture
def in_status(requested: Made, after: Callable[..., Rma]) -> Callable[[str], Rma]:
    """Return what makes an RMA of a status, with a piece to refund and one to exchange."""

    def made(status: str) -> Rma:
        rma = after(requested("Refund", "Exchange"), *WAYS[status])
        assert rma.status == status
        return rma

    return made


@pytest.fixture
def told() -> list[tuple[str, str]]:
    """What listeners of the team have heard: topic and status."""
    return []


@pytest.fixture
def shop(told: list[tuple[str, str]]) -> Team:
    """A team with one order of two jackets and a beanie, on a clock that stands still."""
    retailer = Retailer(DerivedBase(7, size=0, start=NOW), store_name="Shop")
    beanie = next(product for product in PRODUCTS if product.kind == "beanie").variants[0]
    lines = (OrderLine(1, VARIANT, 2), OrderLine(2, beanie, 1))
    retailer.add_order(Order("#1", "ana@example.com", "Ana Ruiz", NOW - timedelta(days=9), lines))
    world = World(id="w1", seed=7, retailer=retailer, clock=Clock(NOW, lambda: 0.0))
    team = Team.open(world, team_id="t", api_key="k")
    team.listeners.append(lambda topic, rma: told.append((topic, rma.status)))
    return team
