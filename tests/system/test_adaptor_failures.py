"""Every way in which an adaptor can fail on a real line has a sentence of its own, and the time limit holds."""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import trustme

from rma_mocks.core.clock import Clock
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.caller import Caller, LookupFailed
from rma_mocks.gladly.lookups.line import Line
from rma_mocks.gladly.lookups.question import manual_search
from rma_mocks.worlds.derived.base import DerivedBase

QUESTION = manual_search({"email": "gina.lin@example.com"})
START = datetime(2026, 3, 2, 15, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[..., Awaitable[str]]
Ask = Callable[..., Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Start an adaptor that answers as it is told, and return its address."""
    async with contextlib.AsyncExitStack() as exits:

        async def start(answer: Answer, *, context: ssl.SSLContext | None = None) -> str:
            lines: list[tuple[asyncio.Task[Any], asyncio.StreamWriter]] = []

            async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                task = asyncio.current_task()
                assert task is not None
                lines.append((task, writer))
                try:
                    # Gladly may be gone by then, which is what some of these tests are about.
                    with contextlib.suppress(OSError, asyncio.CancelledError):
                        await reader.read(65_536)
                        await answer(writer)
                finally:
                    writer.close()

            server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
            exits.push_async_callback(_hang_up, lines)
            exits.callback(server.close)
            return f"127.0.0.1:{server.sockets[0].getsockname()[1]}"

        yield start


async def _hang_up(lines: list[tuple[asyncio.Task[Any], asyncio.StreamWriter]]) -> None:
    for task, writer in lines:
        task.cancel()
        writer.transport.abort()
    await asyncio.gather(*(task for task, _ in lines), return_exceptions=True)
    await asyncio.gather(*(writer.wait_closed() for _, writer in lines), return_exceptions=True)


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    """Send a lookup to a URL and return the sentence with which it failed, and its rule."""
    world = World(
        id="w1",
        seed=7,
        retailer=Retailer(DerivedBase(7, size=0, start=START), store_name="Shop"),
        clock=Clock(START),
    )
    async with contextlib.AsyncExitStack() as exits:

        async def send(url: str, *, timeout_s: float = 5, trusting: ssl.SSLContext | None = None) -> str:
            client = httpx.AsyncClient(timeout=None, trust_env=False, verify=trusting or True)  # noqa: S113
            await exits.enter_async_context(client)
            with pytest.raises(LookupFailed) as failed:
                await Caller(Line(client, world, timeout_s))(App(id="a", name="Club", url=url), QUESTION, round_id="r")
            return f"{failed.value} [{failed.value.rule}]"

        yield send


def written(*pieces: bytes) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()

    return answer


async def reset(writer: asyncio.StreamWriter) -> None:
    line: socket.socket = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def silent(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def drips(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\n \r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
        await writer.drain()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(reset, "Club reset the connection before any answer [GL-ROUND-2]", id="reset"),
        pytest.param(written(), "Club closed the connection without an answer [GL-ROUND-2]", id="closed"),
        pytest.param(
            written(b"SSH-2.0-OpenSSH\r\n\r\n"), "Club answered something that is not HTTP [GL-ROUND-2]", id="SSH"
        ),
        pytest.param(
            written(HEAD, b'Content-Length: 100\r\n\r\n{"results"'),
            "Club cut the line in the middle of its answer (10 bytes had come) [GL-ROUND-2]",
            id="truncated",
        ),
        pytest.param(
            written(HEAD, b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
            "Club sent a body that is not the gzip that its header says [GL-ROUND-2]",
            id="no gzip",
        ),
        pytest.param(
            endless,
            "Club sent an answer without end: this mock reads 8 MB and no more [GL-ANSWER-4]",
            id="endless",
        ),
    ],
)
async def test_a_line_that_breaks_says_how(serve: Serve, ask: Ask, answer: Answer, sentence: str) -> None:
    address = await serve(answer)

    assert await ask(f"http://{address}/lookup") == sentence


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        pytest.param(silent, r"Club gave no answer within 0\.3 seconds \[GL-TIME-1\]", id="slow"),
        pytest.param(drips, r"Club began to answer but was not done within 0\.3 seconds \(\d+ bytes", id="drips"),
    ],
)
async def test_the_limit_is_for_the_whole_exchange(serve: Serve, ask: Ask, answer: Answer, sentence: str) -> None:
    address, began = await serve(answer), time.monotonic()

    said = await ask(f"http://{address}/lookup", timeout_s=0.3)

    assert re.match(sentence, said), said
    assert time.monotonic() - began < 3


async def test_nothing_that_listens_and_a_name_that_nobody_knows_differ(serve: Serve, ask: Ask) -> None:
    address = await serve(silent)
    port = int(address.rpartition(":")[2])
    taken = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    free = taken.sockets[0].getsockname()[1]
    taken.close()
    await taken.wait_closed()

    assert "nothing listens at its address" in await ask(f"http://127.0.0.1:{free}/lookup")
    assert "no address is known for the host adaptor.invalid" in await ask(f"http://adaptor.invalid:{port}/lookup")


async def test_each_fault_of_tls_has_its_own_sentence(serve: Serve, ask: Ask) -> None:
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    certificates = {
        "right": authority.issue_cert("127.0.0.1"),
        "other": authority.issue_cert("other.example.com"),
        "old": authority.issue_cert("127.0.0.1", not_before=yesterday - timedelta(days=9), not_after=yesterday),
    }
    addresses = {}
    for name, certificate in certificates.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        addresses[name] = f"https://{await serve(silent, context=context)}/lookup"
    plain = f"https://{await serve(written(HEAD))}/lookup"

    said = {name: await ask(url, trusting=trusting, timeout_s=1) for name, url in addresses.items()}

    assert said == {
        "right": "Club gave no answer within 1 seconds [GL-TIME-1]",
        "other": "Club shows a TLS certificate for another host [GL-ROUND-2]",
        "old": "Club shows a TLS certificate that has expired [GL-ROUND-2]",
    }
    assert await ask(addresses["right"]) == "Club shows a TLS certificate that nobody known has signed [GL-ROUND-2]"
    assert await ask(plain, timeout_s=2) == "Club does not speak TLS at its https URL [GL-ROUND-2]"
