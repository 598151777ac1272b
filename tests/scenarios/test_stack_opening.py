"""A world whose opening breaks off in the middle is closed again; nobody else's world ever is."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from rma_scenarios.client import Answer, CallFailed, Calls
from rma_scenarios.engine.set_up import SetUpFailed, set_up
from rma_scenarios.errors import StackError
from rma_scenarios.format.reading import Case
from rma_scenarios.stack import Stack

POST, PUT, FORK = ("POST", "/_mock/worlds"), ("PUT", "/tenants/"), ("POST", "/fork")
BREAKS = [pytest.param(POST, id="at the world"), pytest.param(PUT, id="at the tenant")]


class CutOff:
    """Make one kind of call for real, but let nobody have its answer: it breaks, or waits to be given up."""

    def __init__(self, calls: Calls, at: tuple[str, str], error: BaseException | None = None) -> None:
        self.calls, self.at, self.error = calls, at, error
        self.reached, self.let_go = asyncio.Event(), asyncio.Event()

    async def call(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        answer = await self.calls.call(method, url, body=body, headers=headers)
        if method == self.at[0] and self.at[1] in url:
            if self.error:
                raise self.error
            self.reached.set()
            await self.let_go.wait()
        return answer


def open_ids(triangle: Any) -> list[str]:
    return [found.world.id for found in triangle.worlds]


async def tenants(triangle: Any) -> Any:
    return (await triangle.stack.admin.get("tenants")).json()["tenants"]


@pytest.mark.parametrize("at", BREAKS)
@pytest.mark.parametrize("error", [CallFailed("the line was cut"), TimeoutError(), ValueError("strange")], ids=type)
async def test_a_world_whose_opening_fails_is_closed(triangle: Any, at: tuple[str, str], error: BaseException) -> None:
    stack = Stack.of(triangle.stack.links, CutOff(triangle.calls, at, error))

    with pytest.raises(type(error)):
        await stack.open_world()

    assert (open_ids(triangle), await tenants(triangle)) == ([], [])


@pytest.mark.parametrize("times", [1, 2], ids=["cancelled once", "cancelled again while it closes"])
@pytest.mark.parametrize("at", BREAKS)
async def test_a_world_whose_opening_is_given_up_is_closed(triangle: Any, at: tuple[str, str], times: int) -> None:
    calls = CutOff(triangle.calls, at)
    opening = asyncio.create_task(Stack.of(triangle.stack.links, calls).open_world(id="shop"))
    await calls.reached.wait()

    for _ in range(times):
        opening.cancel()
        await asyncio.sleep(0)
    calls.let_go.set()
    await asyncio.wait([opening])

    assert opening.cancelled()
    assert (open_ids(triangle), await tenants(triangle)) == ([], [])


@pytest.mark.parametrize("at", [FORK, PUT], ids=["at the fork", "at the tenant"])
async def test_a_fork_that_fails_is_closed_and_its_world_is_not(triangle: Any, at: tuple[str, str]) -> None:
    world = await triangle.stack.open_world()
    stack = Stack.of(triangle.stack.links, CutOff(triangle.calls, at, CallFailed("the line was cut")))

    with pytest.raises(CallFailed):
        await stack.fork(await stack.world(world.id))

    assert open_ids(triangle) == [world.id]


async def test_a_bare_world_whose_opening_is_given_up_is_closed(triangle: Any) -> None:
    calls = CutOff(triangle.calls, POST)
    opening = asyncio.create_task(Stack.of(triangle.stack.links, calls).open_bare_world({}))
    await calls.reached.wait()

    opening.cancel()
    calls.let_go.set()
    await asyncio.wait([opening])

    assert (opening.cancelled(), open_ids(triangle)) == (True, [])


async def test_somebody_elses_world_with_the_same_id_stays_open(triangle: Any) -> None:
    await triangle.stack.open_world(id="shop")
    refused = triangle.stack
    cut = Stack.of(triangle.stack.links, CutOff(triangle.calls, POST, CallFailed("the line was cut")))

    for stack, error in ((refused, StackError), (cut, CallFailed)):
        with pytest.raises(error):
            await stack.open_world(id="shop")

    assert open_ids(triangle) == ["shop"]


async def test_a_case_that_cannot_be_set_up_leaves_no_world(triangle: Any, case: Callable[..., Case]) -> None:
    stack = Stack.of(triangle.stack.links, CutOff(triangle.calls, PUT, CallFailed("the line was cut")))

    with pytest.raises(SetUpFailed, match="the line was cut"):
        await set_up(case("  - clock: {advances: 1s}"), stack)

    assert open_ids(triangle) == []
