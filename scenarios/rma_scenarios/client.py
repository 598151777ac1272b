"""Make the calls of a stack's worlds and of scenarios, over one pool of connections.

Neither httpx nor aiohttp, for this is the hot path of a run: with sixteen calls in flight httpx costs fifteen times the
CPU of this, and aiohttp takes as long to import as fifty scenarios to play. The protocol itself is left to httptools,
the parser that uvicorn brings along.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import SplitResult, urlsplit

from rma_scenarios.connection import Connection, LineCut


class CallFailed(Exception):
    """No answer came; the message is a sentence that names the call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Say whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 -- HTTP's own line

    @property
    def text(self) -> str:
        """Return the body as text; bytes that are none become a replacement mark."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """Return the body as JSON; None when it is empty or not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Calls(Protocol):
    """Make one call: the network in a run, an application in the same process in a unit test."""

    async def call(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer whatever its status; redirects are not followed.

        Raises:
            CallFailed: When no whole answer came.
        """


class Client:
    """Call over the network; connections are kept and used again. The engine's own deadlines bound each call."""

    def __init__(self) -> None:
        self._idle: defaultdict[tuple[str, str], list[Connection]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        """Open nothing yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    async def call(
        self, method: str, url: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Return the answer whatever its status."""
        try:
            parts = urlsplit(url)
            request = _encoded(method, parts, body, headers or {})
            return await self._answer(parts, request)
        except (OSError, ValueError) as error:  # a cut line is an OSError, a strange URL or answer a ValueError
            raise CallFailed(f"{method} {url} got no answer ({error or type(error).__name__})") from error

    async def _answer(self, parts: SplitResult, request: bytes) -> Answer:
        idle = self._idle[parts.scheme, parts.netloc]
        while idle:
            connection = idle.pop()
            try:
                return await self._asked(connection, request, idle)
            except LineCut as cut:
                if cut.has_begun:
                    raise
                # The other side had closed this idle line just then, so nothing was lost: ask on another.
        return await self._asked(await _connected(parts), request, idle)

    async def _asked(self, connection: Connection, request: bytes, idle: list[Connection]) -> Answer:
        try:
            received = await connection.ask(request)
        except BaseException:
            connection.close()
            raise
        if received.keeps_alive:
            idle.append(connection)
        else:
            connection.close()
        return Answer(received.status, received.headers, bytes(received.body))


async def _connected(parts: SplitResult) -> Connection:
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("the URL is not http or https")
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(Connection, parts.hostname, port, ssl=is_secure or None)
    return connection


def _encoded(method: str, parts: SplitResult, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
    if body is not None or method in {"POST", "PUT", "PATCH"}:
        lines.append(f"Content-Length: {len(body or b'')}")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a line break in the URL or a header")
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@dataclass(frozen=True, slots=True)
class Service:
    """One side of a stack: where it is, and the headers that open it."""

    calls: Calls
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)

    async def get(self, path: str) -> Answer:
        """Read."""
        return await self.call("GET", path)

    async def post(self, path: str, content: Any = None) -> Answer:
        """Write; `content` is sent as JSON."""
        return await self.call("POST", path, content)

    async def call(self, method: str, path: str, content: Any = None) -> Answer:
        """Make one call; `content` is sent as JSON unless None.

        A path is relative to this side; "" is its own address, to which a query may be added.
        """
        headers, body = dict(self.headers), None
        if content is not None:
            body = json.dumps(content).encode()
            headers["Content-Type"] = "application/json"
        url = self.url + path if path[:1] in ("", "?") else f"{self.url}/{path.removeprefix('/')}"
        return await self.calls.call(method, url, body=body, headers=headers)
