"""Send the two requests of an action to an app: headers, signature, time limit, journal."""

import asyncio
import time
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import Exchange, kept_text, redacted
from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.headers import request_headers
from rma_mocks.gladly.lookups.reply import Reply, broken_line, too_slow
from rma_mocks.gladly.settings import USUAL, LookupSettings

_MOST_BYTES = 1024 * 1024


class NoAnswer(Exception):
    """No whole answer came; the message is a sentence without its stop, `rule` names the rule behind it."""

    def __init__(self, sentence: str, *, rule: str) -> None:
        super().__init__(sentence)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class FormRequest:
    """One request: its name in the journal, method, whole address, body."""

    operation: str
    method: str
    url: str
    body: bytes = b""


def form_request(url: str) -> FormRequest:
    """Return what asks for a form (documented; GL-ACT-8)."""
    return FormRequest("action_form", "GET", url)


def submit_request(url: str, body: bytes) -> FormRequest:
    """Return what sends a form (documented; GL-ACT-8)."""
    return FormRequest("action_submit", "POST", url, body)


@dataclass(frozen=True, slots=True)
class FormSender:
    """Gladly's side of the wire for actions, in one world.

    `settings` says how queries are signed and whether `agent_id` goes along as `Gladly-Agent-Id`.
    Contract: the same headers as lookups (documented; GL-ACT-8); that the agent's id goes along (GL-HEAD-3), that the
    app's own headers are signed (GL-HEAD-4) and that the time limit of lookups holds (GL-ACT-12) is assumed.
    """

    client: httpx.AsyncClient
    world: World
    timeout_s: float
    agent_id: str
    settings: LookupSettings = USUAL

    async def __call__(self, app: App, wanted: FormRequest) -> Reply:
        """Return the answer, whatever its status, or raise NoAnswer."""
        request = self._request(app, wanted)
        began_at, began, reply = self.world.clock.now(), time.perf_counter(), Reply()
        failure: NoAnswer | None = None
        try:
            await self._answered(app, request, reply)
        except NoAnswer as none:
            failure = none
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
                trace=request.headers["x-b3-traceid"],
                request_headers=redacted(dict(request.headers)),
                request_body=wanted.body.decode(),
                response_headers=redacted(dict(reply.headers)),
                response_body=kept_text(reply.body),
                error=str(failure) if failure else None,
            )
        )
        if failure is not None:
            raise failure
        return reply

    async def _answered(self, app: App, request: httpx.Request, reply: Reply) -> None:
        try:
            async with asyncio.timeout(self.timeout_s):
                await self._read(app, request, reply)
        except TimeoutError as late:
            raise NoAnswer(f"{app.name} {too_slow(reply, limit_s=self.timeout_s)}", rule="GL-TIME-1") from late
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as broken:
            sentence = f"{app.name} {broken_line(broken, reply, host=request.url.host)}"
            raise NoAnswer(sentence, rule="GL-ACT-12") from broken
        if HTTPStatus.MULTIPLE_CHOICES <= (reply.status or 0) < HTTPStatus.BAD_REQUEST:
            where = reply.headers.get("location", "nowhere")[:200]
            raise NoAnswer(f"{app.name} redirected to {where}, and no redirect is followed", rule="GL-ACT-12")

    async def _read(self, app: App, request: httpx.Request, reply: Reply) -> None:
        response = await self.client.send(request, stream=True)
        reply.status, reply.headers = response.status_code, dict(response.headers)
        try:
            async for chunk in response.aiter_bytes():
                reply.body += chunk
                if len(reply.body) > _MOST_BYTES:
                    raise NoAnswer(f"the answer of {app.name} is longer than 1 MB", rule="GL-ACT-12")
        finally:
            await response.aclose()

    def _request(self, app: App, wanted: FormRequest) -> httpx.Request:
        more = {"Gladly-Agent-Id": self.agent_id} if self.settings.agent_id_header else None
        headers = request_headers(
            app, method=wanted.method, url=wanted.url, body=wanted.body, settings=self.settings, more=more
        )
        # Not the client's own way to build a request: that adds its cookies and headers, and Go's client has none.
        return httpx.Request(wanted.method, wanted.url, content=wanted.body or None, headers=headers)
