"""Keep strange web pages out: mocks answer only to their own host, and writes only from their own pages."""

import re

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
_PORT = re.compile(r":\d+$")
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class GuardMiddleware:
    """Check `Host` always and `Origin` on writes.

    Args:
        app: The mock.
        hosts: Names under which it may be reached.
        open_to_all: Paths that other origins may call too (the chat widget lives in foreign pages).
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], open_to_all: re.Pattern[str] | None = None) -> None:
        self._app = app
        self._hosts = hosts
        self._open_to_all = open_to_all
        self._with_cors = CORSMiddleware(
            app, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["content-type"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it with a sentence."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = header(scope, b"host")
        if not self._is_own(host):
            refusal = PlainTextResponse(f"This mock does not answer to the host {host!r}.\n", status_code=421)
            await refusal(scope, receive, send)
        elif self._open_to_all is not None and self._open_to_all.search(scope["path"]):
            await self._with_cors(scope, receive, send)
        elif scope["method"] in _WRITES and _is_foreign(header(scope, b"origin"), host):
            refusal = PlainTextResponse("Writes are taken only from this mock's own pages.\n", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        return _PORT.sub("", host).lower() in self._hosts


def header(scope: Scope, name: bytes) -> str:
    """Return a request's header by its lower-case name, empty when it has none; without building them all."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return ""


def _is_foreign(origin: str, host: str) -> bool:
    return bool(origin) and origin.rsplit("://", maxsplit=1)[-1].lower() != host.lower()
