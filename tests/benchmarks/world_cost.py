"""What worlds cost: opening, forking, putting aside and resetting them, however many people they have."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import psutil

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import mock_apps
from rma_scenarios.client import Client, Service
from rma_scenarios.stack import Stack, running_stack

WORLDS = 100
MANY, FEW = 1_000_000, 10
CALLS = 60
"""Calls of each kind in a round; of these the 95th percentile counts."""

OPEN_AT_ONCE = 1000
SPEC: dict[str, Any] = {
    "customers": 0,
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "rmas": [{"key": "jacket", "of": "gina"}],
}
TOKEN = "t" * 32
MOCKS = [sys.executable, "-m", "rma_adaptor", "mocks", "--gladly-port", "0", "--returnlogic-port", "0"]


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


def ready_ratio(rounds: int) -> float:
    """Compare the time from process start to the first answer about a world of a million with one of ten people."""
    ratios = [_ready_s(MANY) / _ready_s(FEW) for _ in range(rounds)]
    return statistics.median(ratios)


def _ready_s(customers: int) -> float:
    command = [*MOCKS, "--control-token", TOKEN, "--stop-with-stdin"]
    began = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        with httpx.Client(base_url=line["control"]["url"], trust_env=False, timeout=60, headers=_HEADERS) as control:
            control.post("worlds", json={"id": "w", "customers": customers}).raise_for_status()
            control.get("worlds/w/people", params={"limit": 20}).raise_for_status()
        took = time.perf_counter() - began
        process.communicate()
    return took


_HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def opening_ratio(rounds: int) -> float:
    """Compare the opening of a world of a million people, over HTTP, with that of one of ten; medians."""
    return asyncio.run(_with_mocks(lambda control: _opening_ratio(control, rounds)))


async def _opening_ratio(control: Service, rounds: int) -> float:
    ratios = []
    for number in range(rounds):
        seeds = range(number * CALLS, (number + 1) * CALLS)
        many = statistics.median([await _open_ms(control, MANY, seed) for seed in seeds])
        ratios.append(many / statistics.median([await _open_ms(control, FEW, seed) for seed in seeds]))
    return statistics.median(ratios)


def opening_p95_ms(rounds: int) -> float:
    """Time the opening of worlds of a million people, each of another seed, over HTTP; the 95th percentile."""
    return _p95(rounds, lambda control, seed: _open_ms(control, MANY, seed))


def forking_p95_ms(rounds: int) -> float:
    """Time the fork of a world of a million people, over HTTP; the 95th percentile."""
    return _p95(rounds, lambda control, _: _timed_ms(control, "worlds/base/fork", {"id": "w"}))


def snapshot_p95_ms(rounds: int) -> float:
    """Time a snapshot of a world of a million people, over HTTP; the 95th percentile."""
    return _p95(rounds, lambda control, number: _timed_ms(control, "worlds/base/snapshots", {"name": f"s{number}"}))


def reset_ms(rounds: int) -> float:
    """Time the reset of all of a world of a million people, over HTTP; the median."""
    return asyncio.run(_with_mocks(lambda control: _reset_ms(control, rounds)))


async def _reset_ms(control: Service, rounds: int) -> float:
    return statistics.median([await _timed_ms(control, "worlds/base/reset", {}) for _ in range(CALLS * rounds)])


def _p95(rounds: int, call: Callable[[Service, int], Awaitable[float]]) -> float:
    async def measured(control: Service) -> float:
        figures = []
        for number in range(rounds):
            took = [await call(control, number * CALLS + place) for place in range(CALLS)]
            figures.append(statistics.quantiles(took, n=20)[-1])
            await _clear(control)
        return statistics.median(figures)

    return asyncio.run(_with_mocks(measured))


async def _open_ms(control: Service, customers: int, seed: int) -> float:
    return await _timed_ms(control, "worlds", SPEC | {"id": "w", "customers": customers, "seed": seed})


async def _timed_ms(control: Service, path: str, body: dict[str, Any]) -> float:
    began = time.perf_counter()
    answer = await control.post(path, body)
    took = (time.perf_counter() - began) * 1000
    assert answer.is_success, answer.text
    if body.get("id") == "w":
        await control.call("DELETE", "worlds/w")
    return took


async def _clear(control: Service) -> None:
    for row in (await control.get("worlds/base/snapshots")).json()["snapshots"]:
        await control.call("DELETE", f"worlds/base/snapshots/{row['name']}")


async def _with_mocks(measured: Callable[[Service], Awaitable[float]]) -> float:
    """Measure against mocks in a process of their own, in which a world of a million people is open."""
    command = [*MOCKS, "--control-token", TOKEN, "--stop-with-stdin"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    line = json.loads(await process.stdout.readline())
    try:
        async with Client() as calls:
            control = Service(calls, line["control"]["url"], _HEADERS)
            assert (await control.post("worlds", SPEC | {"id": "base", "customers": MANY})).is_success
            return await measured(control)
    finally:
        process.stdin.close()
        await process.communicate()


def memory_mb(_rounds: int) -> float:
    """Weigh a process with a thousand open worlds of a million people each, in megabytes of resident memory."""
    command = [sys.executable, "-c", f"import world_cost; world_cost.weigh({OPEN_AT_ONCE})"]
    ran = subprocess.run(command, capture_output=True, check=True, text=True, cwd=Path(__file__).parent)
    return float(ran.stdout)


def weigh(count: int) -> None:
    """Open worlds and print what the process weighs then."""
    asyncio.run(_weigh(count))


async def _weigh(count: int) -> None:
    apps = mock_apps(gladly_url="http://g", returnlogic_url="http://r", hosts=LOOPBACK_HOSTS, control_token=TOKEN)
    transport = httpx.ASGITransport(apps.gladly)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1/_mock", headers=_HEADERS) as control:
        for seed in range(count):
            body = SPEC | {"customers": MANY, "seed": seed}
            (await control.post("worlds", json=body)).raise_for_status()
    sys.stdout.write(str(psutil.Process().memory_info().rss / 1e6))
