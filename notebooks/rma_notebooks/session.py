"""Find the stack that a notebook talks to, or start one."""

import os
from dataclasses import dataclass
from typing import Any

from rma_notebooks.background import background
from rma_notebooks.errors import in_one_sentence
from rma_notebooks.views.links import page_link
from rma_notebooks.views.markup import Html, paragraph
from rma_scenarios.announced import STACK_VARIABLE, announced_stacks
from rma_scenarios.client import CallFailed
from rma_scenarios.demo_world import open_demo_world
from rma_scenarios.errors import StackError
from rma_scenarios.stack import Stack, connected_stack, running_stack

_FOUND = "Connected to the stack that is running."
_STARTED = "No stack was running, so this notebook started one; it ends with the notebook."
_ANSWERS_WITHIN_S = 5.0
_DEMO = "demo"

_current: list[Stack] = []


@dataclass(frozen=True, slots=True)
class Connection:
    """A running stack, and how it was come by; `pages` has the demo world's addresses."""

    how: str
    pages: dict[str, str]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        links = [page_link(url, name) for name, url in self.pages.items()]
        return Html(
            paragraph(self.how) + f"<p>{' · '.join(links)}</p>",
            "\n".join([self.how, *(f"{name}: {url}" for name, url in self.pages.items())]),
        ).bundle()


def connect(url: str | None = None) -> Connection:
    """Connect this notebook to a stack: the one it was started with, one that runs on this machine, else a new one.

    Args:
        url: A stack's URL, as `rma up` prints it.

    Raises:
        NotebookProblem: When nothing answers at the given URL, or no stack can be started.
    """
    with in_one_sentence():
        stack, how = background().run(_still_there(url)) or _found(url) or _started()
        _current[:] = [stack]
        return Connection(how, background().run(_demo_pages(stack)))


def current_stack() -> Stack:
    """Return the stack that this notebook is connected to."""
    if not _current:
        connect()
    return _current[0]


async def is_there(stack: Stack) -> bool:
    """Say whether a stack still answers."""
    try:
        return (await stack.control.get("stack")).is_success
    except CallFailed:
        return False


async def _still_there(url: str | None) -> tuple[Stack, str] | None:
    stack = _current[0] if _current else None
    if stack is None or (url and url != stack.url) or not await is_there(stack):
        return None
    return stack, _FOUND


def _found(url: str | None) -> tuple[Stack, str] | None:
    if url:
        return _opened(url), _FOUND
    for candidate in [os.environ.get(STACK_VARIABLE), *announced_stacks()]:
        try:
            if candidate:
                return _opened(candidate), _FOUND
        except StackError:  # it has ended since; there may be others
            continue
    return None


def _opened(url: str) -> Stack:
    return background().open(connected_stack(url, within_s=_ANSWERS_WITHIN_S))


def _started() -> tuple[Stack, str]:
    return background().open(running_stack()), _STARTED


async def _demo_pages(stack: Stack) -> dict[str, str]:
    try:
        world = await stack.world(_DEMO)
    except StackError:
        world = await _opened_demo(stack)
    links = world.links
    return {
        "Stage": links["stage_url"],
        "Agent desktop": links["gladly"]["desk_url"],
        "Returns Center": links["returnlogic"]["returns_center_url"],
        "ReturnLogic staff": links["returnlogic"]["originate_url"],
    }


async def _opened_demo(stack: Stack) -> Any:
    try:
        return await open_demo_world(stack)
    except StackError:  # another notebook opened it just now
        return await stack.world(_DEMO)
