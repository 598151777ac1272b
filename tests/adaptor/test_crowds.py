"""Agents who open profiles at the same moment, on a key with the documented limits; in virtual time."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import ReturnLogicRateLimited
from rma_adaptor.returnlogic import ApiKey, Limits, ReturnLogicClient, Team

Run = Callable[[Any], Any]
TEAM = Team("https://returnlogic.example/v1", ApiKey(SecretStr("k")))
BUDGET_S = 5.0
PER_SECOND, PER_MINUTE = 2, 120
BETWEEN_S = 6.7
"""From one crowd to the next, so that the minute holds the calls of all of them."""


class Gateway(httpx.AsyncBaseTransport):
    """Answers 429 as soon as any second or any minute holds too many calls; each takes its time on the way."""

    def __init__(self, seed: int) -> None:
        self.calls = self.refused = 0
        self._dice = random.Random(seed)  # noqa: S311 -- nothing secret
        self._came: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(self._dice.uniform(0, 0.09))
        now = time.monotonic()
        self._came = [came for came in self._came if came > now - 60.0] + [now]
        in_second = sum(came > now - 1.0 for came in self._came)
        left = {"Second": PER_SECOND - in_second, "Minute": PER_MINUTE - len(self._came)}
        self.calls += 1
        is_refused = min(left.values()) < 0
        self.refused += is_refused
        await asyncio.sleep(self._dice.uniform(0.01, 0.2))
        told = {f"X-RateLimit-Remaining-{name}": str(max(0, count)) for name, count in left.items()}
        limits = {"X-RateLimit-Limit-Second": str(PER_SECOND), "X-RateLimit-Limit-Minute": str(PER_MINUTE)}
        row = {"rlRmaId": 1, "customerEmail": request.url.params["email"]}
        return httpx.Response(429 if is_refused else 200, headers={**limits, **told}, json={"data": [row]})


async def crowd(client: ReturnLogicClient, name: str, size: int) -> tuple[int, float]:
    """Ask for so many people at once; return how many were answered, and how long the last one took."""
    began = time.monotonic()

    async def ask(place: int) -> bool:
        email = f"{name}.{place}@example.com"
        try:
            found = await client.rmas_by_email(email, team=TEAM, budget=Budget.of(BUDGET_S))
        except ReturnLogicRateLimited:
            return False
        return [row.customer_email for row in found.rows] == [email]

    answered = sum(await asyncio.gather(*map(ask, range(size))))
    return answered, time.monotonic() - began


@pytest.mark.parametrize(
    ("size", "repetitions", "least"),
    [pytest.param(10, 100, 10, id="ten, a hundred times"), pytest.param(60, 15, 8, id="sixty, fifteen times")],
)
def test_crowds_provoke_no_429_and_are_answered_in_time(
    run_at_once: Run, size: int, repetitions: int, least: int
) -> None:
    """Of ten all are answered in full; of sixty as many as five seconds have turns for, the others at once."""

    async def play() -> tuple[int, float, Gateway]:
        gateway = Gateway(seed=size)
        limits = Limits(PER_SECOND, PER_MINUTE)
        client = ReturnLogicClient(transport=gateway, max_answer_bytes=10_000, max_pages=5, limits=limits)
        fewest, slowest_s = size, 0.0
        for number in range(repetitions):
            answered, took_s = await crowd(client, f"crowd-{number}", size)
            fewest, slowest_s = min(fewest, answered), max(slowest_s, took_s)
            await asyncio.sleep(BETWEEN_S - took_s)
        await client.aclose()
        return fewest, slowest_s, gateway

    fewest, slowest_s, gateway = run_at_once(play())

    assert gateway.refused == 0
    assert fewest >= least
    assert gateway.calls >= least * repetitions
    assert slowest_s <= BUDGET_S
