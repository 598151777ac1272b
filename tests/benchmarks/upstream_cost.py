"""What a signed detailed lookup costs with its call to ReturnLogic: against the straightforward way, and in a crowd."""

import asyncio
import contextlib
import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import uvloop
from lookup_cost import KEY, PATH, RMAS, call, lines_to_nowhere, requests
from plain_adaptor import plain_app

from rma_adaptor import Settings, create_app
from rma_adaptor.tenants import Tenant

CALLS = 640
_USUAL, _CROWD = 16, 64


def over_straightforward(rounds: int) -> float:
    """Compare our CPU with that of a typed FastAPI dependency and httpx as it comes, 16 lookups in flight."""
    with lines_to_nowhere():
        return uvloop.run(_over_straightforward(rounds))


def in_a_crowd(rounds: int) -> float:
    """Compare our CPU for a lookup with 64 in flight with that of 16."""
    with lines_to_nowhere():
        return uvloop.run(_in_a_crowd(rounds))


async def _over_straightforward(rounds: int) -> float:
    with upstream() as api_url:
        async with adaptor(api_url) as ours, httpx.AsyncClient() as client:
            plain = plain_app(api_url=api_url, key=KEY, path=PATH, client=client)
            for app in (ours, plain):
                await _cpu(app, _USUAL)
            gc.freeze()  # as the server does once it is up; else either side pays, by chance, for all that was imported
            ratios = [await _cpu(ours, _USUAL) / await _cpu(plain, _USUAL) for _ in range(rounds)]
    return statistics.median(ratios)


async def _in_a_crowd(rounds: int) -> float:
    with upstream() as api_url:
        async with adaptor(api_url) as ours:
            ratios = [await _cpu(ours, _CROWD) / await _cpu(ours, _USUAL) for _ in range(rounds)]
    return statistics.median(ratios)


@contextlib.asynccontextmanager
async def adaptor(api_url: str) -> AsyncIterator[Any]:
    """Run ours in this process, with a tenant that asks anew for every lookup."""
    unlimited = {"returnlogic_per_second": 1_000_000, "returnlogic_per_minute": 1_000_000}
    app = create_app(Settings(database="sqlite+aiosqlite://", **unlimited))
    async with app.router.lifespan_context(app):
        tenant = Tenant(
            name="bench",
            signing_keys=(KEY,),
            returnlogic_api_key="k",
            returnlogic_api_url=api_url,
            max_age_s=0,
            trust_filter=True,
        )
        await app.state.services.tenants.put(tenant)
        yield app


async def _cpu(app: Any, in_flight: int) -> float:
    """Return the CPU of all calls, made by so many callers, the connections being there already."""
    emails = [f"shopper-{place}@example.com" for place in range(in_flight)]
    made = {email: requests(CALLS // in_flight + 1, email=email) for email in emails}

    async def ask(email: str, calls: int) -> None:
        for _ in range(calls):
            await call(app, made[email].pop())

    await asyncio.gather(*(ask(email, 1) for email in emails))
    began = time.process_time()
    await asyncio.gather(*(ask(email, CALLS // in_flight) for email in emails))
    return time.process_time() - began


@contextlib.contextmanager
def upstream() -> Iterator[str]:
    """Start a ReturnLogic for as long as it is measured; its rows name no e-mail, so they are anybody's."""
    script = Path(__file__).with_name("upstream_server.py")
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"data": [{**row, "customerEmail": None} for row in RMAS]}).encode())
        process.stdin.close()
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.kill()
