"""Keep several worker processes on one port: start them, replace one that dies, end them in order."""

import asyncio
import json
import signal
import socket
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from typing import Self

from rma_adaptor.ports import announce, url_of
from rma_adaptor.settings import Settings
from rma_adaptor.standard_input import watch_stdin
from rma_adaptor.telemetry import LOG

_PAUSES_S = (0.0, 0.5, 1.0, 2.0, 5.0)
_STEADY_S = 30.0
"""Who has served that long and then dies is replaced at once; who dies again and again, after longer and longer."""


@dataclass(frozen=True)
class Worker:
    """Tell a process which worker it is, of how many, and what it inherits.

    Args:
        public_fd: The socket on which all workers serve lookups.
        admin_fd: The socket of the admin port; the first worker serves it.
        folder: Where workers show each other their figures.
    """

    number: int
    count: int
    public_fd: int
    admin_fd: int
    folder: str

    @property
    def is_first(self) -> bool:
        """Tell whether it serves the admin port."""
        return self.number == 1

    def argument(self) -> str:
        """Return what `of` reads."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, argument: str) -> Self:
        """Return the worker that an argument tells of."""
        return cls(**json.loads(argument))


class Workers:
    """Run workers until somebody stops them.

    The first one starts alone, because it brings the database up to date. Each ends when this process does, however
    that ends: their standard input is a pipe of ours.

    Args:
        arguments: Those of `rma adaptor` that a worker is started with, besides what makes it one.
        ports: Our own copies, closed at the end, or they would still take connections that nobody serves.
    """

    def __init__(self, workers: Sequence[Worker], arguments: Sequence[str], ports: Sequence[socket.socket]) -> None:
        self._workers = workers
        self._arguments = arguments
        self._ports = ports
        self._running: dict[int, Process] = {}
        self._is_stopping = False
        self._has_begun = False
        self._failed = 0

    async def run(self, on_ready: Callable[[], None]) -> int:
        """Start all, tell when all serve, keep them; return the exit code once all have ended."""
        keeping = []
        first, *others = self._workers
        for some in ([first], others):
            started = [asyncio.create_task(self._start(worker)) for worker in some]
            is_well = all(await asyncio.gather(*started))
            if not is_well or self._is_stopping:
                break
            keeping += [asyncio.create_task(self._keep(worker)) for worker in some]
        else:
            self._has_begun = True
            on_ready()
        if not self._has_begun:
            self.stop(signal.SIGINT)
        await asyncio.gather(*keeping, *(process.wait() for process in self._running.values()))
        return self._failed

    def stop(self, number: signal.Signals) -> None:
        """Pass a signal on to all workers; nobody is replaced from now on."""
        self._is_stopping = True
        for port in self._ports:
            port.close()
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.send_signal(number)

    async def _start(self, worker: Worker) -> bool:
        """Start a worker, and tell whether it serves."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "rma_adaptor", "adaptor", *self._arguments, "--worker", worker.argument(),
            stdin=PIPE, stdout=PIPE, pass_fds=(worker.public_fd, worker.admin_fd),
            process_group=0,  # a terminal's Ctrl-C is ours to pass on
        )  # fmt: skip
        self._running[worker.number] = process
        if self._is_stopping:
            process.kill()
        assert process.stdout is not None  # noqa: S101  a pipe, as asked for
        if await process.stdout.readline():
            return True
        code = await process.wait()
        if not (self._has_begun or self._is_stopping):
            self._failed = code
        return False

    async def _keep(self, worker: Worker) -> None:
        """Replace a worker each time that it dies."""
        deaths = 0
        while True:
            began = time.monotonic()
            code = await self._running[worker.number].wait()
            if self._is_stopping:
                return
            deaths = 0 if time.monotonic() - began > _STEADY_S else min(deaths + 1, len(_PAUSES_S) - 1)
            LOG.error("a worker has died and is replaced", number=worker.number, code=code)
            await asyncio.sleep(_PAUSES_S[max(0, deaths - 1)])
            if self._is_stopping:
                return
            if await self._start(worker):
                LOG.info("a worker was replaced", number=worker.number)


def run_workers(
    settings: Settings,
    flags: Mapping[str, str | int | None],
    public: socket.socket,
    admin: socket.socket,
    *,
    stop_with_stdin: bool,
) -> int:
    """Serve with several workers until told to stop, and return the exit code.

    Args:
        flags: Those that this process was given, which each worker is given too.
    """
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in flags.items() if value is not None]
    with tempfile.TemporaryDirectory(prefix="rma-adaptor-", ignore_cleanup_errors=True) as folder:
        inherited = [
            Worker(number, settings.workers, public.fileno(), admin.fileno(), folder)
            for number in range(1, settings.workers + 1)
        ]
        ports = [public, admin]
        urls = [url_of(port) for port in ports]
        workers = Workers(inherited, arguments, ports)

        async def run() -> int:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, workers.stop, number)
            if stop_with_stdin:
                watch_stdin(partial(workers.stop, signal.SIGINT))
            return await workers.run(on_ready=lambda: announce(*urls))

        return asyncio.run(run())
