"""Play a scripted fault at the edge of a mock, so that no handler has to know about failures."""

import asyncio
import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rma_mocks.core.faults import Fault


class FaultPlayer:
    """Serve a request as its fault says, or plainly when there is none.

    Args:
        app: The mock behind it.
        bodies: The vendor's error body by status.
    """

    def __init__(self, app: ASGIApp, bodies: Mapping[int, object]) -> None:
        self._app = app
        self._bodies = bodies

    async def serve(self, fault: Fault | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        match fault.kind if fault else None:
            case "status" | "rate_limited" | "maintenance" | "malformed" | "content_type":
                assert fault is not None  # noqa: S101 -- the kind came from it; for the type checker
                await self._answer(fault)(scope, receive, send)
            case "truncated":
                await self._app(scope, receive, _Cut(send, most_bytes=20).send)
            case "answer_lost":
                await self._app(scope, receive, _Cut(send, most_bytes=0).send)
            case "latency":
                assert fault is not None  # noqa: S101 -- as above
                await asyncio.sleep(fault.latency_ms / 1000)
                await self._app(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    def _answer(self, fault: Fault) -> Response:
        if fault.kind == "malformed":
            return Response(b'{"unfinished": [{"id": 10', media_type="application/json")
        if fault.kind == "content_type":
            return Response("<html><body>Please sign in</body></html>", media_type="text/html")
        status = {"rate_limited": 429, "maintenance": 503}.get(fault.kind, fault.status)
        body = self._bodies.get(status, {"message": "Scripted failure"})
        return Response(json.dumps(body), status_code=status, media_type="application/json")


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
