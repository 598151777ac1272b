"""A whole stack of processes, one for each test run's worker, and a world for each test."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from rma_scenarios.stack import Stack, running_stack
from rma_scenarios.stack_world import StackWorld

RMA = str(Path(sys.executable).parent / "rma")

GINA: dict[str, Any] = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "customers": 5,
}


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def stack(anyio_backend: str) -> AsyncIterator[Stack]:
    assert anyio_backend == "asyncio"
    async with running_stack() as running:
        yield running


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[StackWorld]:
    """A world in which Gina returns a jacket."""
    opened = await stack.open_world(**GINA)
    yield opened
    await opened.close()


class Command:
    """A running `rma` command and the processes below it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.links: dict[str, Any] = {}

    def read_ready_line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        self.links = json.loads(self.process.stdout.readline())
        return self.links

    def family(self) -> list[psutil.Process]:
        return [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]

    def send(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)


@pytest.fixture
def start() -> Iterator[Callable[..., Command]]:
    """Start an `rma` command; whatever still runs at the end is ended."""
    with contextlib.ExitStack() as exits:

        def run(*arguments: str) -> Command:
            process = subprocess.Popen(
                [RMA, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL
            )
            exits.callback(_end, process)
            return Command(process)

        yield run


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.communicate()
