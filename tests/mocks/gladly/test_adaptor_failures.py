"""Each answer that Gladly cannot use, and each line that breaks, has a sentence of its own; secrets are in none."""

import asyncio
import errno
import gzip
import socket
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.answer import Answer
from rma_mocks.gladly.lookups.caller import MOST_BYTES, Caller, LookupFailed
from rma_mocks.gladly.lookups.question import Question, manual_search
from rma_mocks.gladly.settings import USUAL, LookupSettings

SEARCH = manual_search({"email": "gina.lin@example.com"})
JSON = "application/json"

Said = Callable[..., Awaitable[str]]


def answers(body: bytes = b'{"results":[]}', *, status: int = 200, kind: str = JSON, **headers: str) -> httpx.Response:
    return httpx.Response(status, content=body, headers={"content-type": kind, **headers})


@pytest.fixture
def said(world: World) -> Said:
    """Send a lookup and return the sentence and the rule with which it failed."""

    async def send(
        reply: httpx.Response | Exception, *, settings: LookupSettings = USUAL, asked: Question = SEARCH
    ) -> str:
        with pytest.raises(LookupFailed) as failed:
            await look_up(world, reply, settings=settings, asked=asked)
        return f"{failed.value} [{failed.value.rule}]"

    return send


async def look_up(
    world: World, reply: httpx.Response | Exception, *, settings: LookupSettings = USUAL, asked: Question = SEARCH
) -> Answer:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(reply, Exception):
            raise reply
        return reply

    client = httpx.AsyncClient(transport=httpx.MockTransport(handle))
    app = App(id="a", name="Club", url="http://adaptor.example.com/lookup")
    found = await Caller(client, world, 5, settings)(app, asked, round_id="r-1")
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        pytest.param(answers(status=503), "Club answered 503 instead of 200 [GL-ROUND-2]", id="503"),
        pytest.param(
            answers(
                b'{"errors":[{"code":"invalid","attr":"query.emails","detail":"no gina@example.com"}]}', status=422
            ),
            "Club answered 422 instead of 200, with the error invalid at query.emails [GL-ROUND-2]",
            id="422 with errors",
        ),
        pytest.param(
            answers(b'{"errors":[{"code":"no customer gina@example.com"}]}', status=401),
            "Club answered 401 instead of 200 [GL-ROUND-2]",
            id="an error in prose is not repeated",
        ),
        pytest.param(
            answers(b'{"errors":7}', status=500), "Club answered 500 instead of 200 [GL-ROUND-2]", id="odd error"
        ),
        pytest.param(
            answers(status=204),
            "Club answered 204 instead of 200, and no other status counts as success [GL-ROUND-2]",
            id="204",
        ),
        pytest.param(
            answers(status=307, location="https://elsewhere.example.com/?token=secret"),
            "Club answered 307 instead of 200, which leads elsewhere, and Gladly does not follow [GL-ROUND-2]",
            id="redirect",
        ),
        pytest.param(
            answers(b"<!DOCTYPE html><p>Sign in</p>", kind="text/html; charset=utf-8"),
            "Club sent something unusable: an HTML page instead of JSON [GL-ANSWER-1]",
            id="HTML",
        ),
        pytest.param(
            answers(b"maintenance", kind="text/plain"),
            "Club sent something unusable: the answer is not JSON: it cannot be read from line 1, column 1 on "
            "(its content type is text/plain) [GL-ANSWER-1]",
            id="another content type",
        ),
        pytest.param(
            answers(b'{"results": [{"externalCustomerId": "a"'),
            "Club sent something unusable: the answer is not JSON: it cannot be read from line 1, column 40 on "
            "[GL-ANSWER-1]",
            id="JSON that breaks off",
        ),
        pytest.param(
            answers(b""),
            "Club sent something unusable: the answer is empty, which is not JSON [GL-ANSWER-1]",
            id="empty",
        ),
        pytest.param(
            answers(b"x" * (MOST_BYTES + 1)),
            "Club sent an answer without end: this mock reads 8 MB and no more [GL-ANSWER-4]",
            id="without end",
        ),
    ],
)
async def test_an_answer_that_cannot_be_used_says_why(said: Said, reply: httpx.Response, sentence: str) -> None:
    assert await said(reply) == sentence


def over(cause: Exception, *, as_: type[httpx.TransportError] = httpx.ConnectError) -> httpx.TransportError:
    """Return the error that a client raises over another one, which lies in a group as when addresses are tried."""
    failure = as_("secret words of the line")
    failure.__cause__ = OSError("all attempts failed")
    failure.__cause__.__cause__ = ExceptionGroup("several", [cause])
    return failure


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        pytest.param(
            over(ConnectionRefusedError(errno.ECONNREFUSED, "refused")), "nothing listens at its", id="refused"
        ),
        pytest.param(over(socket.gaierror(-2, "unknown")), "no address is known for the host adaptor", id="DNS"),
        pytest.param(
            over(OSError(errno.ENETUNREACH, "unreachable")), "its network cannot be reached", id="unreachable"
        ),
        pytest.param(over(ConnectionResetError()), "reset while it opened", id="reset while connecting"),
        pytest.param(over(OSError(errno.ETIMEDOUT, "too late")), "the connection did not open", id="no connection"),
        pytest.param(over(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]")), "does not speak TLS", id="no TLS"),
        pytest.param(
            over(ssl.SSLCertVerificationError(1, "certificate has expired")), "that has expired", id="expired"
        ),
        pytest.param(
            over(ssl.SSLCertVerificationError(1, "Hostname mismatch")), "certificate for another host", id="other host"
        ),
        pytest.param(over(ssl.SSLCertVerificationError(1, "odd purpose")), "certificate that is not valid", id="odd"),
        pytest.param(over(ConnectionResetError(), as_=httpx.ReadError), "Club reset the connection", id="reset"),
        pytest.param(httpx.PoolTimeout("secret words"), "could not be reached (PoolTimeout)", id="anything else"),
    ],
)
async def test_a_line_that_breaks_says_how_in_our_own_words(said: Said, failure: Exception, sentence: str) -> None:
    told = await said(failure)

    assert sentence in told
    assert "secret" not in told


async def test_a_good_answer_in_gzip_is_read(world: World) -> None:
    packed = gzip.compress(b'{"results":[{"externalCustomerId":"a"}]}')

    found = await look_up(world, answers(packed, **{"content-encoding": "gzip"}))

    assert [row.external_customer_id for row in found] == ["a"]


async def test_a_failure_stands_in_the_journal_too(world: World) -> None:
    with pytest.raises(LookupFailed):
        await look_up(world, over(ConnectionRefusedError()))

    [row] = world.journal.exchanges()
    assert (row["status"], row["error"]) == (
        None,
        "Club could not be reached: nothing listens at its address (connection refused)",
    )


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        pytest.param(
            answers(
                b'{"results":[{"externalCustomerId":"a","emails":[{"original":"a@example.com"},"b@example.com"]}]}'
            ),
            "Club sent something odd: results.0.emails.1 is bare text instead of an object with original [GL-ANSWER-3]",
            id="an oddity",
        ),
        pytest.param(
            answers(b'{"results":[{"externalCustomerId":"a"}]}', kind="text/plain"),
            "Club sent something odd: the content type is text/plain instead of application/json [GL-ANSWER-3]",
            id="the content type",
        ),
        pytest.param(
            answers(),
            "Club answered a detailed lookup with 0 results instead of exactly one [GL-ANSWER-3]",
            id="no result to a detailed lookup",
        ),
    ],
)
async def test_what_is_odd_fails_a_strict_organisation(said: Said, reply: httpx.Response, sentence: str) -> None:
    asked = Question("detailed", {"lookupLevel": "DETAILED"})

    assert await said(reply, settings=LookupSettings(answers="strict"), asked=asked) == sentence


async def test_the_limit_holds_while_bytes_drip(world: World) -> None:
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            while True:
                yield b" "
                await asyncio.sleep(0)

    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=Drip())))
    app = App(id="a", name="Club", url="http://adaptor.example.com/lookup")

    with pytest.raises(LookupFailed, match=r"began to answer but was not done within 0\.05 seconds") as failure:
        await Caller(client, world, 0.05)(app, SEARCH, round_id="r-1")

    assert failure.value.rule == "GL-TIME-1"


@pytest.mark.parametrize(
    ("count", "last"), [(60, "and 10 more oddities"), (5000, "and at least 1000 more oddities")], ids=["some", "many"]
)
async def test_of_many_oddities_the_first_are_told_and_the_rest_counted(world: World, count: int, last: str) -> None:
    emails = ",".join(f'"a{number}@example.com"' for number in range(count))

    found = await look_up(world, answers(f'{{"results":[{{"externalCustomerId":"a","emails":[{emails}]}}]}}'.encode()))

    assert len(found.warnings) == 51
    assert found.warnings[-1].sentence.startswith(last)
