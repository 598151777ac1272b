"""Adaptors of a test's own in front of the stack's mocks, asked by a Gladly that signs."""

import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.sealing import new_key
from rma_mocks.gladly.signing import signed_headers
from rma_scenarios.processes import Child, start_child
from rma_scenarios.stack_tenants import tenant_of
from rma_scenarios.stack_world import StackWorld

QUESTIONS: dict[str, Callable[[str], dict[str, Any]]] = {
    "auto_link": lambda email: {"lookupLevel": "BASIC", "query": {"emails": [email]}, "uniqueMatchRequired": False},
    "search": lambda email: {"lookupLevel": "BASIC", "query": {"email": email}, "uniqueMatchRequired": False},
    "detailed": lambda email: {
        "lookupLevel": "DETAILED",
        "query": {"externalCustomerId": email, "emails": [email]},
        "uniqueMatchRequired": True,
    },
}


class OwnAdaptor:
    """A running `rma adaptor`; its tenants are worlds of the stack, or whatever a test names."""

    def __init__(self, child: Child, folder: Path, chosen: Mapping[str, object]) -> None:
        self.child, self.folder = child, folder
        self.encryption_key = str(chosen["ENCRYPTION_KEYS"])
        self.url, self.admin_url = child.ready["adaptor"]["url"], child.ready["adaptor"]["admin_url"]
        self._admin = {"authorization": f"Bearer {chosen['ADMIN_TOKEN']}"}
        limits = httpx.Limits(max_connections=None)
        self.http = httpx.AsyncClient(trust_env=False, timeout=20, limits=limits)

    async def tenant(self, name: str, **fields: Any) -> None:
        answer = await self.http.put(f"{self.admin_url}/tenants/{name}", json=fields, headers=self._admin)
        assert answer.is_success, answer.text

    async def tenant_of(self, world: StackWorld, **changes: Any) -> None:
        """Set up the tenant of a world; every lookup is to ask anew unless `max_age_s` says otherwise."""
        await self.tenant(world.id, **tenant_of(world.links, world.signing_key) | {"max_age_s": 0} | changes)

    async def ask(self, tenant: str, key: str | None, question: str, email: str) -> httpx.Response:
        """Ask what Gladly asks."""
        return await self.send("POST", f"/t/{tenant}/lookup", key, QUESTIONS[question](email))

    async def send(
        self, method: str, path: str, key: str | None, content: object = None, **more: str
    ) -> httpx.Response:
        """Send something as Gladly does, signed; `more` are headers."""
        body = b"" if content is None else json.dumps(content).encode()
        headers = {
            "content-type": "application/json",
            "gladly-correlation-id": secrets.token_hex(8),
            "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        value = signed_headers(key=key or "", method=method, target=path, headers=headers, body=body)
        sent = {**headers, "gladly-authorization": value}
        return await self.http.request(method, f"{self.url}{path}", content=body, headers=sent)

    async def figures(self) -> str:
        return (await self.http.get(f"{self.admin_url}/metrics", headers=self._admin)).text


Start = Callable[..., Awaitable[OwnAdaptor]]


@pytest.fixture(scope="session")
async def start_adaptor(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Start]:
    """Start adaptors with settings of one's own; they end with the tests."""
    assert anyio_backend == "asyncio"
    async with contextlib.AsyncExitStack() as exits:

        async def start(**settings: object) -> OwnAdaptor:
            folder = tmp_path_factory.mktemp("adaptor")
            chosen = {"ADMIN_TOKEN": secrets.token_hex(8), "ENCRYPTION_KEYS": new_key()} | settings
            flags = ["--port", "0", "--admin-port", "0", "--database", f"sqlite+aiosqlite:///{folder}/adaptor.db"]
            environment = {
                name if name.startswith("PYTHON") else f"RMA_ADAPTOR_{name}": str(value)
                for name, value in chosen.items()
            }
            child = await start_child("adaptor", *flags, folder=folder, environment=environment)
            exits.push_async_callback(child.stop)
            adaptor = OwnAdaptor(child, folder, chosen)
            exits.push_async_callback(adaptor.http.aclose)
            return adaptor

        yield start
