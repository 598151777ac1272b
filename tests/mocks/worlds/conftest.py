"""Both mocks in one process without sockets; lookups go to an adaptor that the test scripts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import MockApps, mock_apps

GLADLY = "http://127.0.0.1:8701"
RETURNLOGIC = "http://127.0.0.1:8702"
TOKEN = "control-token"
GINA = "gina.lin@example.com"
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

    async def rmas_of(self, links: dict[str, Any], email: str = GINA) -> list[str]:
        """Return a shopper's RMA numbers as the API lists them."""
        key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
        rows = (await self.returnlogic.get("/v1/rmas", params={"email": email}, headers=key)).json()
        return [str(row["rlRmaId"]) for row in rows["data"]]

    async def profile(self, links: dict[str, Any], key: str = "gina") -> dict[str, Any]:
        """Return a declared profile as the desk shows it."""
        row = (await self.gladly.get(f"/w/{links['id']}/desk/api/profiles/{links['profiles'][key]}")).json()
        return dict(row)

    async def opens(self, links: dict[str, Any], key: str = "gina") -> dict[str, Any]:
        """Have an agent open a declared profile."""
        path = f"/w/{links['id']}/desk/api/profiles/{links['profiles'][key]}/open"
        return dict((await self.gladly.post(path)).json())

    async def adds_email(self, links: dict[str, Any], email: str) -> None:
        """Have an agent add an e-mail to Gina's profile."""
        path = f"/w/{links['id']}/desk/api/profiles/{links['profiles']['gina']}/emails"
        assert (await self.gladly.post(path, json={"email": email})).status_code < 300

    async def returns(self, links: dict[str, Any], order_key: str) -> str:
        """Have staff create a return of a declared order's first line, and return its RMA number."""
        name = links["orders"][order_key]["name"]
        pages = f"/w/{links['id']}/originate/api"
        [order] = (await self.returnlogic.get(f"{pages}/orders", params={"search": name})).json()["orders"]
        item = {"line_id": order["lines"][0]["id"], "quantity": 1, "return_type": "Refund", "reason_code": "TB"}
        made = await self.returnlogic.post(f"{pages}/rmas", json={"order_name": name, "items": [item]})
        assert made.status_code == 201, made.text
        return str(made.json()["id"])

    async def chats(self, links: dict[str, Any], email: str) -> None:
        """Have a visitor begin a chat, and wait until it is routed."""
        start = {"app_id": links["gladly"]["chat_app_id"], "email": email}
        assert (await self.gladly.post(f"/w/{links['id']}/chat/api/sessions", json=start)).status_code == 201
        await self.control.get(f"worlds/{links['id']}/idle")

    async def asked(self, links: dict[str, Any], path: str) -> Any:
        """Return what the control API says of a world."""
        return (await self.control.get(f"worlds/{links['id']}/{path}")).json()


@pytest.fixture
def mocks_over() -> Callable[..., AbstractAsyncContextManager[Mocks]]:
    """Both mocks and their clients, over a folder in which worlds are kept if one is given."""

    def started(state: Path | None = None) -> AbstractAsyncContextManager[Mocks]:
        adaptor = ScriptedAdaptor()
        apps = mock_apps(
            gladly_url=GLADLY,
            returnlogic_url=RETURNLOGIC,
            hosts=LOOPBACK_HOSTS,
            control_token=TOKEN,
            lookup_transport=httpx.MockTransport(adaptor),
            state=state,
        )
        return _clients(apps, adaptor)

    return started


@asynccontextmanager
async def _clients(apps: MockApps, adaptor: ScriptedAdaptor) -> AsyncIterator[Mocks]:
    over_gladly, over_returnlogic = httpx.ASGITransport(apps.gladly), httpx.ASGITransport(apps.returnlogic)
    async with (
        httpx.AsyncClient(transport=over_gladly, base_url=GLADLY) as gladly,
        httpx.AsyncClient(transport=over_returnlogic, base_url=RETURNLOGIC) as returnlogic,
        httpx.AsyncClient(
            transport=over_gladly, base_url=f"{GLADLY}/_mock", headers={"Authorization": f"Bearer {TOKEN}"}
        ) as control,
    ):
        yield Mocks(apps, adaptor, gladly, returnlogic, control)
    if apps.keeper is not None:
        apps.keeper.close()


@pytest.fixture
async def mocks(mocks_over: Callable[..., AbstractAsyncContextManager[Mocks]]) -> AsyncIterator[Mocks]:
    async with mocks_over() as clients:
        yield clients


@pytest.fixture
def gina() -> dict[str, Any]:
    """A world in which Gina returns a jacket."""
    return {
        "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
        "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
        "customers": 5,
    }
