"""How calls reach ReturnLogic: what is carried there and back, and over httpx where a test or a proxy wants it.

Without a proxy `sockets` carries them, which costs a fifth of httpx's own with 16 in flight.
"""

from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx


@dataclass(frozen=True, slots=True)
class Call:
    """Hold what is sent; the URL with its query, percent-encoded, which may be personal."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what came; headers are found in any case, the body is no longer compressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class LineFailed(Exception):
    """No whole reply came; the message is the kind of failure, since a library's own text may hold an address."""


class NotConnected(LineFailed):
    """No connection was made, so nothing was sent."""


class NothingCame(LineFailed):
    """The connection ended before any reply began."""


class ReplyUnreadable(LineFailed):
    """The reply is not compressed as it says."""


class ReplyTooLarge(LineFailed):
    """The reply is larger than was asked for."""


class Transport(Protocol):
    """Carry calls over connections of its own."""

    async def carry(self, call: Call, *, max_bytes: int) -> Reply:
        """Make one call; redirects are not followed, cookies not kept, and only whoever waits bounds the time.

        Raises:
            LineFailed: No whole reply came.
        """
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class OverHttpx:
    """Carry calls over an httpx client, which knows proxies and takes a test's transport."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def carry(self, call: Call, *, max_bytes: int) -> Reply:
        """Make one call; see `Transport`."""
        try:
            request = self._http.build_request(call.method, call.url, headers=call.headers, content=call.body)
            response = await self._sent(request)
            try:
                body = await bounded(response.aiter_bytes(), max_bytes)
            finally:
                await response.aclose()
        except httpx.DecodingError as error:
            raise ReplyUnreadable(type(error).__name__) from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise NotConnected(type(error).__name__) from None
        except (httpx.RequestError, httpx.InvalidURL) as error:
            raise LineFailed(type(error).__name__) from None
        return Reply(response.status_code, response.headers, body)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request, stream=True)
        except httpx.RemoteProtocolError as error:
            raise NothingCame(type(error).__name__) from None


async def bounded(pieces: AsyncIterable[bytes], max_bytes: int) -> bytes:
    """Read a body that is not larger than that.

    Raises:
        ReplyTooLarge: It is.
    """
    body = b""
    async for piece in pieces:
        body = body + piece if body else piece
        if len(body) > max_bytes:
            raise ReplyTooLarge(f"larger than {max_bytes} bytes")
    return body
