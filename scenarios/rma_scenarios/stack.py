"""The stack: adaptor and both mocks as processes, wired over HTTP."""

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rma_scenarios.client import Answer, CallFailed, Calls, Client, Service
from rma_scenarios.errors import StackError
from rma_scenarios.processes import READY_WITHIN_S, Child, start_child
from rma_scenarios.stack_links import StackLinks, StrangerAdaptor, split_stack_url
from rma_scenarios.stack_world import StackWorld

PORT_BASE = 8700
"""Adaptor, Gladly, ReturnLogic and the adaptor's admin port follow each other from here."""

ANSWERS_WITHIN_S = 15.0
"""Generous, since a stack that is up answers within milliseconds."""

_MAX_AGE_S = 2
"""A search feeds the detailed lookup after it, and yet a return made on a page shows at the next open."""

_CREATED = 201


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack.

    `logs` is the folder with one log a process; None when somebody else started it.
    """

    links: StackLinks
    control: Service
    admin: Service | None
    logs: Path | None = None
    _met: dict[str, StackWorld] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, links: StackLinks, calls: Calls, *, logs: Path | None = None) -> "Stack":
        """Return a stack to work with."""
        control = Service(calls, links.control_url, _bearer(links.control_token))
        admin = Service(calls, links.admin_url, _bearer(links.admin_token)) if links.admin_url else None
        return cls(links, control, admin, logs)

    @property
    def url(self) -> str:
        """Return the one address that is enough to use the stack."""
        return self.links.url

    async def open_world(
        self, *, stranger: StrangerAdaptor | None = None, tenant: dict[str, Any] | None = None, **spec: Any
    ) -> StackWorld:
        """Open a world and, for our own adaptor, the tenant that goes with it.

        Args:
            stranger: An adaptor to ask in this world instead of the stack's own.
            tenant: Fields of the adaptor's tenant that differ from the usual ones.
            spec: The control API's fields; `app` holds those of the first lookup app beside its URL and key, `apps`
                further ones.

        Raises:
            StackError: With the mock's sentence, when the world contradicts itself.
        """
        stranger = stranger or self.links.stranger
        world_id = spec.pop("id", None) or f"w-{secrets.token_hex(4)}"
        signing_key = stranger.signing_key if stranger else secrets.token_hex(16)
        url = stranger.url if stranger else f"{self.links.adaptor_url}/t/{world_id}/lookup"
        app = {"url": url, "signing_key": signing_key} | spec.pop("app", {})
        apps = [app, *spec.pop("apps", [])]
        answer = await self.control.post("worlds", {"id": world_id, "apps": apps, **spec})
        if answer.status != _CREATED:
            raise StackError(_why_refused(answer))
        admin = None if stranger else self.admin
        world = StackWorld(answer.json(), app, signing_key=signing_key, control=self.control, admin=admin)
        if admin is not None:
            await _add_tenant(admin, world, tenant or {})
        return world

    async def world(self, world_id: str) -> StackWorld:
        """Return a world that somebody else opened; it is asked for once, since nobody here closes it.

        Raises:
            StackError: When there is none.
        """
        if world_id not in self._met:
            answer = await self.control.get(f"worlds/{world_id}")
            if not answer.is_success:
                raise StackError(_why_refused(answer))
            links = answer.json()
            self._met[world_id] = StackWorld(links, None, signing_key=None, control=self.control, admin=self.admin)
        return self._met[world_id]


async def _add_tenant(admin: Service, world: StackWorld, different: dict[str, Any]) -> None:
    returnlogic = world.links["returnlogic"]
    tenant = {
        "signing_keys": [world.signing_key],
        "returnlogic_api_url": returnlogic["api_url"],
        "returnlogic_api_key": returnlogic["api_key"],
        "rma_url_template": returnlogic["originate_url"] + "/rma/{rlRmaId}",
        "rma_table_url": returnlogic["originate_url"],
        "max_age_s": _MAX_AGE_S,
    } | different
    answer = await admin.call("PUT", f"tenants/{world.id}", tenant)
    if not answer.is_success:
        await world.close()
        raise StackError(f"the adaptor refused the tenant {world.id}: {answer.status} {answer.text}")


@contextlib.asynccontextmanager
async def running_stack(
    *,
    port_base: int | None = None,
    adaptor_url: str | None = None,
    signing_key: str | None = None,
    logs: Path | None = None,
) -> AsyncIterator[Stack]:
    """Start a stack and end it, whatever happens inside.

    Args:
        port_base: First of four ports in a row; free ones are taken when None.
        adaptor_url: A stranger's adaptor to use instead of ours.
        signing_key: The key that requests to the stranger's adaptor are signed with; unsigned when None.
        logs: An existing folder for logs and database; one that ends with the stack when None.

    Raises:
        StackError: When a part does not come up.
    """
    stranger = StrangerAdaptor(adaptor_url, signing_key) if adaptor_url else None
    async with contextlib.AsyncExitStack() as exits:
        folder = logs or Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="rma-stack-")))
        links = await _start(exits, folder, port_base, stranger)
        client = await exits.enter_async_context(Client())
        stack = Stack.of(links, client, logs=folder)
        await stack.control.call("PUT", "stack", links.as_json())
        yield stack


@contextlib.asynccontextmanager
async def connected_stack(url: str, *, within_s: float = ANSWERS_WITHIN_S) -> AsyncIterator[Stack]:
    """Use a stack that is running already; nothing of it ends with this.

    Args:
        url: The stack's URL as `rma up` prints it.
        within_s: How long to wait for its first answer.

    Raises:
        StackError: When no stack answers there.
    """
    address, token = split_stack_url(url)
    async with Client() as client:
        try:
            async with asyncio.timeout(within_s):
                answer = await Service(client, address, _bearer(token)).get("stack")
        except (CallFailed, TimeoutError) as failed:
            raise StackError(f"no stack answers at {address}; is rma up still running?") from failed
        if not answer.is_success:
            raise StackError(f"the stack at {address} says: {_why_refused(answer)}")
        yield Stack.of(StackLinks.from_json(answer.json()), client)


async def _start(
    exits: contextlib.AsyncExitStack, folder: Path, port_base: int | None, stranger: StrangerAdaptor | None
) -> StackLinks:
    ports = [0] * 4 if port_base is None else [port_base + place for place in range(4)]
    tokens = {
        "RMA_MOCKS_CONTROL_TOKEN": secrets.token_urlsafe(24),
        "RMA_ADAPTOR_ADMIN_TOKEN": secrets.token_urlsafe(24),
    }
    flags: tuple[str, ...] = ("--gladly-port", str(ports[1]), "--returnlogic-port", str(ports[2]))
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


def _bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _why_refused(answer: Answer) -> str:
    said = answer.json()
    if isinstance(said, dict) and isinstance(said.get("message"), str):
        return str(said["message"])
    return f"the mock answered {answer.status}"
