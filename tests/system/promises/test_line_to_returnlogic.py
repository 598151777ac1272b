"""What the adaptor's connections make of bytes on a real line; unit tests replace these connections by httpx's."""

import asyncio
import contextlib
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import AnswerUnreadable, ReturnLogicError, ReturnLogicUnreachable
from rma_adaptor.returnlogic import ApiKey, CallWatch, Limits, ReturnLogicClient, Team

EMAIL = "gina+shop@example.com"
GOOD = json.dumps({"data": [{"rlRmaId": 7, "customerEmail": EMAIL}]}).encode()
MOST_BYTES = 50_000


def answer(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    told = [f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([f"HTTP/1.1 {status}", *told, "", ""]).encode() + body


@dataclass
class Server:
    """Sends for each request the next bytes, and keeps the connection unless they are the last for it."""

    answers: list[bytes]
    closes: bool = False
    requests: list[bytes] = field(default_factory=list)
    url: str = ""

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
                )
                self.requests.append(head + await reader.readexactly(length))
                writer.write(self.answers.pop(0))
                await writer.drain()
                if self.closes:
                    break
        writer.close()


Serve = Callable[..., Awaitable[tuple[Server, "Line"]]]


@dataclass
class Line:
    """A client whose calls go to the server."""

    client: ReturnLogicClient
    team: Team

    async def ids(self) -> list[str]:
        found = await self.client.rmas_by_email(EMAIL, team=self.team, budget=Budget.of(10))
        return [row.id for row in found.rows]

    async def post(self) -> Any:
        with self.client.asker(self.team, Budget.of(10), CallWatch()) as asker:
            return await asker.ask("POST", "/odd", json={"a": "é"})


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    async with contextlib.AsyncExitStack() as exits:

        async def run(*answers: bytes, closes: bool = False) -> tuple[Server, Line]:
            server = Server(list(answers), closes=closes)
            listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
            exits.callback(listening.close)
            server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
            client = ReturnLogicClient(max_answer_bytes=MOST_BYTES, max_pages=5, limits=Limits(1000, 10_000))
            exits.push_async_callback(client.aclose)
            return server, Line(client, Team(server.url, ApiKey(SecretStr("key"))))

        yield run


async def test_the_call_is_the_evidenced_one_byte_by_byte(serve: Serve) -> None:
    server, line = await serve(answer(GOOD))

    await line.ids()

    [request] = server.requests
    assert request.startswith(b"GET /v1/rmas?email=gina%2Bshop%40example.com HTTP/1.1\r\n")
    assert b"\r\nAuthorization: Bearer key\r\n" in request
    assert b"\r\nAccept: application/json\r\n" in request


async def test_what_is_written_goes_out_as_json(serve: Serve) -> None:
    server, line = await serve(answer(b"{}"))

    await line.post()

    [request] = server.requests
    assert request.startswith(b"POST /v1/odd HTTP/1.1\r\n")
    assert b"\r\nContent-Type: application/json\r\n" in request
    assert request.endswith('\r\n\r\n{"a":"é"}'.encode())


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(answer(GOOD), id="plain"),
        pytest.param(answer(gzip.compress(GOOD), "Content-Encoding: gzip"), id="gzip"),
        pytest.param(answer(zlib.compress(GOOD), "Content-Encoding: deflate"), id="deflate"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + GOOD, id="until the line ends"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(GOOD), GOOD),
            id="chunked",
        ),
    ],
)
async def test_an_answer_is_read_however_it_is_sent(serve: Serve, sent: bytes) -> None:
    _, line = await serve(sent, closes=True)

    assert await line.ids() == ["7"]


@pytest.mark.parametrize(
    ("sent", "failure"),
    [
        pytest.param(answer(b"no gzip", "Content-Encoding: gzip"), AnswerUnreadable, id="not compressed as it says"),
        pytest.param(answer(b" " * (MOST_BYTES + 1)), AnswerUnreadable, id="too large"),
        pytest.param(
            answer(gzip.compress(b" " * 10 * MOST_BYTES), "Content-Encoding: gzip"), AnswerUnreadable, id="a bomb"
        ),
        pytest.param(answer(GOOD, length=len(GOOD) + 9), ReturnLogicUnreachable, id="cut"),
        pytest.param(
            answer(gzip.compress(GOOD)[:30], "Content-Encoding: gzip", length=99), ReturnLogicUnreachable, id="cut gzip"
        ),
        pytest.param(b"", ReturnLogicUnreachable, id="nothing"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", ReturnLogicUnreachable, id="another protocol"),
        pytest.param(answer(GOOD, f"X-Long: {'x' * 100_000}"), ReturnLogicUnreachable, id="a head without end"),
        pytest.param(answer(b"", "Location: /v1/rmas", status="302 Found"), ReturnLogicError, id="a redirect"),
    ],
)
async def test_what_is_no_answer_says_which_kind_of_none(
    serve: Serve, sent: bytes, failure: type[ReturnLogicError]
) -> None:
    server, line = await serve(sent, sent, closes=True)

    with pytest.raises(failure) as failed:
        await line.ids()

    assert type(failed.value) is failure
    assert "gina" not in str(failed.value)
    assert len(server.requests) == (2 if sent == b"" else 1)  # what only reads is asked for once more


async def test_nothing_that_listens_is_unreachable() -> None:
    client = ReturnLogicClient(max_answer_bytes=MOST_BYTES, max_pages=5, limits=Limits(1000, 10_000))
    line = Line(client, Team("http://127.0.0.1:9/v1", ApiKey(SecretStr("key"))))

    with pytest.raises(ReturnLogicUnreachable):
        await line.ids()

    await client.aclose()


async def test_a_connection_is_kept_and_cookies_are_not(serve: Serve) -> None:
    server, line = await serve(answer(GOOD, "Set-Cookie: who=ana; Path=/"), answer(GOOD))

    found = [await line.ids(), await line.ids()]

    assert (found, len(server.requests)) == ([["7"], ["7"]], 2)
    assert b"ookie" not in server.requests[1]


async def test_a_kept_connection_that_was_just_closed_is_not_noticed(serve: Serve) -> None:
    """The server closes after each answer, without having said that it would."""
    server, line = await serve(answer(GOOD), answer(GOOD), answer(GOOD), closes=True)

    found = [await line.ids() for _ in range(3)]

    assert (found, len(server.requests)) == ([["7"]] * 3, 3)
