"""A shop with one order, and somebody who wishes to return something of it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from rma_mocks.core.clock import Clock
from rma_mocks.core.entities import Order, OrderLine, Rma
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.returns import ReturnWish, create_return
from rma_mocks.returnlogic.settings import Policies
from rma_mocks.worlds.derived.base import DerivedBase

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
JACKET = Variant("Trail Fleece Jacket", "Pine / M", "TFJ-PIN-M", "M", "Pine", Decimal("68.00"))
BEANIE = Variant("Alpine Beanie", "Navy / One Size", "ALB-NAV-One Size", "One Size", "Navy", Decimal("24.00"))


@pytest.fixture
def shop() -> Team:
    """Ana has bought two jackets and a beanie, nine days ago."""
    retailer = Retailer(DerivedBase(7, size=0, start=NOW), store_name="Shop")
    lines = (OrderLine(1, JACKET, 2), OrderLine(2, BEANIE, 1))
    retailer.add_order(Order("#1", "ana@example.com", "Ana Ruiz", NOW - timedelta(days=9), lines))
    world = World(id="w1", seed=7, retailer=retailer, clock=Clock(NOW, lambda: 0.0))
    return Team.open(world, team_id="t", api_key="k")


Wishes = Callable[..., Rma]


@pytest.fixture
def returns(shop: Team) -> Wishes:
    """Return what creates a return under policies; `order` changes fields of the order first."""

    def created(
        *wishes: dict[str, Any], by: str = "shopper", order: dict[str, Any] | None = None, **policies: Any
    ) -> Rma:
        found = shop.world.retailer.order("#1")
        assert found is not None
        shop.policies = Policies(**policies)
        return create_return(
            shop, found._replace(**order or {}), _rows(wishes or ({},)), by=by, is_bound=by == "shopper"
        )

    return created


def _rows(wishes: Sequence[dict[str, Any]]) -> list[ReturnWish]:
    return [replace(ReturnWish(1, 1, "TS", "Refund"), **wish) for wish in wishes]


@pytest.fixture
def refusal(returns: Wishes) -> Callable[..., list[tuple[str, str]]]:
    """Return what creates a return that must be refused, and gives fields and sentences."""

    def refused(*wishes: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
        with pytest.raises(ReturnLogicError) as error:
            returns(*wishes, **more)
        assert error.value.status == 422
        problems: Any = error.value.body["errors"]
        return [(row["field"], row["message"]) for row in problems]

    return refused
