"""A shop whose webhooks are received, at a time that stands still."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

HOOKS = "http://127.0.0.1:8700/hooks"
GINA = "gina.lin@example.com"
SPEC: dict[str, Any] = {
    "id": "shop",
    "people": [{"key": "gina", "name": "Gina Lin", "email": GINA}],
    "orders": [{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie", "quantity": 3}]}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "Authorized"}],
    "customers": 0,
    "now": "2026-03-02T15:00:00Z",
}
TOPICS = ("rma.created", "rma.updated", "rma.deleted")


@dataclass
class Receiver:
    """Answers every delivery with the next scripted status, and 200 once there is none."""

    statuses: list[int | Exception] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event | None = None

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.reached.set()
        if self.held is not None:
            await self.held.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        if isinstance(status, Exception):
            raise status
        return httpx.Response(status, text="noted")

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]

    @property
    def told(self) -> list[tuple[str, str]]:
        """Topic and status of each delivery, in the order in which they came."""
        return [(event["topic"], event["data"]["workflowStatus"]) for event in self.events]


@dataclass
class Shop:
    """A world, its team's API, and who receives its webhooks."""

    mocks: Any
    links: dict[str, Any]
    receiver: Receiver

    async def api(self, method: str, path: str, **given: Any) -> httpx.Response:
        key = {"Authorization": f"Bearer {self.links['returnlogic']['api_key']}"}
        answer: httpx.Response = await self.mocks.returnlogic.request(method, f"/v1{path}", headers=key, **given)
        return answer

    async def registers(self, *topics: str, **more: Any) -> list[httpx.Response]:
        rows = [{"topic": topic, "address": HOOKS, **more} for topic in topics or TOPICS]
        return [await self.api("POST", "/webhooks", json=row) for row in rows]

    async def scans(self) -> None:
        """Let the carrier scan the jacket's label, which changes the RMA once, and wait until that is told."""
        path = f"/w/shop/carrier/api/rmas/{self.links['rmas']['jacket']['id']}/scan"
        assert (await self.mocks.returnlogic.post(path)).status_code == 200
        await self.silence()

    async def creates(self) -> str:
        """Create a return of a hat, and wait until it is told."""
        order = self.links["orders"]["hat"]
        item = {"orderLineId": order["items"][0], "returnReasonCode": "TB", "returnType": "Refund"}
        made = await self.api("POST", "/rmas", json={"orderName": order["name"], "items": [item]})
        assert made.status_code == 201, made.text
        await self.silence()
        return str(made.json()["rlRmaId"])

    async def silence(self) -> None:
        assert (await self.mocks.control.get("worlds/shop/idle")).json() == {"idle": True}

    async def moves_clock(self, **move: Any) -> str:
        """Move the clock, wait until everything that it brought is over, and return the time."""
        face = (await self.mocks.control.post("worlds/shop/clock", json=move)).json()
        await self.silence()
        return str(face["now"])

    async def fails(self, kind: str, **more: Any) -> None:
        body = {"kind": kind, "path": "webhook/*", **more}
        assert (await self.mocks.control.post("worlds/shop/faults", json=body)).status_code == 201

    async def deliveries(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = (await self.mocks.control.get("worlds/shop/returnlogic/webhooks")).json()[
            "deliveries"
        ]
        return rows


@pytest.fixture
def shop_with(mocks_over: Callable[..., Any]) -> Callable[..., AbstractAsyncContextManager[Shop]]:
    """Open the shop with other settings, other answers of its receiver, or on disk."""

    @asynccontextmanager
    async def opened(*answers: Any, state: Path | None = None, **team: Any) -> AsyncIterator[Shop]:
        receiver = Receiver(list(answers))
        async with mocks_over(adaptor=receiver, state=state) as mocks:
            links = await mocks.open(**SPEC, returnlogic={"per_second": 100, **team})
            yield Shop(mocks, links, receiver)

    return opened


@pytest.fixture
async def shop(shop_with: Callable[..., AbstractAsyncContextManager[Shop]]) -> AsyncIterator[Shop]:
    """A shop at a time that stands still."""
    async with shop_with() as opened:
        await opened.moves_clock(freeze=True)
        yield opened
