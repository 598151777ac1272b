"""Look names up apart from each other: a name server that hangs holds up nobody but whoever needs it."""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

LookUp = Callable[..., list[tuple[Any, ...]]]
"""As `socket.getaddrinfo`."""


class Names(AbstractResolver):
    """Look each name up in a thread of its own, which nobody waits for at the end of the process.

    The event loop's own threads are a few for all tenants. Here there are no more than names: aiohttp looks one up
    once for all who wait for it, also when they have given up, and remembers it for a while.

    Args:
        look_up: Called in the thread.
    """

    def __init__(self, look_up: LookUp = socket.getaddrinfo) -> None:
        self._look_up = look_up

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host.

        Raises:
            OSError: It has none, or the name server does not answer.
        """
        loop = asyncio.get_running_loop()
        found: asyncio.Future[list[tuple[Any, ...]]] = loop.create_future()

        def work() -> None:
            try:
                how = {"family": family, "type": socket.SOCK_STREAM, "flags": socket.AI_ADDRCONFIG}
                addresses, error = self._look_up(host, port, **how), None
            except Exception as failure:  # noqa: BLE001  whatever it is, whoever asked must be told, not left waiting
                addresses, error = [], failure
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(_tell, found, addresses, error)

        threading.Thread(target=work, name="look-up", daemon=True).start()
        return [
            ResolveResult(hostname=host, host=at[0], port=at[1], family=kind, proto=proto, flags=socket.AI_NUMERICHOST)
            for kind, _, proto, _, at in await found
        ]

    async def close(self) -> None:
        """Do nothing: threads end by themselves."""


def _tell(
    found: asyncio.Future[list[tuple[Any, ...]]], addresses: list[tuple[Any, ...]], error: Exception | None
) -> None:
    if found.done():  # whoever asked has given up
        return
    if error is None:
        found.set_result(addresses)
    else:
        found.set_exception(error)
