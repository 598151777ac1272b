"""The whole triangle in this process, without sockets: the real mocks, the real adaptor, and the engine over them."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from rma_adaptor import Settings, create_app
from rma_adaptor.admin import create_admin_app
from rma_mocks.core.guard import LOOPBACK_HOSTS
from rma_mocks.worlds.serving import mock_apps
from rma_scenarios.client import Answer, CallFailed
from rma_scenarios.engine.player import play_case
from rma_scenarios.engine.result import Result
from rma_scenarios.engine.set_up import Stage, set_up
from rma_scenarios.format.reading import Case, read_text
from rma_scenarios.stack import Stack
from rma_scenarios.stack_links import StackLinks
from rma_scenarios.verbs.play import Play

ADAPTOR, GLADLY, RETURNLOGIC, ADMIN = (f"http://127.0.0.1:{port}" for port in (8700, 8701, 8702, 8703))
CONTROL_TOKEN, ADMIN_TOKEN = "control-token", "admin-token"

LINKS = StackLinks(
    gladly_url=GLADLY,
    returnlogic_url=RETURNLOGIC,
    control_url=f"{GLADLY}/_mock",
    control_token=CONTROL_TOKEN,
    adaptor_url=ADAPTOR,
    admin_url=ADMIN,
    admin_token=ADMIN_TOKEN,
)

HEAD = """\
format: 1
scenario: The agent sees why a shopper writes
because: Nobody wants to ask a shopper for a number that we have
"""

WORLD = """\
given:
  people:
    gina: {name: Gina Lin, email: gina.lin@example.com}
    omar: {name: Omar Haddad, email: omar.haddad@example.com, phone: '+16505550101'}
  orders:
    boots: {of: gina, name: '#1001', items: [{product: Alpine Boots, quantity: 2}, Wool Socks]}
  rmas:
    jacket: {of: gina, status: In Transit, items: [Trail Fleece Jacket]}
"""


class Switchboard(httpx.AsyncBaseTransport):
    """Carry a request to whichever application listens at its address."""

    def __init__(self) -> None:
        self.apps: dict[str, httpx.ASGITransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        origin = f"{request.url.scheme}://{request.url.netloc.decode()}"
        if origin not in self.apps:
            raise httpx.ConnectError("nobody listens there")
        try:
            return await self.apps[origin].handle_async_request(request)
        except AssertionError as error:  # httpx's word for an application that broke off, as a scripted failure does
            raise httpx.RemoteProtocolError("the line was cut") from error


@dataclass
class CallsInProcess:
    """Make a run's calls without a network; `instead` answers the calls whose URL ends as said."""

    http: httpx.AsyncClient
    made: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[bytes | None] = field(default_factory=list)
    instead: dict[str, Answer | Exception] = field(default_factory=dict)

    async def call(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        self.made.append((method, url))
        self.bodies.append(body)
        for end, answer in self.instead.items():
            if url.endswith(end):
                if isinstance(answer, Exception):
                    raise answer
                return answer
        try:
            answer = await self.http.request(method, url, content=body, headers=dict(headers or {}))
        except httpx.HTTPError as error:
            raise CallFailed(f"{method} {url} got no answer ({error})") from error
        return Answer(answer.status_code, dict(answer.headers), answer.content)


@dataclass
class Triangle:
    """A stack of the real applications, and short ways to play on it."""

    stack: Stack
    calls: CallsInProcess
    worlds: Any
    board: Switchboard
    stages: list[Stage] = field(default_factory=list)

    async def open(self, case: Case, **how: Any) -> Stage:
        self.stages.append(await set_up(case, self.stack, **how))
        return self.stages[-1]

    async def play(self, case: Case, **how: Any) -> Result:
        """Play a case from its set-up to its end."""
        stage = await self.open(case)
        try:
            return await play_case(case, stage, **how)
        finally:
            await stage.close()

    async def act(self, case: Case) -> Play:
        """Do a case's steps one after the other, look at nothing, and return what they left."""
        stage = await self.open(case)
        for step in case.scenario.steps:
            stage.play.actor = step.customer.who if step.customer else None
            await step.actor.verb.act(stage.play)
            await stage.play.settle()
        return stage.play


@pytest.fixture
async def triangle() -> AsyncIterator[Triangle]:
    board = Switchboard()
    mocks = mock_apps(
        gladly_url=GLADLY,
        returnlogic_url=RETURNLOGIC,
        hosts=LOOPBACK_HOSTS,
        control_token=CONTROL_TOKEN,
        lookup_transport=board,
    )
    adaptor = create_app(Settings(database="sqlite+aiosqlite://", admin_token=ADMIN_TOKEN), upstream_transport=board)
    apps = {
        ADAPTOR: adaptor,
        GLADLY: mocks.gladly,
        RETURNLOGIC: mocks.returnlogic,
        ADMIN: create_admin_app(adaptor.state.services),
    }
    board.apps = {origin: httpx.ASGITransport(app) for origin, app in apps.items()}
    async with AsyncExitStack() as exits:
        for app in (adaptor, mocks.gladly):
            await exits.enter_async_context(app.router.lifespan_context(app))
        calls = CallsInProcess(await exits.enter_async_context(httpx.AsyncClient(transport=board)))
        triangle = Triangle(Stack.of(LINKS, calls), calls, mocks.worlds, board)
        yield triangle
        for stage in triangle.stages:
            await stage.close(keeps_world=True)  # the worlds end with their applications


@pytest.fixture
def read() -> Callable[..., list[Case]]:
    """Read a text as if it stood in a file of that name."""

    def from_text(text: str, name: str = "story.scenario.yaml") -> list[Case]:
        return read_text(text, Path(name))

    return from_text


@pytest.fixture
def case(read: Callable[..., list[Case]]) -> Callable[..., Case]:
    """Make a case of its steps; Gina has ordered boots and is returning a jacket, Omar has done neither."""

    def from_steps(steps: str, *, given: str = WORLD, head: str = HEAD, rest: str = "") -> Case:
        [made] = read(f"{head}{given}steps:\n{steps}\n{rest}")
        return made

    return from_steps


@pytest.fixture
def act(triangle: Triangle, case: Callable[..., Case]) -> Callable[..., Awaitable[Play]]:
    """Do steps and return what they left."""

    async def do(steps: str, **parts: str) -> Play:
        return await triangle.act(case(steps, **parts))

    return do


@pytest.fixture
def played(triangle: Triangle, case: Callable[..., Case]) -> Callable[..., Awaitable[Result]]:
    """Play steps with their expectations and return what that came to."""

    async def play(steps: str, **parts: str) -> Result:
        return await triangle.play(case(steps, **parts))

    return play
