"""What a call costs behind a server's protocol, without a socket."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState


class Line(asyncio.Transport):
    """A connection without a socket: what the server's protocol is given in bytes and gives back in bytes."""

    def __init__(self, app: Any, protocol: type[HttpToolsProtocol] = HttpToolsProtocol) -> None:
        super().__init__()
        config = uvicorn.Config(app, access_log=False, log_level="warning", lifespan="off", http=protocol)
        config.load()
        self.written = 0
        self._answered: asyncio.Event = asyncio.Event()
        self._protocol = protocol(config, ServerState(), {})
        self._protocol.connection_made(self)

    async def cpu_s(self, requests: Sequence[bytes]) -> float:
        """Return the process's CPU seconds for one call after the other."""
        began = time.process_time()
        for request in requests:
            self._answered.clear()
            self._protocol.data_received(request)
            await self._answered.wait()
        took = time.process_time() - began
        assert self.written, "nothing was answered"
        return took

    def write(self, data: Any) -> None:
        """Count what would go out; the last write of an answer is its body."""
        self.written += len(data)
        if not data.startswith(b"HTTP/1.1"):
            self._answered.set()

    def is_closing(self) -> bool:
        """Stay open."""
        return False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Tell the addresses."""
        return {"peername": ("127.0.0.1", 50_000), "sockname": ("127.0.0.1", 8702)}.get(name, default)
