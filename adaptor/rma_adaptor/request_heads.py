"""Bound what comes before a request's body: how large it may be, and how long it may take."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_LARGE = b"the request's head is too large"
_REFUSAL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%b" % (len(_TOO_LARGE), _TOO_LARGE)
)
_SEPARATORS = len(": \r\n")


class HeadTooLarge(Exception):
    """Stop the parser; it never leaves this module."""


class BoundedHeads(HttpToolsProtocol):
    """Serve as uvicorn does, which by itself reads heads of any size for as long as they take."""

    def __init__(self, *args: Any, max_head_bytes: int, head_timeout_s: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._max_head_bytes = max_head_bytes
        self._head_timeout_s = head_timeout_s
        self._fed = self._parsed = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._end_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """Begin to wait for the rest of a head, on a kept connection too."""
        super().on_message_begin()
        self._fed = self._parsed = 0
        if self._deadline is None:
            self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Refuse a head that is too large before it is complete; the parser keeps unfinished lines to itself."""
        super().data_received(data)
        self._fed += len(data)
        if self._deadline is not None and self._fed > self._max_head_bytes and not self.transport.is_closing():
            self._refuse()

    def on_url(self, url: bytes) -> None:
        """Count, then go on."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count, then go on."""
        self._count(len(name) + len(value) + _SEPARATORS)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Let the request in; what follows is the body, which the budget bounds."""
        self._end_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what was wrong with a request that the parser refused."""
        if self._parsed > self._max_head_bytes:
            self._refuse()
        else:
            super().send_400_response(msg)

    def _count(self, size: int) -> None:
        self._parsed += size
        if self._parsed > self._max_head_bytes:
            raise HeadTooLarge

    def _refuse(self) -> None:
        self.transport.write(_REFUSAL)
        self.transport.close()

    def _wait_for_head(self) -> None:
        self._deadline = self.loop.call_later(self._head_timeout_s, self.transport.close)

    def _end_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
