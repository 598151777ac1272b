"""`rma lab`: the whole triangle, and JupyterLab beside it, until Ctrl-C."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import click
import nbformat
from nbformat.sign import NotebookNotary

from rma_notebooks.views.links import PROXY_VARIABLE
from rma_scenarios.announced import STACK_VARIABLE, announced
from rma_scenarios.demo_world import open_demo_world
from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack, running_stack

_NOTEBOOKS = Path(__file__).resolve().parents[1]
_START = "00_start_here.ipynb"
_SETTINGS = Path(__file__).with_name("lab_settings")
"""No news from the network; light or dark as the reader's system is; nothing saved that nobody asked to save."""


@click.command(short_help="Start the whole triangle and JupyterLab until Ctrl-C.")
@click.option("--port", default=8888, show_default=True, help="Port of JupyterLab; it takes the next free one.")
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the browser.")
@click.option(
    "--through-lab", is_flag=True, help="Let links go through JupyterLab's own port, where no other can be reached."
)
@click.argument("more", nargs=-1, metavar="[-- FLAGS OF JUPYTERLAB]")
def lab(*, port: int, browser: bool, through_lab: bool, more: tuple[str, ...]) -> None:
    """Start the whole triangle and JupyterLab on the notebooks; Ctrl-C ends all of it.

    Outside a checkout JupyterLab opens on this folder, where a notebook of yours may use rma_notebooks.
    """
    try:
        sys.exit(asyncio.run(_lab(_flags(port, browser=browser, more=more), through_lab=through_lab)))
    except StackError as error:
        click.echo(f"rma lab: {error}", err=True)
        sys.exit(2)


def _flags(port: int, *, browser: bool, more: tuple[str, ...]) -> list[str]:
    is_checkout = (_NOTEBOOKS / _START).is_file()
    flags = [f"--ServerApp.root_dir={_NOTEBOOKS if is_checkout else Path.cwd()}", f"--ServerApp.port={port}"]
    flags += [f"--LabApp.app_settings_dir={_SETTINGS}", "--log-level=WARN", "--LabApp.log_level=WARN"]
    flags += [f"--LabApp.default_url=/lab/tree/{_START}"] if is_checkout else []
    flags += [] if browser else ["--no-browser"]
    flags += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # containers; loopback only
    return [*flags, *more]


def _trust_ours() -> None:
    """Let JupyterLab show the pictures of our own notebooks before anybody runs them.

    They come from where this very code comes from; notebooks that somebody else put beside them are not signed.
    """
    notary = NotebookNotary()
    for path in _NOTEBOOKS.glob("0*_*.ipynb"):
        notary.sign(nbformat.read(path, as_version=4))


async def _lab(flags: list[str], *, through_lab: bool) -> int:
    click.echo("Starting adaptor, mock Gladly, mock ReturnLogic and JupyterLab …", err=True)
    _trust_ours()
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    async with running_stack() as stack:
        links = (await open_demo_world(stack)).links
        click.echo(f"Stage:          {links['stage_url']}", err=True)
        click.echo(f"Agent desktop:  {links['gladly']['desk_url']}", err=True)
        with announced(stack.url):
            ended_with = await _jupyter(flags, stack, asked_to_stop, through_lab=through_lab)
    click.echo("Stopped; nothing is left running.", err=True)
    return ended_with


async def _jupyter(flags: list[str], stack: Stack, asked_to_stop: asyncio.Event, *, through_lab: bool) -> int:
    """Run JupyterLab until it ends or somebody asks; what that somebody wanted is no failure."""
    told = {STACK_VARIABLE: stack.url} | ({PROXY_VARIABLE: "/proxy/"} if through_lab else {})
    jupyter = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "rma_notebooks.jupyter",
        *flags,
        stdin=asyncio.subprocess.PIPE,
        env=os.environ | told,
        start_new_session=True,
    )
    ended = asyncio.create_task(jupyter.wait())
    stopping = asyncio.create_task(asked_to_stop.wait())
    await asyncio.wait([ended, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    assert jupyter.stdin is not None  # noqa: S101 -- it was opened as a pipe; for the type checker
    jupyter.stdin.close()  # it sees to it that it ends, and soon
    code = await ended
    return 0 if asked_to_stop.is_set() else code
