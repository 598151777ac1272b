"""Bring each request into its world: find the world, play its faults, write its journal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rma_mocks.core.fault_player import Answers, FaultPlayer
from rma_mocks.core.faults import Fault
from rma_mocks.core.near_misses import RouteTable
from rma_mocks.core.recording import Recording
from rma_mocks.core.strays import Explain, Strays, real_now
from rma_mocks.core.world import Part, World

_MISSES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED})


@dataclass(slots=True, eq=False)
class Visit:
    """One request inside one world; handlers add what only they know.

    `is_missed` says that the route which answers is there for calls that no other one takes; `hint` tells the
    journal's readers what they could not see.
    """

    world: World
    sender: str
    operation: str | None = None
    round: str | None = None
    trace: str | None = None
    is_recorded: bool = True
    fault: Fault | None = None
    is_missed: bool = False
    hint: str | None = None


Identify = Callable[[Scope], Visit | None]


@dataclass(frozen=True, slots=True)
class Edge:
    """What a mock is to the middleware around it.

    Args:
        lane: `gladly` or `returnlogic`.
        identify: Says in which world a request is and who sent it; None outside every world.
        fault_bodies: The vendor's own error body by status, for scripted errors.
        fault_headers: What its error answers carry besides, by status.
        fault_answers: Body and headers of errors that depend on the world.
        explain: Says what came near where a request is in no world.
        strays: Where such requests are kept.
        routes: What the mock can be asked, for calls that no route takes.
    """

    lane: str
    identify: Identify
    fault_bodies: Mapping[int, object] = field(default_factory=dict)
    fault_headers: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    fault_answers: Answers = lambda _scope, _status: None
    explain: Explain = lambda _scope: None
    strays: Strays = field(default_factory=Strays)
    routes: RouteTable = field(default_factory=lambda: RouteTable(()))


@dataclass(frozen=True, slots=True)
class _Nobody:
    """What is told of a request outside every world."""

    sender: str = "unknown"
    operation: str | None = None
    round: str | None = None
    trace: str | None = None
    fault: Fault | None = None
    hint: str | None = None


_NOBODY = _Nobody()


# Dependencies are coroutines throughout the mocks: FastAPI sends plain functions through its thread pool, and each
# such trip costs more than the work of a whole call.


async def current_visit(request: Request) -> Visit:
    """Return the visit of this request; routes outside any world never ask."""
    return visit_of(request)


def visit_of(request: Request) -> Visit:
    """Return the visit of this request, outside FastAPI's dependencies."""
    visit = request.scope["state"]["visit"]
    assert isinstance(visit, Visit)  # noqa: S101 -- the middleware put it there; this is for the type checker
    return visit


async def unrecorded(request: Request) -> None:
    """Keep a route (pages, their reads, static files, long polls) out of the journal and of what is under way."""
    visit = request.scope.get("state", {}).get("visit")
    if visit is not None:
        visit.is_recorded = False
        visit.world.under_way.end(visit)


class VisitMiddleware:
    """Wrap one mock's application.

    Args:
        app: The mock.
        edge: What it is to the middleware.
    """

    def __init__(self, app: ASGIApp, *, edge: Edge) -> None:
        self._app = app
        self._edge = edge
        self._faults = FaultPlayer(app, edge.fault_bodies, edge.fault_headers, edge.fault_answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = self._edge.identify(scope)
        if visit is None:
            await self._serve_outside(scope, receive, send)
            return
        scope.setdefault("state", {})["visit"] = visit
        # Only the route knows whether it is recorded, so every visit counts until its route says otherwise.
        under_way = visit.world.under_way
        under_way.begin(visit)
        try:
            await self._serve(visit, scope, receive, send)
        finally:
            under_way.end(visit)

    async def _serve(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        world, lane = visit.world, self._edge.lane
        world.play_due()
        now = world.clock.now()
        recording = Recording(scope, receive, send, now, world.journal.begin())
        if world.faults:
            visit.fault = world.faults.take(lane, scope["path"], now=now, seed=world.seed)
            world.mark(Part.SETTINGS)  # what matched is counted, spared or hit
        try:
            if visit.fault is None:
                await self._app(scope, recording.receive, recording.send)
            else:
                await self._faults.serve(visit.fault, scope, recording.receive, recording.send)
        finally:
            if visit.is_recorded or visit.fault is not None:
                is_missed = visit.fault is None and _is_missed(scope, recording.status, visit)
                recording.end(lane, visit, self._edge.routes if is_missed else None)
                world.journal.add(recording)

    async def _serve_outside(self, scope: Scope, receive: Receive, send: Send) -> None:
        hint = self._edge.explain(scope)
        if hint is None:
            await self._app(scope, receive, send)
            return
        recording = Recording(scope, receive, send, real_now())
        try:
            await self._app(scope, recording.receive, recording.send)
        finally:
            recording.end(self._edge.lane, _NOBODY, None)
            if recording.status is None or recording.status >= HTTPStatus.BAD_REQUEST:
                self._edge.strays.add(recording, hint)


def _is_missed(scope: Scope, status: int | None, visit: Visit) -> bool:
    """Say whether no route took a request: the router then names no endpoint, or only the method was wrong."""
    return status in _MISSES and (visit.is_missed or "endpoint" not in scope or status == HTTPStatus.METHOD_NOT_ALLOWED)
