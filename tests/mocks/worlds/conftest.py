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
VOUCHER = {"name": "Give a voucher", "formUrl": "http://127.0.0.1:8700/voucher"}
FOUND = [
    {
        "externalCustomerId": GINA,
        "emails": [{"original": GINA}],
        "transactions": [{"type": "GENERIC"}],
        "actions": [VOUCHER],
    }
]
PAGES = {
    "/voucher": (200, {"title": "Give a voucher", "actionUrl": "http://127.0.0.1:8700/voucher/given", "sections": []}),
    "/voucher/given": (200, {"message": "Voucher given", "detail": "10 dollars"}),
}
LOOKUP_URL = "http://127.0.0.1:8700/t/w1/lookup"


@dataclass
class ScriptedAdaptor:
    """Answers every lookup with one customer, unless the test says otherwise; not before `held` is set.

    `pages` holds what it answers to the forms of its actions, by path: status and JSON, or raw bytes.
    """

    results: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[str, tuple[int, Any]] = field(default_factory=lambda: dict(PAGES))
    status: int = 200
    requests: list[httpx.Request] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        if request.url.path in self.pages:
            status, page = self.pages[request.url.path]
            content = {"content": page} if isinstance(page, bytes) else {"json": page}
            return httpx.Response(status, **content)
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

    async def runs_action(self, links: dict[str, Any], **values: Any) -> dict[str, Any]:
        """Have an agent run the first action that Gina's profile is offered, during a chat with her."""
        await self.chats(links, GINA)
        path = f"/w/{links['id']}/desk/api/profiles/{links['profiles']['gina']}/actions"
        offers = (await self.gladly.get(path)).json()["offers"]
        if not offers:
            return {}
        form = (await self.gladly.post(f"{path}/form", json={"action": offers[0]["id"]})).json()["form"]
        return dict((await self.gladly.post(f"{path}/submit", json={"form": form["id"], "values": values})).json())

    async def seen(self, links: dict[str, Any]) -> dict[str, Any]:
        """Return everything about a world that its clients can see, but for what says that time passes."""
        pages = f"/w/{links['id']}"
        profiles = (await self.gladly.get(f"{pages}/desk/api/profiles", params={"limit": 100})).json()["profiles"]
        return {
            "profiles": [(await self.gladly.get(f"{pages}/desk/api/profiles/{row['id']}")).json() for row in profiles],
            "talks": (await self.gladly.get(f"{pages}/desk/api/conversations")).json(),
            "table": (await self.returnlogic.get(f"{pages}/originate/api/rmas", params={"limit": 100})).json(),
            "apps": (await self.gladly.get(f"{pages}/desk/api/organisation")).json()["apps"],
            "faults": await self.asked(links, "faults"),
            "people": await self.asked(links, "people"),
            "is_frozen": (await self.asked(links, "clock"))["is_frozen"],
        }

    async def act(self, links: dict[str, Any], name: str) -> None:
        """Do one of the things that happen in worlds; whether it is refused is not the point."""
        self.adaptor.results = FOUND
        path, app = f"/w/{links['id']}", links["gladly"]["apps"][0]["id"]
        control, profile_id = f"worlds/{links['id']}", links["profiles"]["gina"]
        auth = (links["gladly"]["username"], links["gladly"]["api_token"])
        profile, rest = f"{path}/desk/api/profiles/{profile_id}", f"/api/v1/customer-profiles/{profile_id}"
        acts: dict[str, Callable[[], Any]] = {
            "a profile is opened": lambda: self.opens(links),
            "a link is cut": lambda: self.gladly.delete(f"{profile}/links/{app}"),
            "an e-mail is added": lambda: self.gladly.post(f"{profile}/emails", json={"email": "second@example.com"}),
            "a return is created": lambda: self.returns(links, "hat"),
            "an RMA is deleted": lambda: self.deletes(links, links["rmas"]["jacket"]["id"]),
            "a derived RMA is deleted": lambda: self._deletes_derived(links),
            "an RMA is received": lambda: self._receives(links, "jacket"),
            "a warranty is received": lambda: self._receives(links, "socks"),
            "a visitor chats": lambda: self.chats(links, "stranger@example.com"),
            "an action is run": lambda: self.runs_action(links),
            "an app is set": lambda: self.gladly.patch(f"{path}/desk/api/apps/{app}", json={"is_active": False}),
            "a match is dropped": lambda: self._drops_match(links),
            "profiles are merged": lambda: self._merges(links),
            "a profile is made": lambda: self.gladly.post(f"{path}/desk/api/profiles", json={"name": "New"}),
            "a profile is changed": lambda: self.gladly.patch(rest, json={"address": "12 Elm Street"}, auth=auth),
            "time is moved": lambda: self.control.post(f"{control}/clock", json={"advance_s": 60}),
            "time stands still": lambda: self.control.post(f"{control}/clock", json={"freeze": True}),
            "a failure is scripted": lambda: self.control.post(f"{control}/faults", json={"kind": "latency"}),
            "a failure hits": lambda: self.returnlogic.get(f"{path}/returns-center/api/settings"),
            "a key is renewed": lambda: self.control.post(f"{control}/returnlogic/keys"),
            "a snapshot is taken": lambda: self.control.post(f"{control}/snapshots", json={}),
            "a snapshot is brought back": lambda: self.control.post(f"{control}/snapshots/s1/restore"),
            "a snapshot is dropped": lambda: self.control.delete(f"{control}/snapshots/s1"),
            "a person is reset": lambda: self.control.post(
                f"{control}/reset", json={"what": "person", "person": "gina"}
            ),
            "data is reset": lambda: self.control.post(f"{control}/reset", json={"what": "data"}),
            "all is reset": lambda: self.control.post(f"{control}/reset"),
            "a fork is opened": lambda: self.control.post(f"{control}/fork", json={}),
            "another world is closed": lambda: self.control.delete("worlds/other"),
        }
        await acts[name]()

    async def deletes(self, links: dict[str, Any], rma_id: str) -> None:
        """Have staff delete an RMA."""
        await self.returnlogic.delete(f"/w/{links['id']}/originate/api/rmas/{rma_id}")

    async def _deletes_derived(self, links: dict[str, Any]) -> None:
        """Have staff delete the newest derived RMA that can be deleted."""
        path = f"/w/{links['id']}/originate/api/rmas"
        rows = (await self.returnlogic.get(path)).json()["rmas"]
        for row in (row for row in rows if row["id"].startswith("1")):
            if (await self.returnlogic.delete(f"{path}/{row['id']}")).is_success:
                return

    async def _receives(self, links: dict[str, Any], key: str) -> None:
        """Have the warehouse receive a piece of a declared RMA."""
        rma, path = links["rmas"][key], f"/w/{links['id']}/collector/api/rmas"
        await self.returnlogic.post(f"{path}/{rma['id']}/items/{rma['items'][0]}/receive", json={})

    async def _merges(self, links: dict[str, Any]) -> None:
        """Merge the oldest other profile into Gina's."""
        gina, pages = links["profiles"]["gina"], f"/w/{links['id']}/desk/api/profiles"
        rows = (await self.gladly.get(pages)).json()["profiles"]
        other = next((row["id"] for row in rows if row["id"] != gina), gina)
        await self.gladly.post(f"{pages}/{gina}/merge", json={"source": other})

    async def _drops_match(self, links: dict[str, Any]) -> None:
        """Call the oldest other profile no match of Gina's."""
        gina, pages = links["profiles"]["gina"], f"/w/{links['id']}/desk/api/profiles"
        rows = (await self.gladly.get(pages)).json()["profiles"]
        other = next((row["id"] for row in rows if row["id"] != gina), gina)
        await self.gladly.delete(f"{pages}/{gina}/matches/{other}")

    async def asked(self, links: dict[str, Any], path: str) -> Any:
        """Return what the control API says of a world."""
        return (await self.control.get(f"worlds/{links['id']}/{path}")).json()


@pytest.fixture
def mocks_over() -> Callable[..., AbstractAsyncContextManager[Mocks]]:
    """Both mocks and their clients, over a folder in which worlds are kept and another adaptor, if they are given."""

    def started(state: Path | None = None, adaptor: Any = None) -> AbstractAsyncContextManager[Mocks]:
        adaptor = adaptor or ScriptedAdaptor()
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
