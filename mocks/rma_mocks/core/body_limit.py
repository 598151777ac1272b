"""Refuse bodies that no honest client sends, before any of them is parsed or kept."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 4 * 1024 * 1024

_BODY = "body_messages"


class BodyLimitMiddleware:
    """Read each request's body first, up to the limit; the limit is ours, neither vendor publishes one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with a sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        messages = await _body(receive)
        if sum(len(message.get("body", b"")) for message in messages) > MOST_BYTES:
            sentence = f"A body may have up to {MOST_BYTES // 1024 // 1024} MB here."
            await JSONResponse({"message": sentence}, 413)(scope, receive, send)
            return
        scope.setdefault("state", {})[_BODY] = messages
        read = iter(messages)

        async def receive_again() -> Message:
            return next(read, None) or await receive()

        await self._app(scope, receive_again, send)


def body_of(scope: Scope) -> bytes:
    """Return the whole body of a request that passed the limit, before its handler has asked for it."""
    return b"".join(message.get("body", b"") for message in scope.get("state", {}).get(_BODY, ()))


async def _body(receive: Receive) -> list[Message]:
    """Return the messages of a body, up to the one that goes beyond the limit."""
    messages, size, is_more = [], 0, True
    while is_more and size <= MOST_BYTES:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        is_more = message.get("more_body", False)
    return messages
