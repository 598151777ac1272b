"""Start the parts of a stack as child processes that cannot outlive their parent."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rma_scenarios.errors import StackError

READY_WITHIN_S = 60.0
"""Generous, since a part that cannot start says so at once; an overloaded machine needs more than 20 seconds."""

STOP_WITHIN_S = 5.0


@dataclass(slots=True)
class Child:
    """One part of the stack; closing its standard input ends it, however the parent dies.

    `ready` is the line that it printed, `log` the file with its standard error.
    """

    name: str
    process: asyncio.subprocess.Process
    log: Path
    ready: dict[str, Any] = field(default_factory=dict)

    async def stop(self) -> None:
        """End the part gracefully, and by force when it does not listen."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    def last_words(self) -> str:
        """Return the last line of the log, which is the sentence of a part that would not start."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return lines[-1].removeprefix(f"rma {self.name}: ") if lines else f"rma {self.name} ended without a word"


async def start_child(name: str, *arguments: str, folder: Path, environment: Mapping[str, str]) -> Child:
    """Start `rma NAME …` and wait for its ready line.

    Args:
        name: The subcommand.
        arguments: Its flags.
        folder: Where its log goes.
        environment: Variables on top of our own; the way secrets travel.

    Raises:
        StackError: With the child's own sentence, when it does not come up.
    """
    log = folder / f"{name}.log"
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "rma_adaptor",  # the module behind the `rma` command, which finds every part's subcommand
            name,
            *arguments,
            "--stop-with-stdin",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=sink,
            env={**os.environ, **environment},
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then ends its children in order
        )
    child = Child(name, process, log)
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            child.ready = await _ready_line(child)
    except BaseException:
        await child.stop()
        raise
    return child


async def _ready_line(child: Child) -> dict[str, Any]:
    assert child.process.stdout is not None  # noqa: S101 -- it was opened as a pipe; for the type checker
    text = await child.process.stdout.readline()
    if not text:
        await child.process.wait()
        raise StackError(child.last_words())
    line: dict[str, Any] = json.loads(text)
    return line
