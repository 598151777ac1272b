"""A ReturnLogic that always answers the same bytes, as a process of its own, so that its CPU is not counted."""

import asyncio
import sys


async def _serve(answer: bytes) -> None:
    class Answering(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            self._transport = transport

        def data_received(self, data: bytes) -> None:
            for _ in range(data.count(b"\r\n\r\n")):
                self._transport.write(answer)

    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 -- the parent reads it
    await server.serve_forever()


if __name__ == "__main__":
    body = sys.stdin.buffer.read()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
    asyncio.run(_serve(head + body))
