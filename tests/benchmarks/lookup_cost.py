"""What a signed detailed lookup from the read model costs in CPU, with its log line and metrics.

Both sides answer behind the server's protocol, but without sockets.
"""

import contextlib
import json
import os
import secrets
import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import uvloop
from line import Line

from rma_adaptor import Settings, create_app
from rma_adaptor.sealing import new_key
from rma_adaptor.signing import verify
from rma_adaptor.tenants import Tenant
from rma_mocks.gladly.signing import signed_headers

EMAIL, KEY, PATH = "gina.lin@example.com", "a-signing-key", "/t/bench/lookup"
CALLS = 300
RMAS = [
    {
        "rlRmaId": 1_000_000 + number,
        "workflowStatus": "In Transit",
        "orderName": f"#{number}",
        "timeline": {"createDate": "2026-03-01T15:04:05Z"},
        "rmaItems": [{"id": number, "name": "Trail Fleece Jacket", "quantity": 1, "returnType": "Refund"}],
        "customerEmail": EMAIL,
    }
    for number in range(5)
]


def lookup_ratio(rounds: int) -> float:
    """Compare the adaptor's CPU for one warm lookup with a bare ASGI application doing the same check and answer."""
    with lines_to_nowhere():
        return uvloop.run(_ratio(rounds))


@contextlib.contextmanager
def lines_to_nowhere() -> Iterator[None]:
    """Let the log lines be written, but not into what this run prints."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


async def _ratio(rounds: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        settings = Settings(database=database, encryption_keys=new_key())
        upstream = httpx.MockTransport(lambda _: httpx.Response(200, json={"data": RMAS}))
        app = create_app(settings, upstream_transport=upstream)
        async with app.router.lifespan_context(app):
            tenant = Tenant(name="bench", signing_keys=(KEY,), returnlogic_api_key="k", max_age_s=3600)
            await app.state.services.tenants.put(tenant)
            answer = await call(app, requests(1)[0])
            ours, bare = Line(app), Line(_bare(answer))
            for warm in (ours, bare):
                await warm.cpu_s(_as_bytes())
            ratios = [await ours.cpu_s(_as_bytes()) / await bare.cpu_s(_as_bytes()) for _ in range(rounds)]
    return statistics.median(ratios)


def _as_bytes() -> list[bytes]:
    made = []
    for scope, body in requests(CALLS):
        head = [b"POST %s HTTP/1.1" % PATH.encode(), *(name + b": " + value for name, value in scope["headers"])]
        made.append(b"\r\n".join([*head, b"", b""]) + body)
    return made


def requests(count: int, *, email: str = EMAIL) -> list[tuple[dict[str, Any], bytes]]:
    """Return signed detailed lookups about one person, each with a signature of its own."""
    question = {"lookupLevel": "DETAILED", "query": {"externalCustomerId": email}, "uniqueMatchRequired": True}
    body = json.dumps(question, separators=(",", ":")).encode()
    return [(_scope(body), body) for _ in range(count)]


def _scope(body: bytes) -> dict[str, Any]:
    headers = {
        "content-type": "application/json",
        "gladly-correlation-id": secrets.token_hex(8),  # makes each signature its own
        "gladly-time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    value = signed_headers(key=KEY, method="POST", target=PATH, headers=headers, body=body)
    pairs = (headers | {"gladly-authorization": value, "content-length": str(len(body))}).items()
    return {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "headers": [(name.encode(), text.encode()) for name, text in pairs],
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }


async def call(app: Any, request: tuple[dict[str, Any], bytes]) -> bytes:
    """Ask an application without a server and return its answer."""
    scope, body = request
    answer = bytearray()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200, message
        answer.extend(message.get("body", b""))

    await app(dict(scope), receive, send)
    return bytes(answer)


def _bare(answer: bytes) -> Any:
    content = json.loads(answer)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        now = datetime.now(UTC)
        verify(key=KEY, method="POST", path=PATH, query="", headers=headers, body=body, now=now, max_skew_s=300)
        orjson.loads(body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": orjson.dumps(content)})

    return app
