"""Play a scripted fault at the edge of a mock, so that no handler has to know about failures."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

import httpx
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rma_mocks.core.faults import Fault

RESET_EXTENSION = "rma_mocks.reset"
"""Under this name our own server puts a function into a request's scope that resets the connection."""

Answers = Callable[[Scope, int], tuple[object, Mapping[str, str]] | None]
"""Returns body and headers of an error where they depend on the world, by the request and the status; else None."""

_PIECES = 10
_STATUSES = {"rate_limited": 429, "maintenance": 503, "expired_token": 401}


class FaultPlayer:
    """Serve a request as its fault says.

    Args:
        app: The mock behind it.
        bodies: The vendor's error body by status.
        headers: What the vendor's error answers carry besides, by status.
        answers: Goes before both.
    """

    def __init__(
        self,
        app: ASGIApp,
        bodies: Mapping[int, object],
        headers: Mapping[int, Mapping[str, str]] | None = None,
        answers: Answers = lambda _scope, _status: None,
    ) -> None:
        self._app = app
        self._bodies = bodies
        self._headers = headers or {}
        self._answers = answers

    async def serve(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            httpx.ReadError: For `reset`, where no server of ours is in between: over httpx's own ASGI transport the
                client sees what it would see on a line.
        """
        match fault.kind:
            case "reset":
                await _reset(scope, receive)
            case "truncated":
                await self._app(scope, receive, _Cut(send, most_bytes=20).send)
            case "answer_lost":
                await self._app(scope, receive, _Cut(send, most_bytes=0).send)
            case "latency":
                await _wait(fault.latency_ms / 1000)
                await self._app(scope, receive, send)
            case "drip":
                await self._app(scope, receive, _Drip(send, pause_s=fault.latency_ms / 1000).send)
            case "filter_ignored":
                await self._app(scope, receive, send)
            case _:
                await self._answer(fault, scope)(scope, receive, send)

    def _answer(self, fault: Fault, scope: Scope) -> Response:
        if fault.kind == "malformed":
            return Response(b'{"unfinished": [{"id": 10', media_type="application/json")
        if fault.kind == "content_type":
            return Response("<html><body>Please sign in</body></html>", media_type="text/html")
        status = _STATUSES.get(fault.kind, fault.status)
        usual = self._bodies.get(status, {"message": "Scripted failure"}), self._headers.get(status, {})
        body, headers = self._answers(scope, status) or usual
        return Response(json.dumps(body), status_code=status, headers=dict(headers), media_type="application/json")


async def _reset(scope: Scope, receive: Receive) -> None:
    reset = scope.get("extensions", {}).get(RESET_EXTENSION)
    if reset is None:
        raise httpx.ReadError("the mock reset the connection")
    reset()
    while (await receive())["type"] != "http.disconnect":
        pass  # the server takes an application that returns without an answer for a broken one


class _Cut:
    """Announce an answer, let less than half of it through, and leave the rest out; the server then drops the line.

    Every answer is announced longer than it is, and with a status that has a body: where the length is that of the
    bytes that came, or none is expected, no client would notice the cut.
    """

    def __init__(self, send: Send, *, most_bytes: int) -> None:
        self._send = send
        self._most_bytes = most_bytes
        self._start: Message = {}
        self._is_cut = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif not self._is_cut:
            self._is_cut = True
            body = message.get("body", b"")
            await self._send(self._announced(len(body) + 1))
            kept = body[: min(self._most_bytes, len(body) // 2)]
            await self._send({"type": "http.response.body", "body": kept, "more_body": True})

    def _announced(self, length: int) -> Message:
        status = HTTPStatus.OK if self._start["status"] == HTTPStatus.NO_CONTENT else self._start["status"]
        announced = {**self._start, "status": int(status), "headers": list(self._start["headers"])}
        MutableHeaders(scope=announced)["content-length"] = str(length)
        return announced


async def _wait(seconds: float) -> None:
    """Wait no less than that: timers of event loops may ring a little early, and a scripted second is a second."""
    until = time.perf_counter() + seconds
    while (left_s := until - time.perf_counter()) > 0:  # noqa: ASYNC110 -- what is waited for is the time itself
        await asyncio.sleep(left_s)


class _Drip:
    """Let an answer through whole, but in pieces with a pause before each."""

    def __init__(self, send: Send, *, pause_s: float) -> None:
        self._send = send
        self._pause_s = pause_s

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(message)
            return
        body = message.get("body", b"")
        size = max(-(-len(body) // _PIECES), 1)
        pieces = [body[place : place + size] for place in range(0, len(body), size)] or [b""]
        for number, piece in enumerate(pieces, 1):
            await _wait(self._pause_s)
            is_last = number == len(pieces)
            more = message.get("more_body", False) if is_last else True
            await self._send({"type": "http.response.body", "body": piece, "more_body": more})
