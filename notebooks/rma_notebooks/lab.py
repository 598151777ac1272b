"""`rma lab`: the whole triangle, and JupyterLab beside it, until Ctrl-C."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import click

from rma_notebooks.session import STACK_VARIABLE
from rma_scenarios.demo_world import open_demo_world, stack_links
from rma_scenarios.errors import StackError
from rma_scenarios.stack import running_stack

_NOTEBOOKS = Path(__file__).resolve().parents[1]
_START = "00_start_here.ipynb"


@click.command(short_help="Start the whole triangle and JupyterLab until Ctrl-C.")
@click.option("--port", default=8888, show_default=True, help="Port of JupyterLab; it takes the next free one.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the browser.")
def lab(*, port: int, browser: bool) -> None:
    """Start the whole triangle and JupyterLab on the notebooks; Ctrl-C ends all of it."""
    folder = _NOTEBOOKS if (_NOTEBOOKS / _START).is_file() else Path.cwd()
    flags = [f"--ServerApp.root_dir={folder}", f"--ServerApp.port={port}"]
    flags += [] if browser else ["--no-browser"]
    flags += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # containers; loopback only
    flags += [f"--LabApp.default_url=/lab/tree/{_START}"] if folder == _NOTEBOOKS else []
    try:
        sys.exit(asyncio.run(_lab(flags)))
    except StackError as error:
        click.echo(f"rma lab: {error}", err=True)
        sys.exit(2)


async def _lab(flags: list[str]) -> int:
    click.echo("Starting adaptor, mock Gladly, mock ReturnLogic and JupyterLab …", err=True)
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    async with running_stack() as stack:
        world = await open_demo_world(stack)
        links = stack_links(stack, world)
        click.echo(f"The stage: {links['stage_url']}", err=True)
        jupyter = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "rma_notebooks.jupyter",
            *flags,
            stdin=asyncio.subprocess.PIPE,
            env=os.environ | {STACK_VARIABLE: json.dumps(links)},
            start_new_session=True,
        )
        ended = asyncio.create_task(jupyter.wait())
        stopping = asyncio.create_task(asked_to_stop.wait())
        await asyncio.wait([ended, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if jupyter.stdin is not None:
            jupyter.stdin.close()
        return await ended
