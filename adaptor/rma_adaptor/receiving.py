"""Take a request off the public port exactly as it came: raw path and query, bytes of the body, within limits."""

import asyncio
import re
from collections.abc import Mapping

from fastapi import Request
from starlette.requests import ClientDisconnect

from rma_adaptor.auth import ReceivedRequest
from rma_adaptor.budget import Budget
from rma_adaptor.errors import BodyTooLarge, BodyTooSlow, RequestRejected
from rma_adaptor.settings import Settings

_TRACE = re.compile(r"[0-9a-fA-F]{16,32}")


async def received(request: Request, settings: Settings, budget: Budget) -> ReceivedRequest:
    """Return a request with its whole body.

    Raises:
        BodyTooLarge: As soon as that is known.
        BodyTooSlow: It did not arrive within the budget.
        RequestRejected: The caller went away.
    """
    try:
        async with asyncio.timeout(budget.left_s()):
            body = await _bounded_body(request, settings.max_body_bytes)
    except TimeoutError:
        raise BodyTooSlow("the body did not arrive in time") from None
    except ClientDisconnect:
        raise RequestRejected("the caller went away") from None
    return ReceivedRequest(
        method=request.method,
        path=request.scope["raw_path"].decode("latin-1"),
        query=request.scope["query_string"].decode("latin-1"),
        headers=_headers(request),
        body=body,
    )


def trace_of(request: ReceivedRequest) -> str:
    """Return Gladly's X-B3-TraceId, empty when there is none that looks like one."""
    trace = request.headers.get("x-b3-traceid", "")
    return trace if _TRACE.fullmatch(trace) else ""


async def _bounded_body(request: Request, limit: int) -> bytes:
    announced = request.headers.get("content-length", "0")
    if announced.isascii() and announced.isdecimal() and int(announced) > limit:
        raise BodyTooLarge(f"the body is larger than {limit} bytes")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge(f"the body is larger than {limit} bytes")
    return bytes(body)


def _headers(request: Request) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers
