"""What an auto-link round adds in CPU when the adaptor takes no time at all."""

import asyncio
import json
import statistics
import time
from datetime import UTC, datetime

import httpx

from rma_mocks.core.clock import Clock
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, Outcome
from rma_mocks.gladly.lookups.caller import Caller
from rma_mocks.gladly.lookups.rounds import Rounds
from rma_mocks.worlds.derived.base import DerivedBase

ROUNDS = 200
START = datetime(2026, 3, 2, 15, tzinfo=UTC)
CARD = {
    "type": "ORDER",
    "orderNumber": "#500001",
    "createdAt": "2026-03-01T15:04:05Z",
    "orderTotal": "$68.00",
    "products": [{"id": str(number), "name": "Trail Fleece Jacket", "quantity": "1"} for number in range(3)],
}


class AtOnce(httpx.AsyncBaseTransport):
    """Answers every lookup with one customer and ten cards, before anybody could wait."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        query = json.loads(request.content)["query"]
        email = query["emails"][0]
        result = {"externalCustomerId": email, "emails": [{"original": email}], "customAttributes": {"rma": "x"}}
        return httpx.Response(200, json={"results": [{**result, "transactions": [CARD] * 10}]})


def round_ms(rounds: int) -> float:
    """Return the CPU of one signed auto-link round: BASIC, decision, DETAILED, and storing what came."""
    return asyncio.run(_median(rounds))


async def _median(rounds: int) -> float:
    return statistics.median([await _cpu_ms() for _ in range(rounds)])


async def _cpu_ms() -> float:
    organisation = _organisation()
    async with httpx.AsyncClient(transport=AtOnce(), trust_env=False) as client:
        engine = Rounds(organisation, Caller(client, organisation.world, 15))
        profiles = [
            organisation.profiles.add(name="Gina Lin", emails=[f"gina{number}@example.com"], phones=[])
            for number in range(ROUNDS)
        ]
        began = time.process_time()
        for profile in profiles:
            played = await engine.trigger(profile, "profile_opened")
            assert played.verdicts[0].outcome is Outcome.LINKED, played
        return (time.process_time() - began) * 1000 / ROUNDS


def _organisation() -> Organisation:
    retailer = Retailer(DerivedBase(7, size=0, start=START), store_name="Shop")
    world = World(id="bench", seed=7, retailer=retailer, clock=Clock(START))
    organisation = Organisation(world=world, id="bench", name="Shop", username="u", api_token="t", agent_name="Ada")
    organisation.apps = [App(id="a", name="A", url="http://adaptor.example.com/lookup", signing_key="k")]
    return organisation
