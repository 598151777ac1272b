"""What a call of the mocks costs, without server and sockets: CPU of reads, and writes while the store grows."""

import asyncio
import json
import statistics
import time
from base64 import b64encode
from collections.abc import Coroutine, Iterator
from itertools import islice
from typing import Any

from line import Line

from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.server import MockProtocol, fastest_loop, settle_memory
from rma_mocks.returnlogic.returns import returnable
from rma_mocks.worlds.declared.spec import WorldSpec
from rma_mocks.worlds.serving import MockApps, mock_apps

CALLS = 1000
WRITES = 100_000
UNITS_A_PERSON = 2
"""What derived people have not sent back yet, on average and a little less."""

EMAIL = "gina.lin@example.com"
SPEC: dict[str, Any] = {
    "id": "bench",
    "customers": 1000,
    "people": [{"key": "gina", "name": "Gina Lin", "email": EMAIL}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "gladly": {"username": "bench@example.com", "api_token": "t"},
    "returnlogic": {"api_key": "k", "per_second": 1_000_000, "per_minute": 1_000_000},
}
READS = {
    "returnlogic": ("/v1/rmas", b"Bearer k"),
    "gladly": ("/api/v1/customer-profiles", b"Basic " + b64encode(b"bench@example.com:t")),
}


def returnlogic_ratio(rounds: int) -> float:
    """Compare `GET /v1/rmas?email=` with a bare ASGI application that answers the same bytes."""
    return _run(_read_ratio("returnlogic", rounds))


def gladly_ratio(rounds: int) -> float:
    """Compare `GET /api/v1/customer-profiles?email=` with a bare ASGI application that answers the same bytes."""
    return _run(_read_ratio("gladly", rounds))


def write_ratio(rounds: int) -> float:
    """Compare the CPU of the dearest hundredth of RMA writes with the median's, while the store grows; one round."""
    del rounds  # a hundred thousand calls are enough of them
    return _run(_write_ratio(WRITES))


def _run(measuring: Coroutine[Any, Any, float]) -> float:
    with asyncio.Runner(loop_factory=fastest_loop()) as runner:
        return runner.run(measuring)


def _apps(**spec: Any) -> MockApps:
    apps = mock_apps(
        gladly_url="http://127.0.0.1:8701",
        returnlogic_url="http://127.0.0.1:8702",
        hosts=LOOPBACK_HOSTS,
        control_token="token",
    )
    apps.worlds.open(WorldSpec.model_validate(SPEC | spec))
    return apps


async def _read_ratio(lane: str, rounds: int) -> float:
    path, credential = READS[lane]
    app = getattr(_apps(), lane)
    scope = _scope("GET", path, query=b"email=gina.lin%40example.com", authorization=credential)
    line = Line(app, MockProtocol), Line(_bare(await _call(app, scope)), MockProtocol)
    requests = [_bytes_of(scope)] * CALLS
    settle_memory()
    for warm in line:
        await warm.cpu_s(requests)
    return statistics.median([await line[0].cpu_s(requests) / await line[1].cpu_s(requests) for _ in range(rounds)])


async def _write_ratio(writes: int) -> float:
    apps = _apps(customers=writes // UNITS_A_PERSON + 500)
    world = apps.worlds.find("bench")
    assert world is not None
    scope = _scope("POST", "/w/bench/originate/api/rmas")
    settle_memory()
    took = []
    for body in islice(_wishes(world.world.retailer), writes):
        began = time.process_time()
        await _call(apps.returnlogic, scope, body)
        took.append(time.process_time() - began)
    assert len(took) == writes, f"there was enough to return for {len(took)} writes only"
    ranked = sorted(took)
    return ranked[len(ranked) * 99 // 100] / statistics.median(ranked)


def _wishes(retailer: Retailer) -> Iterator[bytes]:
    """Walk through everything that anybody may still send back, unit by unit, as the page's form sends it."""
    for person in retailer.people(limit=retailer.people_total):
        orders = retailer.orders_of_email(person.email) if person.email else []
        for order in orders:
            for line, count in returnable(retailer, order).items():
                item = {"line_id": line, "quantity": 1, "reason_code": "TB", "return_type": "Refund"}
                yield from [json.dumps({"order_name": order.name, "items": [item]}).encode()] * count


def _bytes_of(scope: dict[str, Any]) -> bytes:
    lines = [f"{scope['method']} {scope['path']}?{scope['query_string'].decode()} HTTP/1.1".encode()]
    return b"\r\n".join([*lines, *(name + b": " + value for name, value in scope["headers"]), b"", b""])


def _scope(method: str, path: str, *, query: bytes = b"", authorization: bytes = b"") -> dict[str, Any]:
    headers = [
        (b"host", b"127.0.0.1:8702"),
        (b"accept", b"*/*"),
        (b"accept-encoding", b"gzip, deflate"),
        (b"connection", b"keep-alive"),
        (b"user-agent", b"rma-adaptor"),
        (b"content-type", b"application/json"),
        *([(b"authorization", authorization)] if authorization else []),
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": headers,
        "scheme": "http",
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8702),
    }


async def _call(app: Any, scope: dict[str, Any], body: bytes = b"") -> list[dict[str, Any]]:
    messages = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(scope | {"state": {}}, receive, send)
    assert messages[0]["status"] in {200, 201}, messages
    return messages


def _bare(messages: list[dict[str, Any]]) -> Any:
    start = {**messages[0], "headers": list(messages[0]["headers"])}
    body = b"".join(message.get("body", b"") for message in messages[1:])

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": body})

    return app
