"""A mock ReturnLogic with two small teams, called without sockets."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from fastapi import FastAPI

from rma_mocks.core.clock import Clock
from rma_mocks.core.directory import Directory
from rma_mocks.core.entities import Label, Order, OrderLine, ReturnItem, Rma, TimelineEntry
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.returnlogic import Team, create_app
from rma_mocks.worlds.derived.base import DerivedBase

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ANA = "ana@example.com"
BEN = "ben@example.com"


def line(line_id: int, product: str, price: str, quantity: int = 1) -> OrderLine:
    return OrderLine(line_id, Variant(product, "Pine / M", f"SKU-{line_id}", "M", "Pine", Decimal(price)), quantity)


def item(line_: OrderLine, return_type: str, *, quantity: int = 1, comment: str | None = None) -> ReturnItem:
    return ReturnItem(
        id=line_.id + 900_000,
        returned=line_.bought,
        quantity=quantity,
        return_type=return_type,
        reason_code="TS",
        comment=comment,
        amount=line_.unit_price * quantity,
    )


def order(name: str, email: str, *lines: OrderLine) -> Order:
    return Order(name, email, email.partition("@")[0].title() + " Ruiz", NOW - timedelta(days=20), lines)


def rma(number: str, of: Order, *items: ReturnItem, status: str = "In Transit", age_days: int = 3) -> Rma:
    created = NOW - timedelta(days=age_days)
    return Rma(
        id=number,
        status=status,
        order_name=of.name,
        order_date=of.created_at,
        email=of.email,
        customer_name=of.customer_name,
        items=items,
        timeline=(
            TimelineEntry("Generated", created, "shopper"),
            TimelineEntry("Authorized", created, "automation"),
            TimelineEntry(status, created + timedelta(days=1), "carrier"),
        ),
        label=Label("USPS", "9202"),
    )


def open_team(world_id: str) -> Team:
    """Open a world whose clocks stand still, at the beginning of a minute, until a test advances them."""
    retailer = Retailer(DerivedBase(7, size=0, start=NOW), store_name=f"Shop {world_id}")
    world = World(id=world_id, seed=7, retailer=retailer, clock=Clock(NOW, lambda: 600.0))
    return Team.open(world, team_id=f"team-{world_id}", api_key=f"key-{world_id}")


@pytest.fixture
def team() -> Team:
    """Ana has two RMAs and one order line left to return; Ben has one RMA."""
    opened = open_team("w1")
    jacket, socks = line(1, "Trail Fleece Jacket", "68.00"), line(2, "Merino Crew Sock", "21.25", quantity=2)
    beanie = line(3, "Alpine Beanie", "24.00")
    anas, bens = order("#500001", ANA, jacket, socks), order("#500002", BEN, beanie)
    retailer = opened.world.retailer
    for row in (anas, bens):
        retailer.add_order(row)
    retailer.write_rma(rma("2000000", anas, item(jacket, "Exchange", comment="Tight across the shoulders"), age_days=9))
    retailer.write_rma(rma("2000001", bens, item(beanie, "Store Credit"), status="Complete", age_days=5))
    retailer.write_rma(rma("2000002", anas, item(socks, "Refund"), status="Received"))
    return opened


@pytest.fixture
def app(team: Team) -> FastAPI:
    """Serve that team, and a second one that has nothing."""
    directory = Directory[Team]()
    for opened in (team, open_team("w2")):
        directory.add(opened.world.id, opened, credential=opened.api_key)
    return create_app(directory, hosts=frozenset({"mock.test"}))


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Call pages and their APIs, and the API without a key."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock.test") as client:
        yield client


@pytest.fixture
async def api(app: FastAPI, team: Team) -> AsyncIterator[httpx.AsyncClient]:
    """Call the API with the first team's key."""
    headers = {"Authorization": f"Bearer {team.api_key}"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mock.test/v1", headers=headers) as client:
        yield client
