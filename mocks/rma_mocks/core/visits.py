"""Bring each request into its world: find the world, play its faults, write its journal."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rma_mocks.core.clock import Clock, stamp
from rma_mocks.core.fault_player import FaultPlayer
from rma_mocks.core.faults import Fault, without_world
from rma_mocks.core.journal import Exchange, kept_text, redacted
from rma_mocks.core.world import Part, World


@dataclass(slots=True, eq=False)
class Visit:
    """One request inside one world; handlers add what only they know."""

    world: World
    sender: str
    operation: str | None = None
    round: str | None = None
    trace: str | None = None
    is_recorded: bool = True
    fault: Fault | None = None


Identify = Callable[[Scope], Visit | None]


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
        lane: `gladly` or `returnlogic`.
        identify: Says in which world a request is and who sent it; None outside every world.
        fault_bodies: The vendor's own error body by status, for scripted 429 and 503.
    """

    def __init__(self, app: ASGIApp, *, lane: str, identify: Identify, fault_bodies: dict[int, object]) -> None:
        self._app = app
        self._lane = lane
        self._identify = identify
        self._faults = FaultPlayer(app, fault_bodies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        visit = self._identify(scope) if scope["type"] == "http" else None
        if visit is None:
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["visit"] = visit
        # Only the route knows whether it is recorded, so every visit counts until its route says otherwise.
        visit.world.under_way.begin(visit)
        try:
            await self._serve(visit, scope, receive, send)
        finally:
            visit.world.under_way.end(visit)

    async def _serve(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        recording = _Recording(scope, receive, send, visit.world.clock)
        visit.fault = visit.world.faults.take(self._lane, without_world(scope["path"]))
        if visit.fault is not None:
            visit.world.mark(Part.SETTINGS)  # it counts down
        await self._faults.serve(visit.fault, scope, recording.receive, recording.send)
        if visit.is_recorded or visit.fault is not None:
            visit.world.journal.add(recording.exchange(self._lane, visit))


class _Recording:
    """Copy a request and its answer while they pass."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, clock: Clock) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._began_at, self._began = clock.now(), time.perf_counter()
        self._request_body = bytearray()
        self._response_body = bytearray()
        self._response_headers: dict[str, str] = {}
        self._status: int | None = None
        self._is_whole = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._request_body += message.get("body", b"")
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._response_headers = dict(Headers(raw=list(message["headers"])))
        else:
            self._response_body += message.get("body", b"")
            self._is_whole = not message.get("more_body", False)
        await self._send(message)

    def exchange(self, lane: str, visit: Visit) -> Exchange:
        headers = dict(Headers(scope=self._scope))
        # A lost answer is announced all the same: a server has no other way to cut a line.
        status = None if visit.fault is not None and visit.fault.kind == "answer_lost" else self._status
        return Exchange(
            lane=lane,
            direction="received",
            sender=visit.sender,
            receiver=lane,
            method=self._scope["method"],
            path=self._scope["path"],
            query=self._scope["query_string"].decode("latin-1"),
            status=status,
            operation=visit.operation,
            at=stamp(self._began_at),
            duration_ms=round((time.perf_counter() - self._began) * 1000, 3),
            round=visit.round,
            trace=visit.trace or headers.get("x-b3-traceid"),
            request_headers=redacted(headers),
            request_body=kept_text(self._request_body),
            response_headers=self._response_headers,
            response_body=kept_text(self._response_body),
            error=None if self._is_whole else _cut(status),
        )


def _cut(status: int | None) -> str:
    return "the line was cut before the answer" if status is None else "the line was cut in the middle of the answer"
