"""Send a lookup to an app's URL: headers, signature, time limit, journal."""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol

import httpx

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import Exchange, kept_text, redacted
from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.answer import AnswerRefused, Result
from rma_mocks.gladly.lookups.headers import request_headers
from rma_mocks.gladly.lookups.question import Question
from rma_mocks.gladly.lookups.reading import read_answer
from rma_mocks.gladly.lookups.reply import Reply, TooLong, broken_line, too_slow
from rma_mocks.gladly.settings import USUAL, LookupSettings

MOST_BYTES = 8 * 1024 * 1024
"""This mock stops reading here; what Gladly does is not known (GL-ANSWER-4)."""


class LookupFailed(Exception):
    """No usable answer; the message is a sentence for the verdict, `rule` names the rule behind it."""

    def __init__(self, sentence: str, *, rule: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class Ask(Protocol):
    """Send a question to an app and read the answer."""

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        """Return the results, an `Answer` where something may be odd about them, or raise LookupFailed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Gladly's side of the wire, for one world.

    Args:
        client: Makes the calls; its transport is the test's choice.
        world: Where the exchanges are written down.
        timeout_s: Gladly's own limit for one lookup, from connecting to the last byte (15 s, documented, GL-TIME-1).
        settings: How the organisation plays what is assumed.
    """

    client: httpx.AsyncClient
    world: World
    timeout_s: float
    settings: LookupSettings = USUAL

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        """Return the results with what is odd about them, or raise LookupFailed."""
        body = question.encoded()
        headers = request_headers(app, method="POST", url=app.url, body=body, settings=self.settings)
        # Not the client's own way to build a request: that adds its cookies and headers, and Go's client has none.
        request = httpx.Request("POST", app.url, content=body, headers=headers)
        began_at, began = self.world.clock.now(), time.perf_counter()
        reply = await self._reply(app, request)
        self.world.journal.add(
            Exchange(
                lane="gladly",
                direction="sent",
                sender="gladly",
                receiver="adaptor",
                method="POST",
                path=request.url.path,
                query=request.url.query.decode(),
                status=reply.status,
                operation=question.operation,
                at=stamp(began_at),
                duration_ms=round((time.perf_counter() - began) * 1000, 3),
                round=round_id,
                trace=request.headers["x-b3-traceid"],
                request_headers=redacted(dict(request.headers)),
                request_body=body.decode(),
                response_headers=redacted(reply.headers),
                response_body=kept_text(reply.body),
                error=reply.failure,
            )
        )
        if reply.failure:
            raise LookupFailed(reply.failure, rule=reply.rule)
        try:
            return read_answer(app, reply, operation=question.operation, settings=self.settings)
        except AnswerRefused as refused:
            raise LookupFailed(str(refused), rule=refused.rule) from refused

    async def _reply(self, app: App, request: httpx.Request) -> Reply:
        reply = Reply()
        try:
            async with asyncio.timeout(self.timeout_s):
                await self._read(request, reply)
        except TimeoutError:
            reply.failure, reply.rule = f"{app.name} {too_slow(reply, limit_s=self.timeout_s)}", "GL-TIME-1"
        except TooLong:
            megabytes = MOST_BYTES // (1024 * 1024)
            reply.failure = f"{app.name} sent an answer without end: this mock reads {megabytes} MB and no more"
            reply.rule = "GL-ANSWER-4"
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as failure:
            reply.failure = f"{app.name} {broken_line(failure, reply, host=request.url.host)}"
        return reply

    async def _read(self, request: httpx.Request, reply: Reply) -> None:
        response = await self.client.send(request, stream=True)
        reply.status, reply.headers = response.status_code, dict(response.headers)
        try:
            async for chunk in response.aiter_bytes():
                reply.body += chunk
                if len(reply.body) > MOST_BYTES:
                    raise TooLong
        finally:
            await response.aclose()
