"""Start the parts of a stack side by side, all or none."""

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

from rma_scenarios.errors import StackError
from rma_scenarios.processes import READY_WITHIN_S, Child, start_child
from rma_scenarios.stack_links import StackLinks, StrangerAdaptor


async def start_parts(
    exits: contextlib.AsyncExitStack,
    folder: Path,
    *,
    ports: list[int] | None,
    stranger: StrangerAdaptor | None,
    is_kept: bool = False,
) -> StackLinks:
    """Start the mocks and, unless a stranger's adaptor is used, our own; they end with `exits`.

    Args:
        exits: Ends them.
        folder: Where logs and databases go.
        ports: Of adaptor, Gladly, ReturnLogic and administration; free ones when None.
        stranger: An adaptor to use instead of ours.
        is_kept: Whether worlds are kept in the folder, too, and are open again if it has some.

    Raises:
        StackError: When one of them does not come up.
    """
    ports = ports or [0] * 4
    tokens = {
        "RMA_MOCKS_CONTROL_TOKEN": secrets.token_urlsafe(24),
        "RMA_ADAPTOR_ADMIN_TOKEN": secrets.token_urlsafe(24),
    }
    flags: tuple[str, ...] = ("--gladly-port", str(ports[1]), "--returnlogic-port", str(ports[2]))
    flags += ("--state", str(folder)) if is_kept else ()
    starts = [start_child("mocks", *flags, folder=folder, environment=tokens)]
    if stranger is None:
        database = f"sqlite+aiosqlite:///{folder / 'adaptor.db'}"
        flags = ("--port", str(ports[0]), "--admin-port", str(ports[3]), "--database", database)
        starts.append(start_child("adaptor", *flags, folder=folder, environment=tokens))
    up: list[Child] = []
    exits.push_async_callback(_stop_all, up)
    mocks, *rest = await _all_or_none([_kept(up, start) for start in starts])
    ours = rest[0].ready["adaptor"] if rest else {}
    return StackLinks(
        gladly_url=mocks.ready["gladly"]["url"],
        returnlogic_url=mocks.ready["returnlogic"]["url"],
        control_url=mocks.ready["control"]["url"],
        control_token=tokens["RMA_MOCKS_CONTROL_TOKEN"],
        adaptor_url=ours.get("url"),
        admin_url=ours.get("admin_url"),
        admin_token=tokens["RMA_ADAPTOR_ADMIN_TOKEN"] if ours else None,
        stranger=stranger,
    )


async def _kept(up: list[Child], start: Coroutine[Any, Any, Child]) -> Child:
    """Start one child; from the moment it is up it ends with the stack, also when another one fails to start."""
    child = await start
    up.append(child)
    return child


async def _stop_all(children: list[Child]) -> None:
    await asyncio.gather(*(child.stop() for child in children))


async def _all_or_none(starts: Iterable[Coroutine[Any, Any, Child]]) -> list[Child]:
    """Wait for all children; when one does not come up, say why."""
    outcomes = await asyncio.gather(*starts, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, TimeoutError):
            raise StackError(f"a part of the stack did not come up within {READY_WITHIN_S:g} seconds") from outcome
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, Child)]
