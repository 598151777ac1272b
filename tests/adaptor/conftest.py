"""The adaptor in this process, a Gladly that signs, and a ReturnLogic that does as told; no sockets."""

import asyncio
import hashlib
import hmac
import itertools
import json
import selectors
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, MutableMapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from unittest import mock

import httpx
import pytest
from structlog.testing import capture_logs

from rma_adaptor import Settings, create_app
from rma_adaptor.admin import create_admin_app
from rma_adaptor.tenants import Tenant

SIGNING_KEY = "k-0123456789abcdef"
START = datetime(2026, 3, 2, 15, 0, 1, tzinfo=UTC)
STORE = {"database": "sqlite+aiosqlite://"}
UNLIMITED = {"returnlogic_per_second": 1000, "returnlogic_per_minute": 10_000}  # no test waits for a turn unasked
Result = TypeVar("Result")
Answer = httpx.Response | Exception


class Clock:
    """A time of day that moves only when told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class FakeReturnLogic(httpx.AsyncBaseTransport):
    """Answers `GET /v1/rmas?email=` from rows, unless something else was ordered."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.calls: list[httpx.Request] = []
        self.answers: list[Answer] = []  # taken one by one before anything else
        self.always: Answer | None = None
        self.says: dict[str, Answer] = {}  # by method and path, such as "POST /v1/rmas/7/authorize"
        self.gate = asyncio.Event()  # closed: no answer until it is opened
        self.gate.set()
        self.asked = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        self.asked.set()
        await self.gate.wait()
        said = self.says.get(f"{request.method} {request.url.path}", self.always)
        answer = self.answers.pop(0) if self.answers else said
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        email = request.url.params["email"]
        return httpx.Response(200, json={"data": [row for row in self.rows if row["customerEmail"] == email]})


class Gladly:
    """Calls the adaptor the way Gladly does."""

    def __init__(self, app: Any) -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://adaptor.example")
        self._count = itertools.count()

    async def post(
        self,
        body: Mapping[str, Any] | bytes,
        *,
        tenant: str = "acme",
        key: str | None = SIGNING_KEY,
        at: datetime = START,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/t/{tenant}/lookup"
        return await self.http.post(path, content=content, headers=self.headers(path, content, key, at, headers or {}))

    async def form(self, path: str, *, at: datetime = START, key: str | None = SIGNING_KEY) -> httpx.Response:
        """Ask for an action's form."""
        return await self.http.get(path, headers=self.headers(path, b"", key, at, {}, method="GET"))

    async def submit(
        self, path: str, values: Any, *, at: datetime = START, key: str | None = SIGNING_KEY, agent: str = "agent-7"
    ) -> httpx.Response:
        """Send an action's form."""
        content = values if isinstance(values, bytes) else json.dumps(values).encode()
        headers = self.headers(path, content, key, at, {"gladly-agent-id": agent})
        return await self.http.post(path, content=content, headers=headers)

    def headers(
        self,
        path: str,
        content: bytes,
        key: str | None,
        at: datetime,
        extra: Mapping[str, str],
        *,
        method: str = "POST",
    ) -> dict[str, str]:
        headers = {
            "accept": "application/json",
            "content-type": "application/json",
            "gladly-correlation-id": f"c-{next(self._count)}",
            "gladly-time": at.strftime("%Y%m%dT%H%M%SZ"),
            "x-b3-traceid": "bd799210f8d549609a08ccef8ee7f166",
            **extra,
        }
        if key is not None:
            headers["gladly-authorization"] = authorization(key, (method, path, ""), headers, content)
        return headers

    async def auto_link(self, *emails: str, **how: Any) -> httpx.Response:
        query = {"emails": list(emails), "id": "o2sg-TMTSD2rTwMuxzewbA", "name": "Ana Ruiz"}
        return await self.post({"lookupLevel": "BASIC", "query": query, "uniqueMatchRequired": False}, **how)

    async def search(self, email: str, **how: Any) -> httpx.Response:
        query = {"email": email}
        return await self.post({"lookupLevel": "BASIC", "query": query, "uniqueMatchRequired": False}, **how)

    async def detailed(self, external_id: str, **how: Any) -> httpx.Response:
        query = {"externalCustomerId": external_id, "emails": [external_id], "id": "o2sg-TMTSD2rTwMuxzewbA"}
        return await self.post({"lookupLevel": "DETAILED", "query": query, "uniqueMatchRequired": True}, **how)


class Adaptor:
    """One adaptor with its tenant `acme`, and everything around it."""

    def __init__(self, app: Any, upstream: FakeReturnLogic, clock: Clock) -> None:
        self.app = app
        self.services = app.state.services
        self.upstream = upstream
        self.clock = clock
        self.gladly = Gladly(app)
        admin = httpx.ASGITransport(app=create_admin_app(self.services))
        self.admin = httpx.AsyncClient(transport=admin, base_url="http://127.0.0.1:8703")

    async def tenant(self, name: str = "acme", **changes: Any) -> None:
        config = {"signing_keys": [SIGNING_KEY], "returnlogic_api_key": "rl-key", **changes}
        await self.services.tenants.put(Tenant.model_validate({"name": name, **config}))


class VirtualSelector(selectors.SelectSelector):
    """Never waits; time is moved instead."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, and let the time pass that would have been waited."""
        found = super().select(0)
        if not found and timeout:
            VirtualSelector.now += timeout
        return found


def run_in_virtual_time(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run something to its end in virtual time, which `time.monotonic` tells as well."""
    VirtualSelector.now = 1000.0
    virtual = mock.patch.object(time, "monotonic", side_effect=lambda: VirtualSelector.now)
    with virtual, asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(VirtualSelector())) as runner:
        return runner.run(coroutine)


def authorization(key: str, target: tuple[str, str, str], headers: Mapping[str, str], body: bytes) -> str:
    """Sign method, path and query by the published recipe, independently of the code under test."""
    names = sorted(headers)
    lines = [*target, *(f"{name}:{headers[name]}" for name in names), "", ";".join(names)]
    canonical = "\n".join([*lines, hashlib.sha256(body).hexdigest()])
    sent_at = headers["gladly-time"]
    date_key = hmac.digest(key.encode(), sent_at[:8].encode(), "sha256")
    text = f"hmac-sha256\n{sent_at}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(date_key, text.encode(), "sha256").hex()
    return f"SigningAlgorithm=hmac-sha256, SignedHeaders={';'.join(names)}, Signature={signature}"


@pytest.fixture
def row() -> Callable[..., dict[str, Any]]:
    """Make one RMA as ReturnLogic is believed to list it."""

    def make(number: Any = 1048576, email: str = "ana@example.com", **changes: Any) -> dict[str, Any]:
        return {
            "rlRmaId": number,
            "workflowStatus": "In Transit",
            "orderName": "#20517",
            "timeline": {"createDate": "2026-03-01T15:04:05Z"},
            "totals": {"refund": {"total": 42.5}, "exchange": {"total": "68.00"}, "giftCard": {"total": 0}},
            "customerEmail": email,
            "customerName": "Ana Ruiz",
            "rmaItems": [],
            **changes,
        }

    return make


@pytest.fixture(scope="session")
def run_at_once() -> Callable[[Coroutine[Any, Any, Any]], Any]:
    """Run something in a loop whose time passes at once: whoever sleeps wakes when nobody else has anything to do."""
    return run_in_virtual_time


@pytest.fixture
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Every line that the adaptor logs, as data."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sign() -> Callable[..., str]:
    return authorization


@pytest.fixture
async def adaptor_with(clock: Clock) -> AsyncIterator[Callable[..., Awaitable[Adaptor]]]:
    """Start an adaptor with settings of one's own."""
    async with AsyncExitStack() as stack:

        async def start(**settings: Any) -> Adaptor:
            upstream = FakeReturnLogic()
            chosen = Settings(**{**STORE, **UNLIMITED, **settings})
            app = create_app(chosen, upstream_transport=upstream, clock=clock)
            await stack.enter_async_context(app.router.lifespan_context(app))
            adaptor = Adaptor(app, upstream, clock)
            stack.push_async_callback(adaptor.gladly.http.aclose)
            stack.push_async_callback(adaptor.admin.aclose)
            await adaptor.tenant()
            return adaptor

        yield start


@pytest.fixture
async def adaptor(adaptor_with: Callable[..., Awaitable[Adaptor]]) -> Adaptor:
    return await adaptor_with()


@pytest.fixture
async def impatient(adaptor_with: Callable[..., Awaitable[Adaptor]]) -> Adaptor:
    """An adaptor that gives a lookup a tenth of a second, for upstreams that hang."""
    return await adaptor_with(budget_s=0.1)
