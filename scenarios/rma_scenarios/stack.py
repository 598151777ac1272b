"""The stack: adaptor and both mocks as processes, wired over HTTP."""

import asyncio
import contextlib
import secrets
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rma_scenarios.client import CallFailed, Calls, Client, Service
from rma_scenarios.errors import StackError
from rma_scenarios.stack_answers import read, why_refused
from rma_scenarios.stack_folder import keep_ports, made_folder, ports_in
from rma_scenarios.stack_links import StackLinks, StrangerAdaptor, split_stack_url
from rma_scenarios.stack_opening import closed_when_it_breaks, opened
from rma_scenarios.stack_start import start_parts
from rma_scenarios.stack_tenants import fork_of_tenant, put_tenant, read_tenant, tenant_of
from rma_scenarios.stack_world import StackWorld

PORT_BASE = 8700
"""Adaptor, Gladly, ReturnLogic and the adaptor's admin port follow each other from here."""

PORTS = 4

ANSWERS_WITHIN_S = 15.0
"""Generous, since a stack that is up answers within milliseconds."""


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
        self, /, *, stranger: StrangerAdaptor | None = None, tenant: dict[str, Any] | None = None, **spec: Any
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
        given_id, new_id = spec.pop("id", None), new_world_id()
        world_id = given_id or new_id
        signing_key = stranger.signing_key if stranger else secrets.token_hex(16)
        url = stranger.url if stranger else self.links.lookup_url(world_id)
        app = {"url": url, "signing_key": signing_key} | spec.pop("app", {})
        apps = [app, *spec.pop("apps", [])]
        asking = self.control.post("worlds", {"id": world_id, "apps": apps, **spec})
        links = await opened(asking, self.control, new_id=None if given_id else new_id)
        admin = None if stranger else self.admin
        world = StackWorld(links, app, signing_key=signing_key, control=self.control, admin=admin, tenant=tenant)
        if admin is not None:
            async with closed_when_it_breaks(world.close):
                await put_tenant(admin, world.id, tenant_of(links, signing_key) | (tenant or {}))
        return world

    async def open_bare_world(self, spec: dict[str, Any]) -> StackWorld:
        """Open a world exactly as written, without a tenant: its lookup apps, if any, are the spec's own.

        Args:
            spec: The control API's fields.

        Raises:
            StackError: With the mock's sentence, when it refuses.
        """
        links = await opened(self.control.post("worlds", spec), self.control)
        app: dict[str, Any] = next(iter(spec.get("apps", [])), {})
        return StackWorld(links, app, signing_key=app.get("signing_key"), control=self.control, admin=None)

    async def fork(self, world: StackWorld, *, world_id: str | None = None, **spec: Any) -> StackWorld:
        """Open a world that begins where another one stands, with a tenant like that one's where it has one.

        The fork's first lookup app asks the fork's own tenant; a stranger's adaptor stays the one that is asked.

        Args:
            world: Where to begin; anybody may have opened it.
            world_id: The fork's id; a new one when None.
            spec: More of the control API's fields, such as given credentials.

        Raises:
            StackError: With the mock's sentence, when it refuses.
        """
        tenant = await read_tenant(world.admin, world.id) if world.admin else None
        new_id = new_world_id()
        fork_id = world_id or new_id
        key = secrets.token_hex(16) if tenant else world.signing_key
        apps = self._own_apps(world, fork_id, key) if tenant else []
        asking = world.control.post("fork", {"id": fork_id, **({"apps": apps} if apps else {}), **spec})
        links = await opened(asking, self.control, new_id=None if world_id else new_id)
        app = world.app | (apps[0] if apps else {})
        admin = world.admin if tenant else None
        fork = StackWorld(links, app, signing_key=key, control=self.control, admin=admin, tenant=world.tenant)
        if admin and tenant:
            async with closed_when_it_breaks(fork.close):
                await put_tenant(admin, fork.id, fork_of_tenant(tenant, world, fork))
        return fork

    def _own_apps(self, world: StackWorld, fork_id: str, key: str | None) -> list[dict[str, Any]]:
        """Return where a fork's first app asks; nothing when it asks somewhere else than the world's own tenant."""
        apps = world.links["gladly"]["apps"]
        if not apps or apps[0]["url"] != self.links.lookup_url(world.id):
            return []
        # A world may sign with another key than its tenant checks, on purpose; so does its fork.
        is_strange = bool(world.app) and world.app.get("signing_key") != world.signing_key
        return [
            {
                "url": self.links.lookup_url(fork_id),
                "signing_key": world.app.get("signing_key") if is_strange else key,
            }
        ]

    async def world(self, world_id: str) -> StackWorld:
        """Return a world that somebody else opened; it is asked for once, since nobody here closes it.

        Raises:
            StackError: When there is none.
        """
        if "/" in world_id:
            raise StackError(f"no world {world_id!r} is open")
        if world_id not in self._met:
            links = read(await self.control.get(f"worlds/{quote(world_id, safe='')}"))
            app = next(iter(links["gladly"]["apps"]), None)
            key = app["signing_key"] if app else None
            self._met[world_id] = StackWorld(links, app, signing_key=key, control=self.control, admin=self.admin)
        return self._met[world_id]


def new_world_id() -> str:
    """Return an id that no open world has."""
    return f"w-{secrets.token_hex(4)}"


@contextlib.asynccontextmanager
async def running_stack(
    *,
    port_base: int | None = None,
    adaptor_url: str | None = None,
    signing_key: str | None = None,
    logs: Path | None = None,
    state: Path | None = None,
) -> AsyncIterator[Stack]:
    """Start a stack and end it, whatever happens inside.

    Args:
        port_base: First of four ports in a row; free ones are taken when None.
        adaptor_url: A stranger's adaptor to use instead of ours.
        signing_key: The key that requests to the stranger's adaptor are signed with; unsigned when None.
        logs: An existing folder for logs and database; one that ends with the stack when None.
        state: A folder in which worlds and tenants outlive the stack; logs go there, too.

    Raises:
        StackError: When a part does not come up.
    """
    ports = None if port_base is None else [port_base + place for place in range(PORTS)]
    stranger = StrangerAdaptor(adaptor_url, signing_key) if adaptor_url else None
    async with contextlib.AsyncExitStack() as exits:
        if state is not None:
            folder = made_folder(state)
            ports = ports_in(folder, ports)
        else:
            folder = logs or Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="rma-stack-")))
        links = await start_parts(exits, folder, ports=ports, stranger=stranger, is_kept=state is not None)
        if state is not None:
            keep_ports(folder, links)
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
            raise StackError(f"the stack at {address} says: {why_refused(answer)}")
        yield Stack.of(StackLinks.from_json(answer.json()), client)


def _bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
