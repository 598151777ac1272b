"""The stack: adaptor and both mocks as processes, wired over HTTP."""

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from rma_scenarios.errors import StackError
from rma_scenarios.processes import READY_WITHIN_S, Child, start_child
from rma_scenarios.stack_world import StackWorld

PORT_BASE = 8700
"""Adaptor, Gladly, ReturnLogic and the adaptor's admin port follow each other from here."""


_MAX_AGE_S = 2
"""A search feeds the detailed lookup after it, and yet a return made on a page shows at the next open."""


@dataclass(frozen=True, slots=True)
class StrangerAdaptor:
    """An adaptor that is not ours: one URL, and the key its requests are signed with."""

    url: str
    signing_key: str | None = None


@dataclass(slots=True)
class Stack:
    """A running stack.

    `logs` is the folder with one log a process; it goes with the stack.
    """

    mocks: Child
    adaptor: Child | None
    stranger: StrangerAdaptor | None
    control: httpx.AsyncClient
    admin: httpx.AsyncClient | None
    logs: Path

    async def open_world(self, **spec: Any) -> StackWorld:
        """Open a world and, for our own adaptor, the tenant that goes with it.

        Args:
            spec: The control API's fields; `app` holds those of the one lookup app beside its URL and key.

        Raises:
            StackError: With the mock's sentence, when the world contradicts itself.
        """
        world_id = spec.pop("id", None) or f"w-{secrets.token_hex(4)}"
        signing_key = self.stranger.signing_key if self.stranger else secrets.token_hex(16)
        app = {"url": self._lookup_url(world_id), "signing_key": signing_key} | spec.pop("app", {})
        answer = await self.control.post("worlds", json={"id": world_id, "apps": [app], **spec})
        if answer.status_code != httpx.codes.CREATED:
            raise StackError(_why_refused(answer))
        links = answer.json()
        if self.admin is not None:
            await self._add_tenant(self.admin, links, signing_key or "")
        return StackWorld(links, app, control=self.control, admin=self.admin)

    def _lookup_url(self, world_id: str) -> str:
        if self.stranger is not None:
            return self.stranger.url
        return f"{self.adaptor_url}/t/{world_id}/lookup"

    @property
    def adaptor_url(self) -> str | None:
        """Return where our own adaptor listens; None with a stranger's."""
        return self.adaptor.ready["adaptor"]["url"] if self.adaptor else None

    async def _add_tenant(self, admin: httpx.AsyncClient, links: dict[str, Any], signing_key: str) -> None:
        returnlogic = links["returnlogic"]
        tenant = {
            "signing_keys": [signing_key],
            "returnlogic_api_url": returnlogic["api_url"],
            "returnlogic_api_key": returnlogic["api_key"],
            "rma_url_template": returnlogic["originate_url"] + "/rma/{rlRmaId}",
            "rma_table_url": returnlogic["originate_url"],
            "max_age_s": _MAX_AGE_S,
        }
        answer = await admin.put(f"tenants/{links['id']}", json=tenant)
        if answer.is_error:
            raise StackError(f"the adaptor refused the tenant {links['id']}: {answer.status_code} {answer.text}")


@contextlib.asynccontextmanager
async def running_stack(
    *, port_base: int | None = None, adaptor_url: str | None = None, signing_key: str | None = None
) -> AsyncIterator[Stack]:
    """Start a stack and end it, whatever happens inside.

    Args:
        port_base: First of four ports in a row; free ones are taken when None.
        adaptor_url: A stranger's adaptor to use instead of ours.
        signing_key: The key that requests to the stranger's adaptor are signed with; unsigned when None.

    Raises:
        StackError: When a part does not come up.
    """
    stranger = StrangerAdaptor(adaptor_url, signing_key) if adaptor_url else None
    with tempfile.TemporaryDirectory(prefix="rma-stack-") as name:
        async with contextlib.AsyncExitStack() as exits:
            yield await _start(exits, Path(name), port_base, stranger)


async def _start(
    exits: contextlib.AsyncExitStack, folder: Path, port_base: int | None, stranger: StrangerAdaptor | None
) -> Stack:
    ports = [0] * 4 if port_base is None else [port_base + place for place in range(4)]
    tokens = {
        "RMA_MOCKS_CONTROL_TOKEN": secrets.token_urlsafe(24),
        "RMA_ADAPTOR_ADMIN_TOKEN": secrets.token_urlsafe(24),
    }
    starts = [
        start_child(
            "mocks",
            *("--gladly-port", str(ports[1]), "--returnlogic-port", str(ports[2])),
            folder=folder,
            environment=tokens,
        )
    ]
    if stranger is None:
        database = f"sqlite+aiosqlite:///{folder / 'adaptor.db'}"
        starts.append(
            start_child(
                "adaptor",
                *("--port", str(ports[0]), "--admin-port", str(ports[3]), "--database", database),
                folder=folder,
                environment=tokens,
            )
        )
    children = await _all_or_none([_kept(exits, start) for start in starts])
    mocks, adaptor = children[0], children[1] if len(children) > 1 else None
    control = await _client(exits, mocks.ready["control"]["url"], tokens["RMA_MOCKS_CONTROL_TOKEN"])
    admin = None
    if adaptor is not None:
        admin = await _client(exits, adaptor.ready["adaptor"]["admin_url"], tokens["RMA_ADAPTOR_ADMIN_TOKEN"])
    return Stack(mocks=mocks, adaptor=adaptor, stranger=stranger, control=control, admin=admin, logs=folder)


async def _kept(exits: contextlib.AsyncExitStack, start: Coroutine[Any, Any, Child]) -> Child:
    """Start one child; from the moment it is up it ends with the stack, also when another one fails to start."""
    child = await start
    exits.push_async_callback(child.stop)
    return child


async def _all_or_none(starts: Iterable[Coroutine[Any, Any, Child]]) -> list[Child]:
    """Wait for all children; when one does not come up, say why."""
    outcomes = await asyncio.gather(*starts, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, TimeoutError):
            raise StackError(f"a part of the stack did not come up within {READY_WITHIN_S:g} seconds") from outcome
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, Child)]


async def _client(exits: contextlib.AsyncExitStack, url: str, token: str) -> httpx.AsyncClient:
    client = httpx.AsyncClient(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30.0, trust_env=False
    )
    return await exits.enter_async_context(client)


def _why_refused(answer: httpx.Response) -> str:
    with contextlib.suppress(ValueError, KeyError):
        return str(answer.json()["message"])
    return f"the mock answered {answer.status_code}"
