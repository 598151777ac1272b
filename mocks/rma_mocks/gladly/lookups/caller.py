"""Send a lookup to an app's URL: headers, signature, time limit, journal."""

import asyncio
import base64
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

import httpx

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import Exchange, kept_text, redacted
from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.answer import AnswerRefused, Result, parse_answer
from rma_mocks.gladly.lookups.question import Question
from rma_mocks.gladly.signing import signed_headers

_MOST_BYTES = 1024 * 1024


class LookupFailed(Exception):
    """No usable answer; the message is a sentence for the verdict, `rule` names the rule behind it."""

    def __init__(self, sentence: str, *, rule: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class Ask(Protocol):
    """Send a question to an app and read the answer."""

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        """Return the results, or raise LookupFailed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Gladly's side of the wire, for one world.

    Args:
        client: Makes the calls; its transport is the test's choice.
        world: Where the exchanges are written down.
        timeout_s: Gladly's own limit for one lookup (15 s, documented, GL-TIME-1).
    """

    client: httpx.AsyncClient
    world: World
    timeout_s: float

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        """Return the results, or raise LookupFailed."""
        body = question.encoded()
        request = self.client.build_request("POST", app.url, content=body, headers=_headers(app, body))
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
                response_headers=reply.headers,
                response_body=kept_text(reply.body),
                error=reply.failure,
            )
        )
        if reply.failure:
            raise LookupFailed(reply.failure, rule=reply.rule)
        return _results(app, reply)

    async def _reply(self, app: App, request: httpx.Request) -> "_Reply":
        reply = _Reply()
        try:
            async with asyncio.timeout(self.timeout_s):
                await self._read(request, reply)
        except TimeoutError:
            reply.failure, reply.rule = f"{app.name} gave no answer within {self.timeout_s:g} seconds", "GL-TIME-1"
        except httpx.HTTPError as failure:
            reply.failure = f"{app.name} could not be reached ({failure or type(failure).__name__})"
        return reply

    async def _read(self, request: httpx.Request, reply: "_Reply") -> None:
        response = await self.client.send(request, stream=True)
        reply.status, reply.headers = response.status_code, redacted(dict(response.headers))
        try:
            async for chunk in response.aiter_bytes():
                reply.body += chunk
                if len(reply.body) > _MOST_BYTES:
                    raise httpx.ReadError("the answer is longer than 1 MB")
        finally:
            await response.aclose()


@dataclass(slots=True)
class _Reply:
    """What came back so far; `failure` is a sentence when it is not a whole answer."""

    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    failure: str | None = None
    rule: str = "GL-ROUND-2"


def _headers(app: App, body: bytes) -> dict[str, str]:
    """Return what Gladly sends along (GL-HEAD-1, GL-HEAD-2); that it signs the app's own headers too is assumed."""
    raw = secrets.token_bytes(16)
    signed = {
        **app.headers,
        "Accept": "application/json",
        "Content-Type": "application/json",
        "Gladly-Correlation-Id": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        # Real time, whatever the world's clock says: an adaptor lives in real time and checks freshness.
        "Gladly-Time": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "X-B3-TraceId": raw.hex(),
    }
    if app.username or app.password:
        credentials = base64.b64encode(f"{app.username}:{app.password}".encode()).decode()
        signed |= {"Authorization": f"Basic {credentials}", "WWW-Authenticate": f'Basic realm="{app.realm}"'}
    transport = {"User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip"}
    if not app.signing_key:
        return signed | transport
    target = httpx.URL(app.url).raw_path.decode()
    value = signed_headers(key=app.signing_key, method="POST", target=target, headers=signed, body=body)
    return signed | transport | {"Gladly-Authorization": value}


def _results(app: App, reply: _Reply) -> list[Result]:
    if reply.status != httpx.codes.OK:
        raise LookupFailed(f"{app.name} answered {reply.status} instead of 200", rule="GL-ROUND-2")
    try:
        return parse_answer(bytes(reply.body))
    except AnswerRefused as refused:
        raise LookupFailed(f"{app.name} sent something unusable: {refused}", rule="GL-ANSWER-1") from refused
