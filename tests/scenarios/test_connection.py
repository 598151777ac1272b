"""One line to a server, fed by hand: when an answer is whole, and what happens when it never gets so."""

import asyncio
from collections.abc import Iterable

import pytest

from rma_scenarios.connection import Connection, LineCut, Received

REQUEST = b"GET / HTTP/1.1\r\nHost: gladly.test\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


class Wire(asyncio.Transport):
    """Keeps what is written; can be cut."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_cut = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def is_closing(self) -> bool:
        return self.is_cut

    def abort(self) -> None:
        self.is_cut = True


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def line(wire: Wire) -> Connection:
    connection = Connection()
    connection.connection_made(wire)
    return connection


async def asked(line: Connection) -> "asyncio.Task[Received]":
    """Ask, and return once the request is on its way."""
    task = asyncio.create_task(line.ask(REQUEST))
    await asyncio.sleep(0)
    return task


async def answer(line: Connection, pieces: Iterable[bytes]) -> Received:
    task = await asked(line)
    for piece in pieces:
        assert not task.done()
        line.data_received(piece)
    return await task


def letters(data: bytes) -> list[bytes]:
    return [data[place : place + 1] for place in range(len(data))]


async def test_a_request_goes_out_as_it_is_and_a_whole_answer_comes_back(line: Connection, wire: Wire) -> None:
    received = await answer(line, [OK])

    assert wire.written == REQUEST
    assert (received.status, received.headers, bytes(received.body)) == (200, {"content-length": "2"}, b"hi")


async def test_an_answer_may_come_letter_by_letter(line: Connection) -> None:
    received = await answer(line, letters(OK))

    assert (received.status, bytes(received.body)) == (200, b"hi")


@pytest.mark.parametrize(
    ("head", "keeps"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n", True, id="HTTP/1.1"),
        pytest.param(b"HTTP/1.1 200 OK\r\nConnection: close\r\n", False, id="HTTP/1.1 that closes"),
        pytest.param(b"HTTP/1.0 200 OK\r\n", False, id="HTTP/1.0"),
        pytest.param(b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n", True, id="HTTP/1.0 that keeps"),
    ],
)
async def test_the_answer_says_whether_the_line_may_be_used_again(
    line: Connection, head: bytes, *, keeps: bool
) -> None:
    received = await answer(line, [head + b"Content-Length: 0\r\n\r\n"])

    assert received.keeps_alive is keeps


async def test_a_line_answers_one_question_after_the_other(line: Connection) -> None:
    first = await answer(line, [OK])
    second = await answer(line, [b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"])

    assert (first.status, bytes(first.body), second.status, bytes(second.body)) == (200, b"hi", 404, b"gone")


async def test_chunks_become_one_body(line: Connection) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    received = await answer(line, [head, b"2\r\nhe\r\n", b"3\r\nllo\r", b"\n0\r\n\r\n"])

    assert (bytes(received.body), received.keeps_alive) == (b"hello", True)


@pytest.mark.parametrize("head", [b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 304 Not Modified\r\n\r\n"])
async def test_an_answer_that_has_no_body_is_whole_without_a_length(line: Connection, head: bytes) -> None:
    received = await answer(line, [head])

    assert bytes(received.body) == b""


async def test_without_a_length_the_end_of_the_line_is_the_end_of_the_answer(line: Connection) -> None:
    task = await asked(line)
    line.data_received(b"HTTP/1.1 200 OK\r\n\r\nall of ")
    line.data_received(b"it")

    line.connection_lost(None)

    received = await task
    assert (bytes(received.body), received.keeps_alive) == (b"all of it", False)


async def test_a_provisional_answer_is_passed_over(line: Connection) -> None:
    received = await answer(
        line, [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK]
    )

    assert (received.status, received.headers, bytes(received.body)) == (200, {"content-length": "2"}, b"hi")


@pytest.mark.parametrize(
    ("pieces", "has_begun"),
    [
        pytest.param([], False, id="before any of it"),
        pytest.param([b"HTTP/1.1 2"], True, id="in the first line"),
        pytest.param([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe"], True, id="in the body"),
        pytest.param([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n"], True, id="between chunks"),
        pytest.param([b"HTTP/1.1 200 OK\r\nX: y\r\n"], True, id="in the headers"),
    ],
)
async def test_a_line_that_is_cut_says_whether_an_answer_had_begun(
    line: Connection,
    pieces: list[bytes],
    *,
    has_begun: bool,
) -> None:
    task = await asked(line)
    for piece in pieces:
        line.data_received(piece)

    line.connection_lost(None)

    with pytest.raises(LineCut) as caught:
        await task
    assert caught.value.has_begun is has_begun


async def test_a_line_that_breaks_is_no_end_of_an_answer(line: Connection) -> None:
    task = await asked(line)
    line.data_received(b"HTTP/1.1 200 OK\r\n\r\nhalf")

    line.connection_lost(ConnectionResetError())

    with pytest.raises(LineCut, match="in the middle of the answer"):
        await task


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another protocol"),
        pytest.param(b"\x16\x03\x01\x02\x00", id="TLS"),
        pytest.param(b"HTTP/1.1 abc\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", id="no length"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", id="no chunk"),
    ],
)
async def test_what_is_not_http_is_refused(line: Connection, garbage: bytes) -> None:
    task = await asked(line)

    line.data_received(garbage)

    with pytest.raises(ValueError, match=r"^what came back is not HTTP: "):
        await task


async def test_a_line_that_is_closing_is_not_asked(line: Connection, wire: Wire) -> None:
    wire.is_cut = True

    with pytest.raises(LineCut) as caught:
        await line.ask(REQUEST)

    assert (caught.value.has_begun, wire.written) == (False, b"")


async def test_a_line_that_never_was_is_not_asked() -> None:
    with pytest.raises(LineCut):
        await Connection().ask(REQUEST)


async def test_closing_cuts_the_line(line: Connection, wire: Wire) -> None:
    line.close()

    assert wire.is_cut


async def test_what_comes_unasked_does_no_harm(line: Connection) -> None:
    line.data_received(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
    line.connection_lost(None)

    Connection().close()


async def test_an_answer_that_comes_after_nobody_waits_any_more_does_no_harm(line: Connection) -> None:
    task = await asked(line)
    task.cancel()
    await asyncio.wait([task])

    line.data_received(OK)
    line.connection_lost(None)

    assert task.cancelled()


async def test_header_names_are_lower_case_and_values_keep_their_letters(line: Connection) -> None:
    received = await answer(line, [b"HTTP/1.1 200 OK\r\nX-Name: Zo\xeb\r\ncontent-LENGTH: 0\r\n\r\n"])

    assert received.headers == {"x-name": "Zoë", "content-length": "0"}


async def test_what_nobody_asked_for_does_not_change_an_answer_and_ends_the_line(line: Connection, wire: Wire) -> None:
    received = await answer(line, [OK + b"HTTP/1.1 500 X\r\nContent-Length: 3\r\n\r\nbad"])

    assert (received.status, bytes(received.body)) == (200, b"hi")
    assert wire.is_cut
