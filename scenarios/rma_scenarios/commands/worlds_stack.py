"""Find the stack that `rma worlds` works on, and say in one sentence what went wrong there."""

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import click

from rma_scenarios.announced import STACK_VARIABLE, announced_stacks
from rma_scenarios.client import CallFailed
from rma_scenarios.errors import StackError
from rma_scenarios.interrupting import run_interruptibly
from rma_scenarios.stack import Stack, connected_stack

STACK_URL = click.option(
    "--stack-url",
    metavar="URL",
    envvar=STACK_VARIABLE,
    help=f"The stack to work on, as rma up prints it; else ${STACK_VARIABLE}, else the newest that runs here.",
)

_CONNECTS_WITHIN_S = 5.0
_ENDS_WITHIN_S = 60.0
_INTERRUPTED = 130

Found = TypeVar("Found")


def on_stack(command: str, url: str | None, work: Callable[[Stack], Awaitable[Found]]) -> Found:
    """Do something on a running stack and return what came of it; say why when it does not work, with status 2.

    Args:
        command: Who says so.
        url: The stack's URL; that of the newest stack running on this machine when None.
        work: What to do.
    """
    try:
        return run_interruptibly(_done(url, work))
    except TimeoutError:
        refuse(command, f"the stack did not answer within {_ENDS_WITHIN_S:g} seconds")
    except (StackError, CallFailed) as error:
        refuse(command, str(error))
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def refuse(command: str, sentence: str) -> NoReturn:
    """Say what is wrong, and end."""
    click.echo(f"rma worlds {command}: {sentence}", err=True)
    sys.exit(2)


async def _done(url: str | None, work: Callable[[Stack], Awaitable[Found]]) -> Found:
    async with asyncio.timeout(_ENDS_WITHIN_S), contextlib.AsyncExitStack() as exits:
        return await work(await _found(exits, url))


async def _found(exits: contextlib.AsyncExitStack, url: str | None) -> Stack:
    if url:
        return await exits.enter_async_context(connected_stack(url, within_s=_CONNECTS_WITHIN_S))
    for candidate in announced_stacks():
        with contextlib.suppress(StackError):  # it has ended since; there may be others
            return await exits.enter_async_context(connected_stack(candidate, within_s=_CONNECTS_WITHIN_S))
    raise StackError("no stack runs on this machine; start one with rma up, or name one with --stack-url URL")
