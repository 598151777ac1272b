"""What a world and its tenant cost a test that opens its own."""

import asyncio
import statistics
import time
from typing import Any

from rma_scenarios.stack import Stack, running_stack

WORLDS = 100
SPEC: dict[str, Any] = {
    "customers": 0,
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "rmas": [{"key": "jacket", "of": "gina"}],
}


def world_ms(rounds: int) -> float:
    """Time the opening of a world with one person and one return, one after the other, in milliseconds."""
    return asyncio.run(_world_ms(rounds))


async def _world_ms(rounds: int) -> float:
    async with running_stack() as stack:
        await _opened(stack)  # connections are made, code is warm
        return statistics.median([await _opened(stack) for _ in range(WORLDS * rounds)]) * 1000


async def _opened(stack: Stack) -> float:
    began = time.perf_counter()
    world = await stack.open_world(**SPEC)
    took = time.perf_counter() - began
    await world.close()
    return took
