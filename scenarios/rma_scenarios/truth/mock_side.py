"""Open a throw-away world of the mock to compare with: the published shape as this package plays it."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from rma_scenarios.stack import Stack, connected_stack, running_stack
from rma_scenarios.stack_answers import read
from rma_scenarios.stack_world import StackWorld
from rma_scenarios.truth.asking import Api

SHOPPER = "sample.shopper@example.com"
_NO_ADAPTOR = "http://127.0.0.1:9/no-adaptor"
_ITEM = {"product": "Trail Fleece Jacket", "size": "M", "reason": "Too Small", "comment": "Tight"}

SAMPLE: dict[str, Any] = {
    "customers": 0,
    "people": [{"key": "sample", "name": "Sample Shopper", "email": SHOPPER}],
    "rmas": [
        {"of": "sample", "status": "In Transit", "items": [_ITEM | {"return_type": "Exchange"}]},
        {"of": "sample", "status": "Complete", "items": [_ITEM | {"return_type": "Refund"}]},
        {"of": "sample", "status": "Rejected", "items": [_ITEM | {"return_type": "Store Credit"}]},
    ],
    "returnlogic": {"per_second": 50, "per_minute": 500},
}
"""A shopper whose returns show every field that the mock can send."""


@dataclass(frozen=True, slots=True)
class MockSide:
    """A world to ask, and how it is set to play what nobody published."""

    world: StackWorld
    variants: dict[str, Any]

    @property
    def api(self) -> Api:
        """Return its API."""
        links = self.world.links["returnlogic"]
        return Api(links["api_url"], links["api_key"])


@contextlib.asynccontextmanager
async def some_stack(url: str | None) -> AsyncIterator[Stack]:
    """Use the stack at a URL; without one start mocks of our own, which end with this.

    Raises:
        StackError: When it does not answer, or they do not start.
    """
    async with connected_stack(url) if url else running_stack(adaptor_url=_NO_ADAPTOR) as stack:
        yield stack


@contextlib.asynccontextmanager
async def mock_side(stack: Stack) -> AsyncIterator[MockSide]:
    """Open the world, and close it again.

    Raises:
        StackError: When the mock refuses.
    """
    world = await stack.open_bare_world(SAMPLE)
    try:
        yield MockSide(world, read(await world.control.get("returnlogic"))["variants"])
    finally:
        await world.close()
