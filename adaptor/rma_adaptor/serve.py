"""Run the adaptor as a process: `rma adaptor`."""

import asyncio
import math
import signal
import socket
import sys
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import click
import uvicorn
from fastapi import FastAPI

from rma_adaptor.admin import create_admin_app
from rma_adaptor.app import create_app
from rma_adaptor.errors import ConfigurationError
from rma_adaptor.ports import announce, bind, url_of
from rma_adaptor.request_heads import BoundedHeads
from rma_adaptor.services import Services
from rma_adaptor.settings import Settings, load_settings
from rma_adaptor.stopping import Stopper, watch_stdin
from rma_adaptor.telemetry import LOG, log_loop_error, log_to_stderr, log_unexpected
from rma_adaptor.worker_pages import WorkerPages
from rma_adaptor.workers import Worker, run_workers

# Beyond its budget a lookup needs only the writing of its answer.
_GRACE_S = 1


@click.command(short_help="Serve Gladly's lookups from ReturnLogic.")
@click.option("--host", help="Address for lookups (default 127.0.0.1).")
@click.option("--port", type=int, help="Port for lookups; 0 takes any free one (default 8700).")
@click.option("--admin-host", help="Address of the admin API (default 127.0.0.1).")
@click.option("--admin-port", type=int, help="Port of the admin API; 0 takes any free one (default 8703).")
@click.option("--database", help="SQLAlchemy URL (default sqlite+aiosqlite:///rma-adaptor.db).")
@click.option("--workers", type=int, help="Processes that serve lookups; above 1 they need a Redis (default 1).")
@click.option("--stop-with-stdin", is_flag=True, help="End when standard input ends.")
@click.option("--worker", hidden=True, help="Makes this process one of several workers.")
def adaptor(*, stop_with_stdin: bool, worker: str | None, **flags: str | int | None) -> None:
    """Serve Gladly's lookups from ReturnLogic.

    Every setting can also come from the environment, as RMA_ADAPTOR_<NAME>; adaptor/README.md lists them.
    """
    try:
        settings = load_settings(**flags)
        if worker is not None:
            _run_worker(settings, Worker.of(worker))
            return
        with ExitStack() as sockets:
            public = sockets.enter_context(bind(settings.host, settings.port, setting="port"))
            admin = sockets.enter_context(bind(settings.admin_host, settings.admin_port, setting="admin_port"))
            log_to_stderr(settings.log_format)
            if settings.workers > 1:
                sys.exit(run_workers(settings, flags, public, admin, stop_with_stdin=stop_with_stdin))
            _run(_serve(settings, public, admin, stop_with_stdin=stop_with_stdin))
    except ConfigurationError as error:
        click.echo(f"rma adaptor: {error}", err=True)
        sys.exit(2)
    except Exception as error:  # noqa: BLE001  the interpreter's own traceback would quote the message
        log_unexpected(error)
        sys.exit(1)


def _run(serving: Coroutine[Any, Any, None]) -> None:
    loop_factory = uvicorn.Config(app="", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(serving)


def _run_worker(settings: Settings, worker: Worker) -> None:
    log_to_stderr(settings.log_format, worker=worker.number)
    with ExitStack() as sockets:
        public = sockets.enter_context(socket.socket(fileno=worker.public_fd))
        admin = sockets.enter_context(socket.socket(fileno=worker.admin_fd))
        _run(_serve(settings, public, admin, stop_with_stdin=True, worker=worker))


async def _serve(
    settings: Settings,
    public: socket.socket,
    admin: socket.socket,
    *,
    stop_with_stdin: bool,
    worker: Worker | None = None,
) -> None:
    app = create_app(settings)
    services: Services = app.state.services
    urls = url_of(public), url_of(admin)
    pages = WorkerPages(Path(worker.folder), worker.number, worker.count, services.metrics.page) if worker else None
    async with pages.shown() if pages else nullcontext(), app.router.lifespan_context(app):
        # Of several workers one has the admin API: what it tells is true of all, and what it has done is told next.
        apps = [(app, public)]
        if worker is None or worker.is_first:
            apps.append((create_admin_app(services, pages), admin))
        else:
            admin.close()
        servers = [_server(each, settings) for each, _ in apps]
        _let_be_stopped(Stopper(servers[0], services), with_stdin=stop_with_stdin)
        serving = [asyncio.create_task(server.serve([taken])) for server, (_, taken) in zip(servers, apps, strict=True)]
        for server in servers:
            await server.is_serving.wait()
        tenants = len(services.tenants.all())
        LOG.info("serving", url=urls[0], admin_url=urls[1], tenants=tenants, settings=settings.shown())
        if settings.admin_token is None and len(apps) > 1:
            LOG.warning("the admin API asks for no token; it is open to this machine only")
        announce(*urls)
        # In good order the public server ends first, and the admin server has stayed to tell of it.
        await asyncio.wait(serving, return_when=asyncio.FIRST_COMPLETED)
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*serving)
    LOG.info("stopped")


def _let_be_stopped(stopper: Stopper, *, with_stdin: bool) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(log_loop_error)
    loop.add_signal_handler(signal.SIGTERM, stopper.stop)
    loop.add_signal_handler(signal.SIGINT, stopper.hurry)
    if with_stdin:
        watch_stdin(stopper.hurry)


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
