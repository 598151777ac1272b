"""Run the adaptor as a process: `rma adaptor`."""

import asyncio
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

import click
import uvicorn
from fastapi import FastAPI

from rma_adaptor.admin import create_admin_app
from rma_adaptor.app import create_app
from rma_adaptor.errors import ConfigurationError
from rma_adaptor.ports import bind, url_of
from rma_adaptor.services import Services
from rma_adaptor.settings import Settings, load_settings
from rma_adaptor.telemetry import log_to_stderr

# Lookups under way get this long for their fetch, and the rest of the server's grace to be answered without it.
_FETCH_GRACE_S = 0.5
_GRACE_S = 1

# Longer than clients keep an idle connection, or a call may meet it just as it is closed.
_KEEP_ALIVE_S = 75


@click.command(short_help="Serve Gladly's lookups from ReturnLogic.")
@click.option("--host", help="Address for lookups (default 127.0.0.1).")
@click.option("--port", type=int, help="Port for lookups; 0 takes any free one (default 8700).")
@click.option("--admin-host", help="Address of the admin API (default 127.0.0.1).")
@click.option("--admin-port", type=int, help="Port of the admin API; 0 takes any free one (default 8703).")
@click.option("--database", help="SQLAlchemy URL (default sqlite+aiosqlite:///rma-adaptor.db).")
@click.option("--stop-with-stdin", is_flag=True, help="End when standard input ends.")
def adaptor(*, stop_with_stdin: bool, **flags: str | int | None) -> None:
    """Serve Gladly's lookups from ReturnLogic.

    Every setting can also come from the environment, as RMA_ADAPTOR_<NAME>; adaptor/README.md lists them.
    """
    try:
        settings = load_settings(**flags)
        with ExitStack() as sockets:
            public = sockets.enter_context(bind(settings.host, settings.port, setting="port"))
            admin = sockets.enter_context(bind(settings.admin_host, settings.admin_port, setting="admin_port"))
            log_to_stderr()
            loop_factory = uvicorn.Config(app="", log_config=None).get_loop_factory()
            with asyncio.Runner(loop_factory=loop_factory) as runner:
                runner.run(_serve(settings, public, admin, stop_with_stdin=stop_with_stdin))
    except ConfigurationError as error:
        click.echo(f"rma adaptor: {error}", err=True)
        sys.exit(2)


async def _serve(settings: Settings, public: socket.socket, admin: socket.socket, *, stop_with_stdin: bool) -> None:
    app = create_app(settings)
    services: Services = app.state.services
    url, admin_url = url_of(public), url_of(admin)
    async with app.router.lifespan_context(app):
        servers = [_server(app, settings), _server(create_admin_app(services), settings)]
        stop = _stopper(servers, services)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        if stop_with_stdin:
            _watch_stdin(stop)
        running = [
            asyncio.create_task(server.serve(sockets=[taken]))
            for server, taken in zip(servers, (public, admin), strict=True)
        ]
        for server in servers:
            await server.is_serving.wait()
        _announce(settings, services, url, admin_url)
        await asyncio.gather(*running)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_serving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, and tell who waits for it."""
        await super().startup(sockets)
        self.is_serving.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: two servers in one process cannot both have them."""
        yield


def _server(app: FastAPI, settings: Settings) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",  # both apps share one lifespan, entered by `_serve`
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=settings.max_concurrency,
            timeout_graceful_shutdown=_GRACE_S,
            timeout_keep_alive=_KEEP_ALIVE_S,
        )
    )


def _stopper(servers: Sequence[uvicorn.Server], services: Services) -> Callable[[], None]:
    loop = asyncio.get_running_loop()

    def stop() -> None:
        for server in servers:
            server.should_exit = True
        loop.call_later(_FETCH_GRACE_S, services.read_model.give_up)

    return stop


def _watch_stdin(stop: Callable[[], None]) -> None:
    """Stop when the parent's end of the pipe is gone, however the parent ended."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        with suppress(OSError):
            while os.read(0, 4096):
                pass
        # The loop may be gone already, when the process is ending for another reason.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(stop)

    threading.Thread(target=watch, name="stdin", daemon=True).start()


def _announce(settings: Settings, services: Services, url: str, admin_url: str) -> None:
    count = len(services.tenants.all())
    click.echo(f"rma adaptor: lookups on {url}, admin on {admin_url}, {count} tenants", err=True)
    if settings.admin_token is None:
        click.echo("rma adaptor: the admin API asks for no token; it is open to this machine only", err=True)
    click.echo(json.dumps({"ready": True, "adaptor": {"url": url, "admin_url": admin_url}}))
    sys.stdout.flush()
