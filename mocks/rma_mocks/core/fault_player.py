"""Play a scripted fault at the edge of a mock, so that no handler has to know about failures."""

import asyncio
import json
from collections.abc import Mapping

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
                await self._app(scope, receive, _Cut(send, after_bytes=20).send)
            case "answer_lost":
                await self._app(scope, receive, _Cut(send, after_bytes=0).send)
            case "latency":
                assert fault is not None  # noqa: S101 -- as above
                await asyncio.sleep(fault.latency_ms / 1000)
                await self._app(scope, receive, send)
            case _:
                await self._app(scope, receive, send)

    def _answer(self, fault: Fault) -> Response:
        if fault.kind == "malformed":
            return Response(b'{"data": [{"rlRmaId": 10', media_type="application/json")
        if fault.kind == "content_type":
            return Response("<html><body>Please sign in</body></html>", media_type="text/html")
        status = {"rate_limited": 429, "maintenance": 503}.get(fault.kind, fault.status)
        body = self._bodies.get(status, {"message": "Scripted failure"})
        return Response(json.dumps(body), status_code=status, media_type="application/json")


class _Cut:
    """Let a whole answer be announced, but only its first bytes through; the server then drops the line."""

    def __init__(self, send: Send, *, after_bytes: int) -> None:
        self._send = send
        self._after_bytes = after_bytes
        self._is_cut = False

    async def send(self, message: Message) -> None:
        if self._is_cut:
            return
        if message["type"] == "http.response.body":
            self._is_cut = True
            message = {**message, "body": message.get("body", b"")[: self._after_bytes], "more_body": True}
        await self._send(message)
