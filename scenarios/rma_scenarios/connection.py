"""One line to a server: a request goes out, httptools reads the answer."""

import asyncio
from dataclasses import dataclass, field

import httptools


class LineCut(ConnectionError):
    """The line was cut before the answer was whole; `has_begun` says whether any of it came."""

    def __init__(self, *, has_begun: bool) -> None:
        super().__init__("the line was cut in the middle of the answer" if has_begun else "the line was cut")
        self.has_begun = has_begun


@dataclass(slots=True)
class Received:
    """An answer as it comes in; header names in lower case."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    keeps_alive: bool = False

    @property
    def ends_with_line(self) -> bool:
        """Say whether only the end of the line tells where the answer ends."""
        return bool(self.status) and not {"content-length", "transfer-encoding"} & set(self.headers)


class Connection(asyncio.Protocol):
    """Ask one question at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._waiter: asyncio.Future[Received] | None = None
        self._received = Received()
        self._has_begun = False

    async def ask(self, request: bytes) -> Received:
        """Send a whole request and return the whole answer.

        Raises:
            LineCut: When the line ends first.
            ValueError: When what comes back is not HTTP.
        """
        if self._transport is None or self._transport.is_closing():
            raise LineCut(has_begun=False)
        self._waiter = asyncio.get_running_loop().create_future()
        self._received, self._has_begun = Received(), False
        self._parser = httptools.HttpResponseParser(self)
        self._transport.write(request)
        return await self._waiter

    def close(self) -> None:
        """Cut the line."""
        if self._transport is not None:
            self._transport.abort()

    # what asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 -- a stream's always is; for the type checker
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self._has_begun = True
        if self._parser is None:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ValueError(f"what came back is not HTTP: {error}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits."""
        if self._received.ends_with_line and exc is None:
            self._finish()
        else:
            self._fail(LineCut(has_begun=self._has_begun))

    # what httptools tells

    def on_message_begin(self) -> None:
        """Cut the line when something comes that nobody asked for."""
        if self._waiter is None:
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self._received.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Keep the status."""
        assert self._parser is not None  # noqa: S101 -- it is calling; for the type checker
        self._received.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        self._received.body += body

    def on_message_complete(self) -> None:
        """Hand the answer over; a provisional one (100, 103) is not it."""
        if self._received.status < 200:  # noqa: PLR2004 -- HTTP's own line
            self._received = Received()
            return
        assert self._parser is not None  # noqa: S101 -- as above
        self._received.keeps_alive = self._parser.should_keep_alive()
        self._finish()

    def _finish(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(self._received)
        self._waiter, self._received = None, Received()

    def _fail(self, error: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)
        self._waiter = None
