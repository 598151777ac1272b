"""Run several applications in one process and one event loop, and say so in one JSON line."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import socket
import struct
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from rma_mocks.core.fault_player import RESET_EXTENSION

_KEEP_ALIVE_S = 75
"""Longer than clients keep an idle connection, or a call may meet it just as it is closed."""


_GC_THRESHOLDS = (50_000, 20, 100)


class PortTaken(Exception):
    """Another program holds a port; the message names it and says what to do."""


def bind(host: str, port: int, *, name: str) -> socket.socket:
    """Take a port before anything else starts.

    Args:
        host: Address to listen on.
        port: 0 for any free one.
        name: Who wants it, for the message.

    Raises:
        PortTaken: When another program holds it.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Port {port} for {name} cannot be used ({error.strerror}). "
            "Stop the program that holds it, or choose another port."
        ) from error
    return listener


def address(listener: socket.socket) -> str:
    """Return the URL of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class MockProtocol(HttpToolsProtocol):
    """uvicorn's fastest protocol, which also lets an application reset the connection."""

    def on_message_begin(self) -> None:
        """Begin a request, with the extension in its scope."""
        super().on_message_begin()
        self.scope["extensions"] = {RESET_EXTENSION: self._reset}  # type: ignore[dict-item]

    def _reset(self) -> None:
        # With nothing to linger for, the kernel answers the peer with RST instead of FIN.
        line = self.transport.get_extra_info("socket")
        if line is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


def settle_memory() -> None:
    """Take what a started process holds out of the garbage collector's sight, and let it look less often.

    What the mocks keep is a store that only grows: each look at all of it takes time from some call and frees nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_GC_THRESHOLDS)


class _Server(uvicorn.Server):
    """Say when it answers, and leave signals to the one handler that stops all servers together."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so; when starting fails, `should_exit` says it."""
        await super().startup(sockets)
        self.answers.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change nothing."""
        yield


def fastest_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return uvicorn's choice of event loop: uvloop where it is installed."""
    return uvicorn.Config(app="", log_config=None).get_loop_factory()


async def serve(
    apps: Sequence[tuple[ASGIApp, socket.socket]],
    *,
    ready_line: dict[str, Any],
    stop_with_stdin: bool,
    on_stop: Callable[[], None],
    beside: Coroutine[Any, Any, None],
) -> None:
    """Serve until a signal, or the end of standard input, asks to stop.

    Args:
        apps: Each application with the socket it listens on.
        ready_line: Printed as one JSON line once all of them answer.
        stop_with_stdin: Also stop when standard input ends, which happens however the parent died.
        on_stop: Called first, so that long polls end at once.
        beside: Runs all the while, until it is cancelled.
    """
    servers = [_server(app) for app, _ in apps]

    stops: list[Callable[[], Any]] = [on_stop]

    def stop() -> None:
        for each in stops:
            each()
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    async with asyncio.TaskGroup() as group:
        for server, (_, listener) in zip(servers, apps, strict=True):
            group.create_task(server.serve(sockets=[listener]))
        for server in servers:
            await server.answers.wait()
        stops.append(group.create_task(beside).cancel)
        settle_memory()
        print(json.dumps(ready_line), flush=True)  # noqa: T201 -- the parent reads it
        if stop_with_stdin:
            _stop_at_end_of_stdin(loop, stop)


def _stop_at_end_of_stdin(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    try:
        loop.add_reader(sys.stdin.fileno(), _read_until_end, loop, stop)
    except PermissionError:
        stop()  # a file or /dev/null cannot be waited for: its end is there already


def _read_until_end(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        loop.remove_reader(sys.stdin.fileno())
        stop()


def _server(app: ASGIApp) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            http=MockProtocol,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=_KEEP_ALIVE_S,
            lifespan="on",
        )
    )
