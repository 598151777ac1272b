"""`rma mocks`: the mock Gladly and the mock ReturnLogic in one process."""

import asyncio
import secrets
import socket
import sys
from pathlib import Path

import click

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.core.server import PortTaken, address, bind, fastest_loop, serve
from rma_mocks.worlds.disk.errors import StateError

PORT = click.IntRange(0, 65_535)


@click.command(short_help="Run the mock Gladly and the mock ReturnLogic.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--gladly-port", type=PORT, default=8701, show_default=True, help="Port of the mock Gladly; 0 for a free one."
)
@click.option(
    "--returnlogic-port", type=PORT, default=8702, show_default=True, help="Port of the mock ReturnLogic; 0 likewise."
)
@click.option(
    "--control-token", envvar="RMA_MOCKS_CONTROL_TOKEN", help="Bearer token of the control API; made if unset."
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep worlds in this folder; they are open again at the next start.",
)
@click.option("--stop-with-stdin", is_flag=True, help="End when standard input ends.")
@click.option("--i-know-these-are-mocks", is_flag=True, help="Allow a host that other machines can reach.")
def mocks(
    *,
    host: str,
    gladly_port: int,
    returnlogic_port: int,
    control_token: str | None,
    state: Path | None,
    stop_with_stdin: bool,
    i_know_these_are_mocks: bool,
) -> None:
    """Run the mock Gladly and the mock ReturnLogic.

    Prints one JSON line with URLs and control token as soon as both answer.
    """
    if f"[{host}]" not in LOOPBACK_HOSTS and host not in LOOPBACK_HOSTS and not i_know_these_are_mocks:
        raise click.UsageError(f"{host} can be reached by other machines; add --i-know-these-are-mocks if you mean it.")
    token = control_token or secrets.token_urlsafe(24)
    try:
        gladly = bind(host, gladly_port, name="the mock Gladly")
        returnlogic = bind(host, returnlogic_port, name="the mock ReturnLogic")
        hosts = LOOPBACK_HOSTS | {host, f"[{host}]"}
        _serve((gladly, returnlogic), hosts=hosts, token=token, state=state, stop_with_stdin=stop_with_stdin)
    except (PortTaken, StateError) as problem:
        click.echo(f"rma mocks: {problem}", err=True)
        sys.exit(2)


def _serve(
    listeners: tuple[socket.socket, socket.socket],
    *,
    hosts: frozenset[str],
    token: str,
    state: Path | None,
    stop_with_stdin: bool,
) -> None:
    from rma_mocks.worlds.alarm import Alarm  # noqa: PLC0415 -- a taken port is said before slow imports
    from rma_mocks.worlds.serving import mock_apps  # noqa: PLC0415 -- likewise

    gladly, returnlogic = listeners
    served = mock_apps(
        gladly_url=address(gladly),
        returnlogic_url=address(returnlogic),
        hosts=hosts,
        control_token=token,
        state=state,
    )
    line = {
        "ready": True,
        "gladly": {"url": address(gladly), "api_url": f"{address(gladly)}/api/v1"},
        "returnlogic": {"url": address(returnlogic), "api_url": f"{address(returnlogic)}/v1"},
        "control": {"url": f"{address(gladly)}/_mock", "token": token},
    }
    apps = [(served.gladly, gladly), (served.returnlogic, returnlogic)]
    alarm = Alarm(served.worlds, save=served.keeper.save if served.keeper else None)
    running = serve(
        apps, ready_line=line, stop_with_stdin=stop_with_stdin, on_stop=served.worlds.stop, beside=alarm.run()
    )
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        runner.run(running)
    if served.keeper:
        served.keeper.close()
