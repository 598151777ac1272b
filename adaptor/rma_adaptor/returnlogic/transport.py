"""How calls reach ReturnLogic: aiohttp's connections under httpx, which cost a fifth of httpx's own at 16 in flight."""

import functools
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import httpx


def connected(certificates: ssl.SSLContext) -> httpx.AsyncBaseTransport:
    """Return a transport with connections of its own; it keeps no cookies."""
    # It takes a while to import, so a process that is asked nothing never does.
    import aiohttp  # noqa: PLC0415

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(ssl=certificates)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    return _kind()(verify=certificates, client=session)


@contextmanager
def _as_httpx_says_it() -> Iterator[None]:
    """Turn every error of the line into httpx's own, also those that the library passes on as they are."""
    import aiohttp  # noqa: PLC0415 -- imported by now

    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise httpx.ReadError(type(error).__name__) from error


class _Stream(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx_says_it():
            async for chunk in self._inner:
                yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


@functools.cache
def _kind() -> Callable[..., httpx.AsyncBaseTransport]:
    from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415 -- it imports aiohttp

    class Transport(AiohttpTransport):
        """Knows no error but httpx's."""

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            with _as_httpx_says_it():
                response = await super().handle_async_request(request)
            if isinstance(response.stream, httpx.AsyncByteStream):
                response.stream = _Stream(response.stream)
            return response

    return Transport
