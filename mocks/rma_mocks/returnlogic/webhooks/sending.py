"""One try to deliver a webhook: the request, its signature, its time limit, its record."""

import asyncio
import contextlib
import hashlib
import hmac
import time
from dataclasses import dataclass, field

import httpx

from rma_mocks.core.clock import stamp
from rma_mocks.core.journal import MOST_BYTES, Exchange, kept_text, redacted
from rma_mocks.core.world import World
from rma_mocks.returnlogic.webhooks.rows import Attempt, Delivery, Webhook

ANSWERS_WITHIN_S = 5.0
"""How long a receiver has, in real seconds (assumed; RL-HOOK-4)."""

SIGNATURE = "X-ReturnLogic-Signature"


def signature_of(secret: str, body: bytes) -> str:
    """Return the lower-case hex HMAC-SHA256 of the very bytes that are sent. Contract: assumed (RL-HOOK-5)."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class _Reply:
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str | None = None


async def tried(client: httpx.AsyncClient, world: World, webhook: Webhook, delivery: Delivery) -> Attempt:
    """Send a delivery once, write the exchange down, and say what came of it; no failure of the receiver is raised."""
    body = delivery.body.encode()
    headers = {"Content-Type": "application/json", "User-Agent": "mock-returnlogic"}
    if webhook.secret:
        headers[SIGNATURE] = signature_of(webhook.secret, body)
    request = httpx.Request("POST", webhook.address, content=body, headers=headers)
    at, begun, began_s = world.clock.now(), world.journal.begin(), time.perf_counter()
    reply = await _reply(client, request)
    world.journal.add(
        Exchange(
            lane="returnlogic",
            direction="sent",
            sender="returnlogic",
            receiver="adaptor",
            method="POST",
            path=request.url.path,
            query=request.url.query.decode(),
            status=reply.status,
            operation="webhook",
            at=stamp(at),
            duration_ms=round((time.perf_counter() - began_s) * 1000, 3),
            begun=begun,
            request_headers=redacted(dict(request.headers)),
            request_body=kept_text(body),
            response_headers=redacted(reply.headers),
            response_body=kept_text(reply.body),
            error=reply.error,
            fault=delivery.fault,
        )
    )
    return Attempt(at, reply.status, reply.error)


async def _reply(client: httpx.AsyncClient, request: httpx.Request) -> _Reply:
    """Return what came back; redirects are answers like any other, so nobody is led to another host."""
    reply = _Reply()
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            response = await client.send(request, stream=True, follow_redirects=False)
            async with contextlib.aclosing(response):
                await _read(response, reply)
    except TimeoutError:
        reply.error = f"the receiver did not answer within {ANSWERS_WITHIN_S:g} s"
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as failure:
        reply.error = f"the receiver did not answer: {failure or type(failure).__name__}"
    return reply


async def _read(response: httpx.Response, reply: _Reply) -> None:
    """Read an answer to its end, or as far as the journal keeps it; without an end in time it is none."""
    reply.headers = dict(response.headers)
    async for chunk in response.aiter_bytes():
        reply.body = (reply.body + chunk)[:MOST_BYTES]
        if len(reply.body) == MOST_BYTES:
            break
    reply.status = response.status_code
