"""Open a world whole or not at all: whoever gives up in between leaves none behind on a stack that others share."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

from rma_scenarios.client import Answer, CallFailed, Service
from rma_scenarios.errors import StackError
from rma_scenarios.stack_answers import read

_ENDS_WITHIN_S = 10.0


async def opened(asking: Coroutine[Any, Any, Answer], control: Service, *, new_id: str | None = None) -> dict[str, Any]:
    """Return what the control API says of a world that it was asked to open.

    A call that was given up may still open its world, so its answer is awaited and the world closed.

    Args:
        asking: The call that opens it.
        control: The stack's control API.
        new_id: The world's id where nobody else can have one of that id: it is closed without an answer, too.

    Raises:
        StackError: With the mock's sentence, when it refuses.
    """
    asked = asyncio.ensure_future(asking)
    try:
        links: dict[str, Any] = read(await asyncio.shield(asked))
    except StackError:
        raise
    except BaseException:
        await _to_its_end(lambda: _taken_back(asked, control, new_id))
        raise
    return links


@contextlib.asynccontextmanager
async def closed_when_it_breaks(close: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Close a world when something fails or is given up inside."""
    try:
        yield
    except BaseException:
        await _to_its_end(close)
        raise


async def _taken_back(asked: asyncio.Future[Answer], control: Service, new_id: str | None) -> None:
    world_id = new_id
    with contextlib.suppress(Exception):  # however the call ends, whoever gave up is told that already
        async with asyncio.timeout(_ENDS_WITHIN_S / 2):
            answer = await asked
        world_id = answer.json()["id"] if answer.is_success else None
    if world_id is not None:
        await control.call("DELETE", f"worlds/{world_id}?leave_adaptor=true")


async def _to_its_end(close: Callable[[], Awaitable[None]]) -> None:
    """Close though this task was cancelled, and even while it is cancelled again; a stack that is gone has no world."""

    async def closed() -> None:
        with contextlib.suppress(CallFailed, StackError, TimeoutError):
            async with asyncio.timeout(_ENDS_WITHIN_S):
                await close()

    closing = asyncio.ensure_future(closed())
    while not closing.done():
        # Whoever comes here raises afterwards what brought them, so nobody misses this cancellation.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(closing)
