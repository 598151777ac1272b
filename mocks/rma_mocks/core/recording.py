"""Copy a request and its answer while they pass; what the copy says is worked out only when somebody reads it."""

import time
from datetime import datetime
from typing import Any, Protocol

from starlette.types import Message, Receive, Scope, Send

from rma_mocks.core.clock import stamp
from rma_mocks.core.faults import Fault
from rma_mocks.core.journal import MOST_BYTES, Exchange, kept_text, redacted
from rma_mocks.core.near_misses import RouteTable


class Told(Protocol):
    """What a handler adds to the record of its request."""

    @property
    def sender(self) -> str:
        """Return who called."""

    @property
    def operation(self) -> str | None:
        """Return what it was about."""

    @property
    def round(self) -> str | None:
        """Return the lookup round that it belongs to."""

    @property
    def trace(self) -> str | None:
        """Return the trace that it belongs to."""

    @property
    def fault(self) -> Fault | None:
        """Return the scripted failure that it met."""

    @property
    def hint(self) -> str | None:
        """Return a sentence for whoever wonders about the answer."""


class Recording:
    """One request and its answer as bytes.

    Args:
        scope: The request.
        receive: Brings its body.
        send: Takes the answer.
        began_at: The world's time.
        begun: What number the journal gives to its beginning; 0 outside every world.
    """

    __slots__ = (
        *("_method", "_path", "_query", "_request_headers", "_receive", "_send", "_request_body", "_response_body"),
        *("_began_at", "_begun", "_began_s", "_took_s", "_start", "_is_whole", "_lane", "_told", "_routes"),
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, began_at: datetime, begun: int = 0) -> None:
        self._method, self._path, self._query = scope["method"], scope["path"], scope["query_string"]
        self._request_headers = scope["headers"]
        self._receive, self._send = receive, send
        self._began_at, self._begun, self._began_s = began_at, begun, time.perf_counter()
        self._took_s = 0.0
        self._request_body = self._response_body = b""
        self._start: Message | None = None
        self._is_whole = False
        self._lane = ""
        self._told: Told | None = None
        self._routes: RouteTable | None = None

    @property
    def status(self) -> int | None:
        """Return the status that went out, None when nothing did."""
        return self._start["status"] if self._start else None

    async def receive(self) -> Message:
        """Pass the request's body on."""
        message = await self._receive()
        if message.get("body"):
            self._request_body = (self._request_body + message["body"])[:MOST_BYTES]
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on."""
        if message["type"] == "http.response.start":
            self._start = message
        else:
            if message.get("body"):
                self._response_body = (self._response_body + message["body"])[:MOST_BYTES]
            self._is_whole = not message.get("more_body", False)
        await self._send(message)

    def end(self, lane: str, told: Told, routes: RouteTable | None) -> None:
        """Note what the handler said, and forget the connection.

        Args:
            lane: The mock that served it.
            told: What only the handler knows.
            routes: Those of the mock when none of them took the request.
        """
        del self._receive, self._send
        self._took_s = time.perf_counter() - self._began_s
        self._lane, self._told, self._routes = lane, told, routes

    def exchange(self) -> Exchange:
        """Return it as the journal shows it."""
        told = self._told
        assert told is not None, "a recording is read once it has ended"  # noqa: S101 -- a bug of ours
        headers = _headers(self._request_headers)
        # A lost answer is announced all the same: a server has no other way to cut a line.
        status = None if told.fault is not None and told.fault.kind == "answer_lost" else self.status
        missed: dict[str, Any] = {"hint": told.hint, "near_misses": []}
        if self._routes is not None:
            missed = self._routes.missed(self._method, self._path)
        return Exchange(
            lane=self._lane,
            direction="received",
            sender=told.sender,
            receiver=self._lane,
            method=self._method,
            path=self._path,
            query=self._query.decode("latin-1"),
            status=status,
            operation=told.operation,
            at=stamp(self._began_at),
            duration_ms=round(self._took_s * 1000, 3),
            begun=self._begun,
            round=told.round,
            trace=told.trace or headers.get("x-b3-traceid"),
            request_headers=redacted(headers),
            request_body=kept_text(self._request_body),
            response_headers=_headers(self._start["headers"]) if self._start else {},
            response_body=kept_text(self._response_body),
            error=None if self._is_whole else _cut(status, told.fault),
            fault={"kind": told.fault.kind, "id": told.fault.id} if told.fault else None,
            **missed,
        )


def _headers(raw: Any) -> dict[str, str]:
    read: dict[str, str] = {}
    for name, value in raw:
        read.setdefault(name.decode("latin-1"), value.decode("latin-1"))
    return read


def _cut(status: int | None, fault: Fault | None) -> str:
    if fault is not None and fault.kind == "reset":
        return "the connection was reset before any answer"
    return "the line was cut before the answer" if status is None else "the line was cut in the middle of the answer"
