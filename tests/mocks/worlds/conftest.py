"""Both mocks in one process without sockets; lookups go to an adaptor that the test scripts."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import MockApps, mock_apps

GLADLY = "http://127.0.0.1:8701"
RETURNLOGIC = "http://127.0.0.1:8702"
TOKEN = "control-token"
LOOKUP_URL = "http://127.0.0.1:8700/t/w1/lookup"


@dataclass
class ScriptedAdaptor:
    """Answers every lookup with one customer, unless the test says otherwise; not before `held` is set."""

    results: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    requests: list[httpx.Request] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        return httpx.Response(self.status, json={"results": self.results})


@dataclass(frozen=True)
class Mocks:
    """Clients of both mocks."""

    apps: MockApps
    adaptor: ScriptedAdaptor
    gladly: httpx.AsyncClient
    returnlogic: httpx.AsyncClient
    control: httpx.AsyncClient

    async def open(self, **spec: Any) -> dict[str, Any]:
        """Open a world with one app and return its links."""
        answer = await self.control.post("worlds", json={"apps": [{"url": LOOKUP_URL, "signing_key": "k"}], **spec})
        assert answer.status_code == 201, answer.text
        links: dict[str, Any] = answer.json()
        return links


@pytest.fixture
async def mocks() -> AsyncIterator[Mocks]:
    adaptor = ScriptedAdaptor()
    apps = mock_apps(
        gladly_url=GLADLY,
        returnlogic_url=RETURNLOGIC,
        hosts=LOOPBACK_HOSTS,
        control_token=TOKEN,
        lookup_transport=httpx.MockTransport(adaptor),
    )
    over_gladly, over_returnlogic = httpx.ASGITransport(apps.gladly), httpx.ASGITransport(apps.returnlogic)
    async with (
        httpx.AsyncClient(transport=over_gladly, base_url=GLADLY) as gladly,
        httpx.AsyncClient(transport=over_returnlogic, base_url=RETURNLOGIC) as returnlogic,
        httpx.AsyncClient(
            transport=over_gladly, base_url=f"{GLADLY}/_mock", headers={"Authorization": f"Bearer {TOKEN}"}
        ) as control,
    ):
        yield Mocks(apps, adaptor, gladly, returnlogic, control)


@pytest.fixture
def gina() -> dict[str, Any]:
    """A world in which Gina returns a jacket."""
    return {
        "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
        "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
        "customers": 5,
    }
