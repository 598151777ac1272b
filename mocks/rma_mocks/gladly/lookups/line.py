"""One request of Gladly's to an adaptor and its reply: headers, signature, time limit, size limit, journal."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import Exchange, kept_text, redacted
from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.headers import request_headers
from rma_mocks.gladly.lookups.reply import Reply, TooLong, broken_line, too_slow
from rma_mocks.gladly.settings import USUAL, LookupSettings

MOST_BYTES = 8 * 1024 * 1024
"""This mock stops reading here; what Gladly does is not known (GL-ANSWER-4)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request: its name in the journal, where it goes, and what its kind carries besides the usual headers."""

    operation: str
    method: str
    url: str
    body: bytes = b""
    round: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """Gladly's side of the wire, for one world.

    Args:
        client: Makes the calls; its transport is the test's choice.
        world: Where the exchanges are written down.
        timeout_s: Gladly's own limit, from connecting to the last byte (15 s, documented, GL-TIME-1).
        settings: How the organisation plays what is assumed.
    """

    client: httpx.AsyncClient
    world: World
    timeout_s: float
    settings: LookupSettings = USUAL

    async def send(self, app: App, wanted: Wanted) -> Reply:
        """Return what came back; `failure` says in a sentence why it is not a whole answer."""
        headers = request_headers(
            app, method=wanted.method, url=wanted.url, body=wanted.body, settings=self.settings, more=wanted.more
        )
        # Not the client's own way to build a request: that adds its cookies and headers, and Go's client has none.
        request = httpx.Request(wanted.method, wanted.url, content=wanted.body or None, headers=headers)
        began_at, began = self.world.clock.now(), time.perf_counter()
        begun = self.world.journal.begin()
        reply = await self._reply(app, request)
        self.world.journal.add(
            Exchange(
                lane="gladly",
                direction="sent",
                sender="gladly",
                receiver="adaptor",
                method=wanted.method,
                path=request.url.path,
                query=request.url.query.decode(),
                status=reply.status,
                operation=wanted.operation,
                at=stamp(began_at),
                duration_ms=round((time.perf_counter() - began) * 1000, 3),
                begun=begun,
                round=wanted.round,
                trace=request.headers["x-b3-traceid"],
                request_headers=redacted(dict(request.headers)),
                request_body=wanted.body.decode(),
                response_headers=redacted(reply.headers),
                response_body=kept_text(reply.body),
                error=reply.failure,
            )
        )
        return reply

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
