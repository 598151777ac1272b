"""The adaptor in this process, a Gladly that signs, and a ReturnLogic that does as told; no sockets."""

import asyncio
import functools
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

import anyio.from_thread
import anyio.to_thread
import click
import httpx
import pytest
from click.testing import CliRunner
from click.testing import Result as CommandResult
from structlog.testing import capture_logs

from rma_adaptor import Settings, create_app
from rma_adaptor.admin import create_admin_app
from rma_adaptor.tenants import Tenant

TEAM_ID = "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
APP = {"app_client_id": "toolkit", "app_client_secret": "app-s3cret"}
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
    """Answers `GET /v1/rmas?email=` from rows, unless something else was ordered; `others` is what else it knows."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.others: dict[str, Any] = {}  # by path; what is None never comes
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
        if not request.url.path.endswith("/rmas"):
            return await self._other(request.url.path)
        email = request.url.params["email"]
        return httpx.Response(200, json={"data": [row for row in self.rows if row["customerEmail"] == email]})

    async def _other(self, path: str) -> httpx.Response:
        if path not in self.others:
            return httpx.Response(404, json={"message": "no such thing"})
        if self.others[path] is None:
            await asyncio.Event().wait()
        return httpx.Response(200, json=self.others[path])


class FakeApp(FakeReturnLogic):
    """Also gives tokens for codes and refresh tokens, and lets in only with a bearer token that holds."""

    def __init__(self) -> None:
        super().__init__()
        self.is_rotating = True
        self.token_calls: list[dict[str, str]] = []
        self.token_answers: list[Answer] = []  # taken one by one before anything else
        self.token_gate = asyncio.Event()  # closed: no tokens until it is opened
        self.token_gate.set()
        self.token_asked = asyncio.Event()
        self.holding: dict[str, str] = {}  # codes, bearer and refresh tokens, each with its team
        self._count = itertools.count(1)

    def install(self, team_id: str = TEAM_ID) -> str:
        """Let a retailer install the app, which ends what there was, and return the code."""
        self.uninstall(team_id)
        code = f"code{next(self._count):09}"
        self.holding[code] = team_id
        return code

    def uninstall(self, team_id: str = TEAM_ID) -> None:
        self.holding = {given: team for given, team in self.holding.items() if team != team_id}

    def expire(self) -> None:
        """Let the time of every bearer token be over."""
        self.holding = {given: team for given, team in self.holding.items() if not given.startswith("bt")}

    def grant(self, given: str) -> dict[str, str] | None:
        """Change a code or refresh token into tokens; it is over then, and the bearer token before it, too."""
        team = self.holding.get(given)
        if team is None or given.startswith("bt"):
            return None
        self.uninstall(team)
        number = next(self._count)
        keeps = given.startswith("rt") and not self.is_rotating
        tokens = {"bearer_token": f"bt{number:09}"} | ({} if keeps else {"refresh_token": f"rt{number:09}"})
        self.holding |= {tokens["bearer_token"]: team, tokens.get("refresh_token", given): team}
        return tokens

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/oauth":
            return await self._answer_token_call(json.loads(request.content))
        if request.headers["authorization"].removeprefix("Bearer ") not in self.holding:
            self.calls.append(request)
            self.asked.set()
            return httpx.Response(401)
        return await super().handle_async_request(request)

    async def _answer_token_call(self, asked: dict[str, str]) -> httpx.Response:
        self.token_calls.append(asked)
        self.token_asked.set()
        tokens = None if self.token_answers else self.grant(asked.get("code") or asked["refresh_token"])
        await self.token_gate.wait()
        if self.token_answers:
            answer = self.token_answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return httpx.Response(answer.status_code, content=answer.content)
        return httpx.Response(200, json=tokens) if tokens else httpx.Response(400)


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

    def __init__(self, app: Any, upstream: Any, clock: Clock) -> None:
        self.app = app
        self.services = app.state.services
        self.upstream = upstream
        self.clock = clock
        self.gladly = Gladly(app)
        admin = httpx.ASGITransport(app=create_admin_app(self.services))
        self.admin = httpx.AsyncClient(transport=admin, base_url="http://127.0.0.1:8703")

    def hurry(self) -> None:
        """Give each lookup from now on a tenth of a second, for an upstream that hangs now and did not before."""
        hurried = self.services.settings.model_copy(update={"budget_s": 0.1})
        object.__setattr__(self.services, "settings", hurried)

    async def install(self, code: str = "", team_id: str = TEAM_ID) -> httpx.Response:
        """Come as the browser of a retailer who has installed the app."""
        code = code or self.upstream.install(team_id)
        return await self.gladly.http.get("/install", params={"code": code, "teamId": team_id})

    async def tenant(self, name: str = "acme", **changes: Any) -> None:
        way_in = {} if changes.get("team_id") else {"returnlogic_api_key": "rl-key"}
        config = {"signing_keys": [SIGNING_KEY], **way_in, **changes}
        await self.services.tenants.put(Tenant.model_validate({"name": name, **config}))


class Bridge(httpx.BaseTransport):
    """Carries a command's calls, made in a thread, to the admin app on the test's event loop."""

    def __init__(self, app: Any) -> None:
        self._transport = httpx.ASGITransport(app=app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        return anyio.from_thread.run(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=request.content)
        answer = await self._transport.handle_async_request(asked)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


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

        async def start(upstream: FakeReturnLogic | None = None, **settings: Any) -> Adaptor:
            upstream = upstream or FakeReturnLogic()
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
async def app(adaptor_with: Callable[..., Awaitable[Adaptor]]) -> Adaptor:
    """An adaptor that is an app of ReturnLogic's, which one team has installed; acme asks that team."""
    adaptor = await adaptor_with(FakeApp(), **APP)
    await adaptor.install()
    await adaptor.tenant(team_id=TEAM_ID)
    return adaptor


@pytest.fixture
def commands() -> Callable[..., Callable[..., Awaitable[CommandResult]]]:
    """Run the commands of a group against an adaptor of this process."""

    def on(group: click.Group, adaptor: Adaptor) -> Callable[..., Awaitable[CommandResult]]:
        bridge = Bridge(create_admin_app(adaptor.services))

        async def run(*arguments: str, **how: Any) -> CommandResult:
            invoke = functools.partial(CliRunner().invoke, group, list(arguments), obj=bridge, **how)
            result = await anyio.to_thread.run_sync(invoke)
            assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
            return result

        return run

    return on


@pytest.fixture
async def impatient(adaptor_with: Callable[..., Awaitable[Adaptor]]) -> Adaptor:
    """An adaptor that gives a lookup a tenth of a second, for upstreams that hang."""
    return await adaptor_with(budget_s=0.1)
