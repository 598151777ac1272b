"""Whatever combination of guesses the mock plays, the adaptor reads the same returns of the same person."""

import asyncio
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import httpx
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.matching import rows_of
from rma_adaptor.returnlogic import ApiKey, Limits, ReturnLogicClient, Rma, Team
from rma_mocks.core.clock import Clock
from rma_mocks.core.directory import Directory
from rma_mocks.core.entities import STATUSES, ReturnItem, TimelineEntry
from rma_mocks.core.entities import Rma as MockRma
from rma_mocks.core.products import Variant
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.returnlogic import Team as MockTeam
from rma_mocks.returnlogic import create_app
from rma_mocks.returnlogic.settings import Variants
from rma_mocks.worlds.derived.base import DerivedBase

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ANA, BEN = "ana@example.com", "ben@example.com"
SIZES = (4, 10, 50)

CHOICES = {
    name: st.sampled_from(get_args(kind) or ((True, False) if kind is bool else SIZES))
    for name, kind in get_type_hints(Variants).items()
}


def rma(number: int, email: str, status: str) -> MockRma:
    variant = Variant("Trail Fleece Jacket", "Pine / M", f"SKU-{number}", "M", "Pine", Decimal("42.50"))
    item = ReturnItem(9_000_000 + number, variant, 2, "Refund", "TS", "Tight", Decimal("85.00"))
    created = NOW - timedelta(days=number % 40)
    steps = (TimelineEntry("Generated", created, "shopper"), TimelineEntry(status, NOW, "carrier"))
    return MockRma(str(number), status, f"#{number}", created, email, "Ana Ruiz", (item,), steps)


@pytest.fixture(scope="module")
def team() -> MockTeam:
    """Ana has an RMA in each status, Ben three of his own."""
    world = World("w1", 7, Retailer(DerivedBase(7, size=0, start=NOW), store_name="Shop"), Clock(NOW))
    opened = MockTeam.open(world, team_id="t", api_key="key", per_second=1_000_000, per_minute=1_000_000)
    for number, status in enumerate(STATUSES):
        world.retailer.write_rma(rma(2_000_000 + number, ANA, status))
    for number in range(3):
        world.retailer.write_rma(rma(2_000_100 + number, BEN, "Received"))
    return opened


def read(team: MockTeam, variants: Variants) -> tuple[Rma, ...]:
    """Return Ana's returns as the adaptor reads them; it trusts the filter only where it must."""
    team.variants = variants
    teams = Directory[MockTeam]()
    teams.add("w1", team, credential=team.api_key)

    async def ask() -> Any:
        transport = httpx.ASGITransport(create_app(teams, hosts=frozenset({"mock.test"})))
        client = ReturnLogicClient(
            transport=transport, max_answer_bytes=1_000_000, max_pages=5, limits=Limits(1_000_000, 1_000_000)
        )
        who = Team("http://mock.test/v1", ApiKey(SecretStr(team.api_key)))
        found = await client.rmas_by_email(ANA, team=who, budget=Budget.of(60))
        await client.aclose()
        return rows_of(ANA, found, trust_filter=variants.email_key == "absent")

    matched = asyncio.run(ask())
    assert matched.is_complete
    return tuple(row.model_copy(update={"customer_email": None}) for row in matched.rows)


@settings(max_examples=60, deadline=None)
@example(chosen=asdict(Variants(envelope="array", page_size=10)))
@example(chosen=asdict(Variants(paging="cursor", page_size=4)))
@given(chosen=st.fixed_dictionaries(CHOICES))
def test_any_combination_of_variants_reads_as_the_usual_ones(team: MockTeam, chosen: dict[str, Any]) -> None:
    variants = Variants(**chosen)
    is_open = variants.email_key == "absent" and variants.email_filter == "ignored"
    assume(not is_open)  # a tenant who trusts a filter that does not hold gets what they asked for
    assume(variants.envelope != "array" or variants.page_size != SIZES[0])  # no full page that anybody could notice

    assert read(team, variants) == read(team, Variants())


def test_every_variant_takes_part() -> None:
    assert set(CHOICES) == {field.name for field in fields(Variants)}
