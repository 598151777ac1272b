"""Run the adaptor as a process: `rma adaptor`."""

import asyncio
import gc
import json
import math
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

import click
import uvicorn
from fastapi import FastAPI

from rma_adaptor.admin import create_admin_app
from rma_adaptor.app import create_app
from rma_adaptor.errors import ConfigurationError
from rma_adaptor.ports import bind, url_of
from rma_adaptor.request_heads import BoundedHeads
from rma_adaptor.returnlogic import warm_up
from rma_adaptor.services import Services
from rma_adaptor.settings import Settings, load_settings
from rma_adaptor.stopping import Stopper
from rma_adaptor.telemetry import LOG, log_loop_error, log_to_stderr, log_unexpected

# Beyond its budget a lookup needs only the writing of its answer.
_GRACE_S = 1


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
            log_to_stderr(settings.log_format)
            loop_factory = uvicorn.Config(app="", log_config=None).get_loop_factory()
            with asyncio.Runner(loop_factory=loop_factory) as runner:
                runner.run(_serve(settings, public, admin, stop_with_stdin=stop_with_stdin))
    except ConfigurationError as error:
        click.echo(f"rma adaptor: {error}", err=True)
        sys.exit(2)
    except Exception as error:  # noqa: BLE001  the interpreter's own traceback would quote the message
        log_unexpected(error)
        sys.exit(1)


async def _serve(settings: Settings, public: socket.socket, admin: socket.socket, *, stop_with_stdin: bool) -> None:
    app = create_app(settings)
    services: Services = app.state.services
    url, admin_url = url_of(public), url_of(admin)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_loop_error)
    async with app.router.lifespan_context(app):
        servers = _server(app, settings), _server(create_admin_app(services), settings)
        stopper = Stopper(servers[0], services)
        loop.add_signal_handler(signal.SIGTERM, stopper.stop)
        loop.add_signal_handler(signal.SIGINT, stopper.hurry)
        if stop_with_stdin:
            _watch_stdin(stopper.hurry)
        serving = [
            asyncio.create_task(server.serve([taken])) for server, taken in zip(servers, (public, admin), strict=True)
        ]
        for server in servers:
            await server.is_serving.wait()
        _announce(settings, services, url, admin_url)
        warming = loop.run_in_executor(None, _settle)  # the first lookup would wait for it, the ready line need not
        # In good order the public server ends first, and the admin server has stayed to tell of it.
        await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*serving, warming)
    LOG.info("stopped")


def _settle() -> None:
    """Get ready for the first call, and leave all that is there by then out of every search for garbage.

    Full collections took a twentieth of the CPU of lookups with their calls, most of it for what stays anyway.
    """
    warm_up()
    gc.freeze()


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
            http=partial(BoundedHeads, max_head_bytes=settings.max_head_bytes, head_timeout_s=settings.head_timeout_s),  # type: ignore[arg-type]  # uvicorn only calls it
            ws="none",
            lifespan="off",  # both apps share one lifespan, entered by `_serve`
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=settings.max_concurrency,
            timeout_graceful_shutdown=math.ceil(settings.budget_s) + _GRACE_S,
            timeout_keep_alive=settings.keep_alive_s,
        )
    )


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
    LOG.info("serving", url=url, admin_url=admin_url, tenants=len(services.tenants.all()), settings=settings.shown())
    if settings.admin_token is None:
        LOG.warning("the admin API asks for no token; it is open to this machine only")
    click.echo(json.dumps({"ready": True, "adaptor": {"url": url, "admin_url": admin_url}}))
    sys.stdout.flush()
