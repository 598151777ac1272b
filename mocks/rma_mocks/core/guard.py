"""Keep strange web pages out: mocks answer only to their own host, and writes only from their own pages."""

import re

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
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
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if re.sub(r":\d+$", "", host).lower() not in self._hosts:
            refusal = PlainTextResponse(f"This mock does not answer to the host {host!r}.\n", status_code=421)
            await refusal(scope, receive, send)
        elif self._open_to_all is not None and self._open_to_all.search(scope["path"]):
            await self._with_cors(scope, receive, send)
        elif self._is_foreign_write(scope, headers, host):
            refusal = PlainTextResponse("Writes are taken only from this mock's own pages.\n", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_foreign_write(self, scope: Scope, headers: Headers, host: str) -> bool:
        origin = headers.get("origin")
        return scope["method"] in _WRITES and origin is not None and origin.split("://")[-1].lower() != host.lower()
