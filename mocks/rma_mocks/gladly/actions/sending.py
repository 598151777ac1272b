"""Send the two requests of an action to an app: headers, signature, time limit, journal."""

import asyncio
import base64
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import Exchange, kept_text, redacted
from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App
from rma_mocks.gladly.signing import signed_headers

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


@dataclass(slots=True)
class Reply:
    """What came back, as far as it did."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)


def form_request(url: str) -> FormRequest:
    """Return what asks for a form (documented; GL-ACT-8)."""
    return FormRequest("action_form", "GET", url)


def submit_request(url: str, body: bytes) -> FormRequest:
    """Return what sends a form (documented; GL-ACT-8)."""
    return FormRequest("action_submit", "POST", url, body)


@dataclass(frozen=True, slots=True)
class FormSender:
    """Gladly's side of the wire for actions, in one world.

    `reading` says how queries are signed and `agent_id`, where it is not None, goes along as `Gladly-Agent-Id`.
    Contract: the same headers as lookups (documented; GL-ACT-8); that the agent's id goes along (GL-HEAD-3), that the
    app's own headers are signed (GL-HEAD-4) and that the time limit of lookups holds (GL-ACT-12) is assumed.
    """

    client: httpx.AsyncClient
    world: World
    timeout_s: float
    reading: str = "S1"
    agent_id: str | None = None

    async def __call__(self, app: App, wanted: FormRequest) -> Reply:
        """Return the answer, whatever its status, or raise NoAnswer."""
        # Not the client's own way to build a request: that adds its cookies and headers, and Go's client has none.
        request = httpx.Request(
            wanted.method, wanted.url, content=wanted.body or None, headers=self._headers(app, wanted)
        )
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
                status=reply.status or None,
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
            sentence = f"{app.name} gave no answer within {self.timeout_s:g} seconds"
            raise NoAnswer(sentence, rule="GL-TIME-1") from late
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as broken:
            sentence = f"{app.name} could not be reached ({broken or type(broken).__name__})"
            raise NoAnswer(sentence, rule="GL-ACT-12") from broken
        if HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST:
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

    def _headers(self, app: App, wanted: FormRequest) -> dict[str, str]:
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
        if self.agent_id is not None:
            signed["Gladly-Agent-Id"] = self.agent_id
        if app.username or app.password:
            credentials = base64.b64encode(f"{app.username}:{app.password}".encode()).decode()
            signed |= {"Authorization": f"Basic {credentials}", "WWW-Authenticate": f'Basic realm="{app.realm}"'}
        transport = {"User-Agent": "Go-http-client/1.1", "Accept-Encoding": "gzip"}
        if not app.signing_key:
            return signed | transport
        value = signed_headers(
            key=app.signing_key,
            method=wanted.method,
            target=httpx.URL(wanted.url).raw_path.decode(),
            headers=signed,
            body=wanted.body,
            reading=self.reading,
        )
        return signed | transport | {"Gladly-Authorization": value}
