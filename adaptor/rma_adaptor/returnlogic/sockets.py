"""Calls to ReturnLogic over aiohttp's connections; importing it takes 0.15 s, so whoever only helps never does."""

import socket
import ssl

import aiohttp
from aiohttp.http_exceptions import ContentEncodingError
from yarl import URL

from rma_adaptor.returnlogic.names import LookUp, Names
from rma_adaptor.returnlogic.transport import Call, LineFailed, NotConnected, Reply, ReplyUnreadable, bounded

_NO_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=None)


class OverSockets:
    """Carry calls over connections of its own; what only reads and meets a closed one goes out again by itself.

    Args:
        certificates: Which servers are believed to be who they say.
        look_up: Finds the addresses of names.
    """

    def __init__(self, certificates: ssl.SSLContext, look_up: LookUp = socket.getaddrinfo) -> None:
        self._certificates = certificates
        self._look_up = look_up
        self._session: aiohttp.ClientSession | None = None

    async def carry(self, call: Call, *, max_bytes: int) -> Reply:
        """Make one call; see `Transport`."""
        session = self._session or self._opened()
        try:
            url = URL(call.url, encoded=True)
            async with session.request(
                call.method, url, headers=call.headers, data=call.body, allow_redirects=False
            ) as response:
                body = await bounded(response.content.iter_any(), max_bytes)
                return Reply(response.status, response.headers, body)
        except aiohttp.ClientPayloadError as error:
            kind = ReplyUnreadable if isinstance(error.__cause__, ContentEncodingError) else LineFailed
            raise kind(type(error).__name__) from None
        except aiohttp.ClientConnectorError as error:
            raise NotConnected(type(error).__name__) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise LineFailed(type(error).__name__) from None

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(ssl=self._certificates, resolver=Names(self._look_up))
        cookies = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=cookies, timeout=_NO_TIMEOUT)
        return self._session
