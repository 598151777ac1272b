"""Run the adaptor as a process, or as several: `rma adaptor`."""

import sys
from contextlib import ExitStack

import click

from rma_adaptor.errors import ConfigurationError
from rma_adaptor.ports import bind
from rma_adaptor.settings import Settings, load_settings, unknown_names
from rma_adaptor.telemetry import LOG, log_to_stderr, log_unexpected
from rma_adaptor.workers import Worker, run_workers


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
            _serve_as(Worker.of(worker), settings)
            return
        with ExitStack() as sockets:
            public = sockets.enter_context(bind(settings.host, settings.port, setting="port"))
            admin = sockets.enter_context(bind(settings.admin_host, settings.admin_port, setting="admin_port"))
            log_to_stderr(settings.log_format)
            if unknown := unknown_names():
                LOG.warning("what is called like a setting and is none is ignored", names=", ".join(unknown))
            if settings.workers > 1:
                sys.exit(run_workers(settings, flags, public, admin, stop_with_stdin=stop_with_stdin))
            from rma_adaptor.serving import serve_alone  # noqa: PLC0415  who only keeps workers needs none of it

            serve_alone(settings, public, admin, stop_with_stdin=stop_with_stdin)
    except ConfigurationError as error:
        click.echo(f"rma adaptor: {error}", err=True)
        sys.exit(2)
    except Exception as error:  # noqa: BLE001  the interpreter's own traceback would quote the message
        log_unexpected(error)
        sys.exit(1)


def _serve_as(worker: Worker, settings: Settings) -> None:
    from rma_adaptor.serving import serve_as  # noqa: PLC0415  as above

    log_to_stderr(settings.log_format, worker=worker.number)
    serve_as(worker, settings)
