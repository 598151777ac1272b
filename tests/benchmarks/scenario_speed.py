"""Scenarios a second of our runner, Tavern and pytest-bdd: the same cases, one process each, start-up included."""

import asyncio
import functools
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from case_files import CALLS, CASES, Layout, write_cases
from environments import environment

from rma_scenarios.stack import Stack, running_stack
from rma_scenarios.stack_world import StackWorld

KEPT_VARIABLES = ("HOME", "LANG", "PATH", "SYSTEMROOT", "TMPDIR")
"""Proxies, PYTHONDONTWRITEBYTECODE and the like would slow the runners down, and each by another factor."""

_OF_OUR_OWN_TESTS = ("anyio", "faker", "hypothesispytest", "randomly", "schemathesis", "timeout", "xdist")
"""Plugins that this environment has besides ours: the others have none like them in theirs."""

_ALL_PASSED = re.compile(rf"{CASES} passed(, \d+ warnings?)? in .*")


@dataclass(frozen=True)
class Runner:
    """One of the tools that are compared, with its command up to the folder."""

    name: str
    command: tuple[str, ...]
    layout: Layout


def over_tavern(rounds: int) -> float:
    """Compare our scenarios a second with Tavern's."""
    return _ratio("tavern", rounds)


def over_pytest_bdd(rounds: int) -> float:
    """Compare our scenarios a second with pytest-bdd's."""
    return _ratio("pytest-bdd", rounds)


def _ratio(peer: str, rounds: int) -> float:
    seconds = _seconds(rounds)
    return statistics.median(theirs / ours for theirs, ours in zip(seconds[peer], seconds["ours"], strict=True))


@functools.cache
def _seconds(rounds: int) -> dict[str, list[float]]:
    """Return how long each runner took in each round; all measures read the same rounds."""
    return asyncio.run(timed_rounds(rounds))


async def timed_rounds(rounds: int) -> dict[str, list[float]]:
    """Let the runners play all cases in turn, each run on one fresh world, after a first round that does not count."""
    async with running_stack() as stack:
        runners = _runners(stack)
        seconds: dict[str, list[float]] = {runner.name: [] for runner in runners}
        with tempfile.TemporaryDirectory(prefix="rma-bench-") as folder:
            for number in range(rounds + 1):
                for runner in runners:
                    world = await stack.open_world(customers=0)
                    took = await _timed(runner, world, Path(folder) / runner.name, number)
                    await world.close()
                    seconds[runner.name] += [took] if number else []
    _tell(seconds)
    return seconds


def _runners(stack: Stack) -> tuple[Runner, ...]:
    tavern = environment("tavern", "tavern==3.7.1", "pytest<9")
    pytest_bdd = environment("pytest-bdd", "pytest-bdd==9.0.1", "pytest>=9", "httpx")
    return (
        Runner(
            "ours",
            _pytest(sys.executable, "--stack-url", stack.url, without=_OF_OUR_OWN_TESTS),
            Layout("ours.yaml", "case-{:02}.scenario.yaml"),
        ),
        Runner(
            "tavern",
            _pytest(tavern, "--tavern-global-cfg=globals.yaml"),
            Layout("tavern.yaml", "test_{:02}.tavern.yaml", {"tavern_globals.yaml": "globals.yaml"}),
        ),
        Runner(
            "pytest-bdd",
            _pytest(pytest_bdd, without=("anyio",)),  # it comes with httpx
            Layout("pytest_bdd.feature", "features/{:02}.feature", {"pytest_bdd_steps.py": "test_features.py"}),
        ),
    )


def _pytest(python: str, *flags: str, without: Iterable[str] = ()) -> tuple[str, ...]:
    plugins = [flag for name in ("cacheprovider", *without) for flag in ("-p", f"no:{name}")]
    return (python, "-m", "pytest", "-q", *plugins, *flags)


async def _timed(runner: Runner, world: StackWorld, folder: Path, number: int) -> float:
    gladly = world.links["gladly"]
    values = {
        "world": world.id,
        "origin": gladly["api_url"].removesuffix("/api/v1"),
        "username": gladly["username"],
        "token": gladly["api_token"],
    }
    write_cases(folder, runner.layout, label=f"{runner.name}-{number}", values=values)
    variables = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    variables |= {f"GLADLY_{name.upper()}": value for name, value in values.items()}
    before, began = await _calls(world), time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *runner.command,
        ".",
        cwd=folder,
        env=variables,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    took = time.perf_counter() - began
    _insist(runner, process.returncode, output.decode(errors="replace"), await _calls(world) - before)
    return took


async def _calls(world: StackWorld) -> int:
    """Return how many calls the world's mocks have answered so far."""
    return max((exchange["seq"] for exchange in await world.journal()), default=0)


def _insist(runner: Runner, status: int | None, output: str, calls: int) -> None:
    """Refuse the figure of a run that did not do all of the work."""
    last_line = (output.strip().splitlines() or [""])[-1]
    if status or not _ALL_PASSED.fullmatch(last_line.strip("= ")) or calls != CALLS:
        raise RuntimeError(f"{runner.name} made {calls} of {CALLS} calls, exit status {status}:\n{output}")


def _tell(seconds: dict[str, list[float]]) -> None:
    for name, took in seconds.items():
        median, rounds = statistics.median(took), " ".join(f"{second:.2f}" for second in took)
        sys.stdout.write(f"{CASES / median:8.1f}  scenarios a second: {name}, {median:.2f} s ({rounds})\n")
