"""Open the world of a case, and close it."""

import asyncio
import contextlib
import hashlib
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

from rma_scenarios.client import CallFailed
from rma_scenarios.errors import StackError
from rma_scenarios.format.reading import Case
from rma_scenarios.stack import Stack
from rma_scenarios.stack_links import StrangerAdaptor
from rma_scenarios.verbs.api import origin_of
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.play import Play

SET_UP_WITHIN_S = 30.0
CLOSE_WITHIN_S = 10.0

_LOCKS: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Lock]] = WeakKeyDictionary()


class SetUpFailed(Exception):
    """The world of a case could not be opened, so nothing was played; the message says why."""


@dataclass(slots=True)
class Stage:
    """A case's open world, ready to be played."""

    play: Play
    exits: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def close(self, *, keeps_world: bool = False) -> None:
        """Close the world unless it shall stay, and let the next case have the adaptor that only one may use."""
        async with self.exits:
            if not keeps_world and self.play.owns_world:
                await self._close_world()

    async def _close_world(self) -> None:
        # A stack that is gone has no world to close any more.
        with contextlib.suppress(CallFailed, StackError, TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self.play.world.close()


async def set_up(case: Case, stack: Stack, *, world_id: str | None = None) -> Stage:
    """Open the world that a case starts from.

    Args:
        case: Which one.
        stack: Where.
        world_id: The id to give to the world; a new one when None.

    Raises:
        SetUpFailed: When it cannot be opened.
    """
    given = case.scenario.given
    exits = contextlib.AsyncExitStack()
    try:
        if given.adaptor and given.adaptor.url:
            await exits.enter_async_context(_alone_with(given.adaptor.url))
        async with asyncio.timeout(SET_UP_WITHIN_S):
            play = await _opened(case, stack, world_id)
    except TimeoutError as error:
        await exits.aclose()
        raise SetUpFailed(f"the world did not open within {SET_UP_WITHIN_S:g} s") from error
    except (StackError, CallFailed) as error:
        await exits.aclose()
        raise SetUpFailed(str(error)) from error
    except BaseException:
        await exits.aclose()
        raise
    return Stage(play, exits)


async def _opened(case: Case, stack: Stack, world_id: str | None) -> Play:
    given = case.scenario.given
    if given.world is not None:
        world = await stack.world(given.world)
    else:
        stranger = None
        if given.adaptor and given.adaptor.url:
            stranger = StrangerAdaptor(given.adaptor.url, given.adaptor.signing_key)
        spec = given.world_spec() | ({"id": world_id} if world_id else {})
        world = await stack.open_world(stranger=stranger, tenant=given.tenant(), **spec)
    kept = {"world": world.id}
    # A world that is only visited may have no app.
    if apps := world.links["gladly"]["apps"]:
        kept["adaptor"] = origin_of(apps[0]["url"])
    return Play(world, Cast(given, world.people), owns_world=given.world is None, kept=kept)


@contextlib.asynccontextmanager
async def _alone_with(url: str) -> AsyncIterator[None]:
    """Keep every other case away from an adaptor that has one fixed key, in this process and in all others here."""
    from filelock import AsyncFileLock  # noqa: PLC0415 -- few runs need it, and it takes a while to import

    # The file keeps other processes out but is not fair: a case opened ahead of its turn could take it first, and wait
    # with it for the turn that the case before it has to end. Within a process the queue keeps the order.
    locks = _LOCKS.setdefault(asyncio.get_running_loop(), {})
    mark = hashlib.sha256(url.encode()).hexdigest()[:16]
    async with (
        locks.setdefault(url, asyncio.Lock()),
        AsyncFileLock(Path(tempfile.gettempdir()) / f"rma-adaptor-{mark}.lock"),
    ):
        yield
