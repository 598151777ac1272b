"""Listen in on a lookup: the request and the answer as they went over the line."""

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx


@dataclass(slots=True)
class Wire:
    """One request and as much of its answer as came.

    `raw` is the answer's body as it came, compressed or not; `is_cut` says that nobody read it to its end.
    """

    request: httpx.Request
    sent_at: datetime
    began_s: float
    status: int | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    is_cut: bool = True
    duration_ms: float = 0.0

    def header(self, name: str) -> str | None:
        """Return a header of the answer."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def body(self) -> bytes:
        """Return the answer's body as text or whatever it is, without any compression that can be undone."""
        try:
            return httpx.Response(200, headers=self.headers, content=bytes(self.raw)).content
        except httpx.DecodingError:
            return bytes(self.raw)

    def tick(self) -> None:
        """Note how long it has taken so far."""
        self.duration_ms = round((time.perf_counter() - self.began_s) * 1000, 3)


class Wiretap(httpx.AsyncBaseTransport):
    """Pass requests on to a client and keep what goes to and fro.

    Args:
        client: Makes the calls.
    """

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.wires: list[Wire] = []

    def tapped(self) -> httpx.AsyncClient:
        """Return a client whose requests all go through here."""
        return httpx.AsyncClient(transport=self, timeout=None, trust_env=False)  # noqa: S113 -- the caller's own limit holds

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        wire = Wire(request, datetime.now(UTC), time.perf_counter())
        self.wires.append(wire)
        try:
            response = await self._client.send(request, stream=True)
        finally:
            wire.tick()
        wire.status, wire.headers = response.status_code, list(response.headers.items())
        return httpx.Response(response.status_code, headers=wire.headers, stream=_Kept(response, wire))


class _Kept(httpx.AsyncByteStream):
    """An answer's body, kept while it is read."""

    def __init__(self, response: httpx.Response, wire: Wire) -> None:
        self._response = response
        self._wire = wire

    async def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._response.stream
        assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 -- it comes from an asynchronous client
        async for chunk in stream:
            self._wire.raw += chunk
            self._wire.tick()
            yield chunk
        self._wire.is_cut = False

    async def aclose(self) -> None:
        self._wire.tick()
        await self._response.aclose()
