"""Start the parts of a stack side by side, all or none."""

import asyncio
import contextlib
import secrets
from collections.abc import Coroutine, Iterable
from pathlib import Path
from typing import Any

from rma_scenarios.errors import StackError
from rma_scenarios.processes import READY_WITHIN_S, Child, start_child
from rma_scenarios.stack_folder import kept_encryption_key, new_encryption_key
from rma_scenarios.stack_links import StackLinks, StrangerAdaptor

_FOR_CONTROL = "RMA_MOCKS_CONTROL_TOKEN"
_FOR_ADMIN = "RMA_ADAPTOR_ADMIN_TOKEN"
_FOR_SECRETS = "RMA_ADAPTOR_ENCRYPTION_KEYS"


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
    tokens = {name: secrets.token_urlsafe(24) for name in (_FOR_CONTROL, _FOR_ADMIN)}
    environment = tokens | {_FOR_SECRETS: kept_encryption_key(folder) if is_kept else new_encryption_key()}
    flags = _flags(folder, ports or [0] * 4, is_kept=is_kept)
    names = ("mocks", "adaptor") if stranger is None else ("mocks",)
    starts = [start_child(name, *flags[name], folder=folder, environment=environment) for name in names]
    up: list[Child] = []
    exits.push_async_callback(_stop_all, up)
    mocks, *rest = await _all_or_none([_kept(up, start) for start in starts])
    ours = rest[0].ready["adaptor"] if rest else {}
    return StackLinks(
        gladly_url=mocks.ready["gladly"]["url"],
        returnlogic_url=mocks.ready["returnlogic"]["url"],
        control_url=mocks.ready["control"]["url"],
        control_token=tokens[_FOR_CONTROL],
        adaptor_url=ours.get("url"),
        admin_url=ours.get("admin_url"),
        admin_token=tokens[_FOR_ADMIN] if ours else None,
        stranger=stranger,
    )


def _flags(folder: Path, ports: list[int], *, is_kept: bool) -> dict[str, list[str]]:
    state = ["--state", str(folder)] if is_kept else []
    database = f"sqlite+aiosqlite:///{folder / 'adaptor.db'}"
    return {
        "mocks": ["--gladly-port", str(ports[1]), "--returnlogic-port", str(ports[2]), *state],
        "adaptor": ["--port", str(ports[0]), "--admin-port", str(ports[3]), "--database", database],
    }


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
