"""`rma up`: the whole triangle on this machine, until Ctrl-C."""

import asyncio
import contextlib
import json
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from rma_scenarios.announced import announced
from rma_scenarios.demo_world import kept_or_new_demo, open_demo_world, stack_links
from rma_scenarios.errors import StackError
from rma_scenarios.links_text import listed, rows_of
from rma_scenarios.stack import PORT_BASE, PORTS, running_stack
from rma_scenarios.stack_folder import ports_in

_HOST = "127.0.0.1"
_PATIENCE_S = 2.0


@click.command(short_help="Start the whole triangle until Ctrl-C.")
@click.option(
    "--port-base",
    type=click.IntRange(0, 65_532),
    show_default=f"{PORT_BASE}, or where --state was used last",
    help="First of four ports in a row; 0 for free ones.",
)
@click.option("--adaptor", "adaptor_url", metavar="URL", help="Use the lookup adaptor at this URL instead of ours.")
@click.option("--signing-key", metavar="KEY", help="Sign requests to that adaptor with this key.")
@click.option("--returnlogic-key", metavar="KEY", help="The demo world's ReturnLogic API key; made up if not given.")
@click.option("--seed", type=int, show_default="7", help="Seed of the demo world.")
@click.option("--customers", type=int, show_default="50", help="How many people the demo world has.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep worlds and tenants in this folder; they are there again at the next start.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when everything answers.")
def up(
    *,
    port_base: int | None,
    adaptor_url: str | None,
    signing_key: str | None,
    returnlogic_key: str | None,
    seed: int | None,
    customers: int | None,
    state: Path | None,
    as_json: bool,
) -> None:
    """Start adaptor, mock Gladly and mock ReturnLogic with a demo world; Ctrl-C ends all of it."""
    if signing_key and not adaptor_url:
        raise click.UsageError("--signing-key goes with --adaptor; our own adaptor gets its key by itself.")
    if adaptor_url and not adaptor_url.startswith(("http://", "https://")):
        raise click.UsageError(
            f"--adaptor wants a URL such as https://adaptor.example.com/lookup, not {adaptor_url!r}."
        )
    if not as_json:
        click.echo("Starting adaptor, mock Gladly and mock ReturnLogic …", err=True)
    options = {"adaptor_url": adaptor_url, "signing_key": signing_key, "state": state}
    team = {"api_key": returnlogic_key} if returnlogic_key else None
    wanted = {"seed": seed, "customers": customers, "returnlogic": team}
    spec = {name: value for name, value in wanted.items() if value is not None}
    try:
        base = _port_base(port_base, state)
        _refuse_taken(base, state)
        asyncio.run(_up(options | {"port_base": base}, spec, as_json=as_json))
    except StackError as error:
        click.echo(f"rma up: {error}", err=True)
        sys.exit(2)


def _port_base(wanted: int | None, state: Path | None) -> int | None:
    """Return the first port to take; None for free ones, or for those that a kept stack had."""
    if wanted is None and not (state and ports_in(state, None)):
        return PORT_BASE
    return wanted or None


def _refuse_taken(base: int | None, state: Path | None) -> None:
    """Say which port is taken before anything starts; each part would speak of a flag of its own.

    Raises:
        StackError: One is.
    """
    kept = ports_in(state, None) if state and base is None else None
    for port in kept or (range(base, base + PORTS) if base else ()):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                or_else = "the worlds kept here lead to it" if kept else "or shift all ports with --port-base N"
                raise StackError(f"port {port} is taken: stop what uses it, {or_else}") from None


async def _warn_of_silence(url: str) -> None:
    """Say so when nobody listens at an adaptor's address yet."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_PATIENCE_S):
            _, writer = await asyncio.open_connection(parts.hostname, port)
    except (OSError, TimeoutError):
        click.echo(f"Nothing listens at {url} yet; until it does, every lookup fails.", err=True)
        return
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def _up(options: dict[str, Any], spec: dict[str, Any], *, as_json: bool) -> None:
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    async with running_stack(**options) as stack:
        world = await (kept_or_new_demo(stack, spec) if options["state"] else open_demo_world(stack, **spec))
        links = stack_links(stack, world)
        click.echo(json.dumps(links) if as_json else _table(links))
        if options["adaptor_url"] and not as_json:
            await _warn_of_silence(options["adaptor_url"])
        sys.stdout.flush()
        with announced(stack.url):
            await asked_to_stop.wait()
    if not as_json:
        click.echo("\nStopped; nothing is left running.", err=True)


def _table(links: dict[str, Any]) -> str:
    tip = (
        "Try: open the stage, type gina.lin@example.com into the shopper's chat on the left,\n"
        "     and watch the RMA link appear on the agent's desktop on the right.  Ctrl-C stops everything."
    )
    return "\n".join(["", listed([*rows_of(links), ("Logs", links["logs"])]), "", tip])
