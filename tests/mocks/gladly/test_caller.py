"""Lookups over HTTP: headers, failures, time limit, journal."""

import asyncio
import base64
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.caller import Caller, LookupFailed
from rma_mocks.gladly.lookups.question import manual_search

QUESTION = manual_search({"email": "gina.lin@example.com"})
Handler = Callable[[httpx.Request], Awaitable[httpx.Response]]


def app(**fields: Any) -> App:
    return App(id="rl", name="ReturnLogic", url="http://adaptor.example.com/t/w1/lookup", **fields)


def caller(world: World, handler: Handler, *, timeout_s: float = 5) -> Caller:
    return Caller(httpx.AsyncClient(transport=httpx.MockTransport(handler)), world, timeout_s)


def answering(*bodies: bytes, status: int = 200, seen: list[httpx.Request] | None = None) -> Handler:
    async def handle(request: httpx.Request) -> httpx.Response:
        if seen is not None:
            seen.append(request)
        return httpx.Response(status, content=b"".join(bodies))

    return handle


async def test_correlation_and_trace_id_are_the_same_sixteen_bytes(world: World) -> None:
    seen: list[httpx.Request] = []

    await caller(world, answering(b'{"results":[]}', seen=seen))(app(), QUESTION, round_id="r-1")

    headers = seen[0].headers
    assert base64.urlsafe_b64decode(headers["gladly-correlation-id"] + "==").hex() == headers["x-b3-traceid"]
    assert uuid.UUID(hex=headers["x-b3-traceid"])
    assert "gladly-authorization" not in headers


async def test_basic_authorisation_and_realm_are_sent_and_signed(world: World) -> None:
    seen: list[httpx.Request] = []
    secured = app(signing_key="k", username="e", password="e", realm="e", headers={"X-Shop": "7"})

    await caller(world, answering(b'{"results":[]}', seen=seen))(secured, QUESTION, round_id="r-1")

    headers = seen[0].headers
    assert (headers["authorization"], headers["www-authenticate"]) == ("Basic ZTpl", 'Basic realm="e"')
    signed = headers["gladly-authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    assert {"authorization", "www-authenticate", "x-shop"} <= set(signed)
    assert not {"user-agent", "host", "content-length"} & set(signed)


async def test_the_time_limit_holds(world: World) -> None:
    async def silent(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(LookupFailed, match=r"no answer within 0\.05 seconds") as failure:
        await caller(world, silent, timeout_s=0.05)(app(), QUESTION, round_id="r-1")

    assert failure.value.rule == "GL-TIME-1"
