"""After `kill -9` an adaptor still knows whom it knew, and has lost no webhook that it had acknowledged."""

import asyncio
import contextlib
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor.sealing import new_key

EMAIL, SECRET = "ana.ruiz@example.com", "s" * 32
TENANTS = ("acme", "bolt", "crow", "dune")
DAY = 86_400
ROW = {"rlRmaId": 1048576, "workflowStatus": "In Transit", "customerEmail": EMAIL}


class ReturnLogic:
    """Answers every call with Ana's RMA, or with maintenance."""

    def __init__(self) -> None:
        self.asked_with: list[str] = []
        self.is_down = False

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked_with.append(head.partition("Bearer ")[2].split()[0])
        body = json.dumps({"data": [ROW]}).encode()
        status = b"503 Service Unavailable" if self.is_down else b"200 OK"
        head = b"HTTP/1.1 %b\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (status, len(body))
        writer.write(head + body)
        await writer.drain()
        writer.close()


class Adaptor:
    """A running `rma adaptor`, its database, and ways to talk to it."""

    def __init__(self, process: asyncio.subprocess.Process, urls: dict[str, str], file: Path) -> None:
        self.process, self.urls, self.file = process, urls, file
        self.http = httpx.AsyncClient(trust_env=False, timeout=20)

    async def opens(self, tenant: str = "acme") -> dict[str, str]:
        body = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": EMAIL}, "uniqueMatchRequired": True}
        answer = await self.http.post(f"{self.urls['url']}/t/{tenant}/lookup", json=body)
        attributes: dict[str, str] = answer.json()["results"][0]["customAttributes"]
        return attributes

    async def hook(self, rma: dict[str, Any], tenant: str = "acme") -> int:
        answer = await self.http.post(f"{self.urls['url']}/t/{tenant}/webhooks/{SECRET}", json={"data": rma})
        return answer.status_code

    async def until_written(self, people: int) -> None:
        with contextlib.closing(sqlite3.connect(self.file)) as connection:
            while connection.execute("SELECT count(*) FROM kept_rows").fetchone() != (people,):
                await self.http.get(f"{self.urls['admin_url']}/healthz")

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()
        await self.http.aclose()


Start = Callable[[], Awaitable[Adaptor]]


@pytest.fixture
async def returnlogic() -> ReturnLogic:
    return ReturnLogic()


@pytest.fixture
async def start(tmp_path: Path, returnlogic: ReturnLogic) -> AsyncIterator[Start]:
    """Start adaptors on one database, one after the other; the first sets its tenants up."""
    file = tmp_path / "adaptor.db"
    chosen = {"DATABASE": f"sqlite+aiosqlite:///{file}", "ENCRYPTION_KEYS": new_key(), "PORT": "0", "ADMIN_PORT": "0"}
    environment = os.environ | {f"RMA_ADAPTOR_{name}": value for name, value in chosen.items()}
    async with contextlib.AsyncExitStack() as exits:
        server = await asyncio.start_server(returnlogic.handle, "127.0.0.1", 0)
        exits.callback(server.close)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        tenant = {
            "allow_unsigned": True,
            "returnlogic_api_url": url,
            "max_age_s": DAY,
            "webhooks": {"secrets": [SECRET]},
        }

        async def run() -> Adaptor:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "rma_adaptor", "adaptor", "--stop-with-stdin"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=environment,
            )
            exits.push_async_callback(_ended, process)
            assert process.stdout is not None
            adaptor = Adaptor(process, json.loads(await process.stdout.readline())["adaptor"], file)
            exits.push_async_callback(adaptor.http.aclose)
            listed = [{"name": name, "returnlogic_api_key": name, **tenant} for name in TENANTS]
            await adaptor.http.post(f"{adaptor.urls['admin_url']}/tenants", json={"tenants": listed})
            return adaptor

        yield run


async def _ended(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.communicate()


async def test_no_acknowledged_webhook_is_lost(start: Start, returnlogic: ReturnLogic) -> None:
    """By e-mail, by the id of the RMA, about somebody unknown; and one about somebody else costs no call."""
    hints = [{"customerEmail": EMAIL}, {"rlRmaId": 1048576}, {"rlRmaId": 7}, {"customerEmail": "leo@example.com"}]
    before = await start()
    for tenant in TENANTS:
        await before.opens(tenant)
    await before.until_written(people=4)
    statuses = [await before.hook(rma, tenant) for rma, tenant in zip(hints, TENANTS, strict=True)]
    await before.kill()
    returnlogic.asked_with.clear()

    after = await start()
    for tenant in TENANTS:
        await after.opens(tenant)

    assert (statuses, returnlogic.asked_with) == ([204] * 4, ["acme", "bolt", "crow"])


async def test_linked_profiles_keep_their_link_through_an_outage(start: Start, returnlogic: ReturnLogic) -> None:
    before = await start()
    shown = await before.opens()
    await before.until_written(people=1)
    await before.hook({"customerEmail": EMAIL})
    await before.kill()
    returnlogic.is_down = True

    after = await start()
    outage = await after.opens()
    returnlogic.is_down = False
    current = await after.opens()

    assert (outage["rma"], outage["rmaAsOf"]) == (shown["rma"], shown["rmaAsOf"])
    assert "down for maintenance" in outage["rmaNotice"]
    assert (current["rma"], current["rmaNotice"], len(returnlogic.asked_with)) == (shown["rma"], "", 3)
