"""Serve lookups, and the admin API beside them, until somebody ends the process."""

import asyncio
import gc
import math
import signal
import socket
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from rma_adaptor.admin import create_admin_app
from rma_adaptor.app import create_app
from rma_adaptor.database import is_in_memory
from rma_adaptor.errors import ConfigurationError
from rma_adaptor.ports import announce, url_of
from rma_adaptor.request_heads import BoundedHeads
from rma_adaptor.returnlogic import warm_up
from rma_adaptor.services import Services
from rma_adaptor.settings import Settings
from rma_adaptor.standard_input import watch_stdin
from rma_adaptor.stopping import Stopper
from rma_adaptor.telemetry import LOG, log_loop_error
from rma_adaptor.worker_pages import WorkerPages
from rma_adaptor.workers import Worker

# Beyond its budget a lookup needs only the writing of its answer.
_GRACE_S = 1


def serve_alone(settings: Settings, public: socket.socket, admin: socket.socket, *, stop_with_stdin: bool) -> None:
    """Serve with this process only.

    Raises:
        ConfigurationError: A setting cannot be used.
    """
    _run(_serve(settings, public, admin, stop_with_stdin=stop_with_stdin))


def serve_as(worker: Worker, settings: Settings) -> None:
    """Serve as one of several workers, on inherited sockets, until told to stop or alone.

    Raises:
        ConfigurationError: A setting cannot be used, or each worker would have a database of its own.
    """
    if is_in_memory(settings.database):
        raise ConfigurationError(f"workers {worker.count} need a database that they share, not one in memory")
    with ExitStack() as sockets:
        public = sockets.enter_context(socket.socket(fileno=worker.public_fd))
        admin = sockets.enter_context(socket.socket(fileno=worker.admin_fd))
        _run(_serve(settings, public, admin, stop_with_stdin=True, worker=worker))


def _run(serving: Coroutine[Any, Any, None]) -> None:
    loop_factory = uvicorn.Config(app="", log_config=None).get_loop_factory()
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(serving)


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
        # The first lookup would wait for it, the ready line need not.
        warming = asyncio.get_running_loop().run_in_executor(None, _settle)
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
