"""What all scenarios of one process share: an event loop, the stack, and cases under way ahead of their turn."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.result import Result
from rma_scenarios.engine.set_up import Stage, set_up
from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack, connected_stack

if TYPE_CHECKING:
    from rma_scenarios.suite.items import ScenarioItem

Found = TypeVar("Found")
LOOK_AHEAD = 16


class _Turn:
    """One case under way: first its world, then its result."""

    task: asyncio.Task[Result]

    def __init__(self, world: asyncio.Future[Stage]) -> None:
        self.world = world
        self.set_up_s = 0.0


class Run:
    """Play the scenarios of one process.

    While pytest waits for one case, up to fifteen that come after it are under way on the same event loop. Alone plays
    each case whose output or end somebody watches: under -x, --pdb, -s, and in xdist's workers, which do not know what
    comes next.
    """

    def __init__(self, config: pytest.Config, own_stack_url: Callable[[], str], record_folders: Sequence[Path]) -> None:
        self._config = config
        self._own_stack_url = own_stack_url
        self._record_folders = record_folders
        self._loop = asyncio.new_event_loop()
        self._exits = contextlib.AsyncExitStack()
        self._stack: Stack | None = None
        self._why_no_stack: str | None = None
        self._turns: dict[str, _Turn] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._order: dict[str, int] = {}
        self._width = 1 if _is_watched(config) else LOOK_AHEAD

    def wait_for_world(self, item: "ScenarioItem") -> float:
        """Return once a case's world is open, with the seconds that this took.

        Raises:
            SetUpFailed: When it does not open.
        """
        if self._stack is None:
            self._run(self._open_stack())
        self._start_from(item)
        turn = self._turns[item.nodeid]
        # Where a case is ready already there is nothing to wait for, and even an empty turn of the loop has its price.
        if not turn.world.done():
            self._loop.run_until_complete(turn.world)
        turn.world.result()
        return turn.set_up_s

    def wait_for_result(self, item: "ScenarioItem") -> Result:
        """Return what a case came to."""
        task = self._turns[item.nodeid].task
        return task.result() if task.done() else self._loop.run_until_complete(task)

    def release(self, item: "ScenarioItem") -> None:
        """Close a case's world; the next cases need not wait for it."""
        turn = self._turns.pop(item.nodeid, None)
        if turn is None:
            return
        if not turn.task.done():
            self._run(_given_up(turn.task))
        _noted(turn.task)
        keeps = item.result is not None and not item.result.is_passed and bool(self._config.getoption("--keep"))
        if turn.world.done() and turn.world.exception() is None:
            closing = self._loop.create_task(turn.world.result().close(keeps_world=keeps))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    def close(self) -> None:
        """Give up what is under way, close every world and every connection."""
        with contextlib.suppress(KeyboardInterrupt):
            self._run(self._close())
            self._run(self._loop.shutdown_asyncgens())
            self._run(self._loop.shutdown_default_executor())
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Found]) -> Found:
        # Not asyncio.Runner: it changes the signal handler at every call, which costs more than a case's own work.
        return self._loop.run_until_complete(work)

    async def _open_stack(self) -> None:
        if self._why_no_stack:
            raise StackError(self._why_no_stack)
        try:
            url = self._config.getoption("--stack-url") or self._own_stack_url()
            self._stack = await self._exits.enter_async_context(connected_stack(url))
        except StackError as error:
            self._why_no_stack = str(error)
            raise

    def _start_from(self, item: "ScenarioItem") -> None:
        """Let a case and those that come after it begin."""
        for ahead in self._items_from(item):
            if ahead.nodeid not in self._turns:
                world: asyncio.Future[Stage] = self._loop.create_future()
                self._turns[ahead.nodeid] = turn = _Turn(world)
                turn.task = self._loop.create_task(self._played(ahead, turn))

    async def _played(self, item: "ScenarioItem", turn: _Turn) -> Result:
        assert self._stack is not None  # noqa: S101 -- opened before any case begins; for the type checker
        began = time.perf_counter()
        try:
            stage = await set_up(item.case, self._stack)
        except Exception as failed:
            # Whatever it is: pytest waits for the world.
            turn.world.set_exception(failed)
            raise
        turn.set_up_s = time.perf_counter() - began
        turn.world.set_result(stage)
        result = await play_case(item.case, stage, records=bool(self._record_folders))
        result.set_up_s = turn.set_up_s
        if self._record_folders:
            self._record(result)
        return result

    def _record(self, result: Result) -> None:
        from rma_scenarios.suite.artifacts import write_result  # noqa: PLC0415 -- brings the report's libraries along

        for folder in self._record_folders:
            write_result(folder, result)

    async def _close(self) -> None:
        turns = list(self._turns.values())
        self._turns.clear()
        for turn in turns:
            turn.task.cancel()
        await asyncio.gather(*(turn.task for turn in turns), return_exceptions=True)
        stages = [turn.world.result() for turn in turns if turn.world.done() and not turn.world.exception()]
        await asyncio.gather(*(stage.close() for stage in stages), *self._closing, return_exceptions=True)
        await self._exits.aclose()

    def _items_from(self, item: "ScenarioItem") -> list["ScenarioItem"]:
        """Return a case and those that follow it without another kind of test between them."""
        if self._width == 1:
            return [item]
        items: list[Any] = item.session.items
        if not self._order:
            self._order = {one.nodeid: place for place, one in enumerate(items)}
        ahead = []
        for one in items[self._order[item.nodeid] :][: self._width]:
            if type(one) is not type(item):
                break
            ahead.append(one)
        return ahead


async def _given_up(task: asyncio.Task[Result]) -> None:
    task.cancel()
    await asyncio.wait([task])


def _noted(task: asyncio.Task[Result]) -> None:
    """Take note of a task's end; pytest has heard of a failed set-up through the world that it waited for."""
    if not task.cancelled():
        task.exception()


def _is_watched(config: pytest.Config) -> bool:
    options = config.option
    stops_early = bool(options.maxfail) or bool(getattr(options, "stepwise", False))
    return stops_early or options.usepdb or options.capture == "no" or hasattr(config, "workerinput")
