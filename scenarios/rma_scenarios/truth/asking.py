"""Make the one evidenced call of ReturnLogic's API, never faster than it allows.

Contract: `GET /v1/rmas?email=` (observed; RL-RMAS-1), 2 calls a second and 120 a minute for each key (documented;
RL-LIMIT-1), said in headers on every answer (documented; RL-LIMIT-2).
"""

import asyncio
import json
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from rma_scenarios.truth.errors import CannotAsk

_ANSWERS_WITHIN_S = 30.0
_MOST_BYTES = 20_000_000
_LONGEST_WAIT_S = 5.0
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z.+-]{1,40}")
_WORDS = {
    401: "it refuses the key (401); give another one with --returnlogic-key or in $RETURNLOGIC_API_KEY",
    403: "the key may not list RMAs (403); give another one with --returnlogic-key or in $RETURNLOGIC_API_KEY",
    503: "it is down for maintenance (503); try again later",
}


@dataclass(frozen=True, slots=True)
class Api:
    """Where an API is, and the key that opens it."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer; `document` is None where the body is not JSON."""

    status: int
    headers: Mapping[str, str]
    document: Any = field(repr=False)


@dataclass(slots=True)
class Asker:
    """Ask one API, within its limits.

    Args:
        api: Whom to ask.
        transport: In place of the network.
        pause: Waits so many seconds.
        refused: Every 429 that came.
    """

    api: Api
    transport: httpx.AsyncBaseTransport | None = None
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    refused: list[Heard] = field(default_factory=list)
    _http: httpx.AsyncClient = field(init=False, repr=False)
    _is_second_full: bool = False

    def __post_init__(self) -> None:
        """Open the client; a proxy of the environment is used but for this machine itself."""
        self._http = httpx.AsyncClient(
            transport=self.transport,
            timeout=_ANSWERS_WITHIN_S,
            trust_env=not is_this_machine(self.api.url),
            headers={"Authorization": f"Bearer {self.api.key}", "Accept": "application/json"},
        )

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def list_rmas(self, params: Mapping[str, str]) -> Heard:
        """Return the answer whatever its status; a call that the limit refuses is made once more when it is free again.

        Raises:
            CannotAsk: No answer came, or the limit does not free itself within seconds.
        """
        if self._is_second_full:
            await self.pause(1)
        heard = await self._ask(params)
        if heard.status != HTTPStatus.TOO_MANY_REQUESTS:
            return heard
        wait_s = _wait_s(heard.headers)
        if wait_s <= _LONGEST_WAIT_S:
            await self.pause(wait_s)
            heard = await self._ask(params)
        if heard.status == HTTPStatus.TOO_MANY_REQUESTS:
            said = "says when to come back" if "retry-after" in heard.headers else "does not say when to come back"
            raise CannotAsk(f"the rate limit refuses the call (429) and {said}; wait a minute and ask again")
        return heard

    async def _ask(self, params: Mapping[str, str]) -> Heard:
        try:
            async with self._http.stream("GET", f"{self.api.url.rstrip('/')}/rmas", params=dict(params)) as response:
                body = await _bounded(response)
        except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
            raise CannotAsk(_why(error, urlsplit(self.api.url).netloc.rpartition("@")[2])) from error
        self._is_second_full = response.headers.get("x-ratelimit-remaining-second") == "0"
        heard = Heard(response.status_code, response.headers, _document(body))
        if heard.status == HTTPStatus.TOO_MANY_REQUESTS:
            self.refused.append(heard)
        return heard


def refuse_failure(heard: Heard) -> None:
    """Raise CannotAsk for an answer that lists nothing, with what to do about it."""
    if heard.status == HTTPStatus.NOT_FOUND:
        raise CannotAsk(
            "it answers 404: --api-url is wrong, or this is how it says that nobody with this e-mail has returns "
            "(nothing_found: not_found); ask with the e-mail of a shopper who has some"
        )
    if heard.status != HTTPStatus.OK:
        raise CannotAsk(_WORDS.get(heard.status, f"it answers {heard.status}, which is not what a list looks like"))
    if heard.document is None:
        kind = heard.headers.get("content-type", "").partition(";")[0].strip().lower()
        told = kind if _MEDIA_TYPE.fullmatch(kind) else "of an odd type" if kind else "of no type"
        raise CannotAsk(f"its answer is not JSON ({told}); is --api-url right?")


def is_this_machine(url: str) -> bool:
    """Say whether an address is on this machine, where no proxy and no TLS is needed."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise CannotAsk(f"its answer is larger than {_MOST_BYTES:,} bytes")
    return bytes(body)


def _document(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _wait_s(headers: Mapping[str, str]) -> float:
    told = headers.get("retry-after", "")
    if told.isascii() and told.isdecimal():
        return float(told)
    return 60.0 if headers.get("x-ratelimit-remaining-minute") == "0" else 1.0


def _why(error: Exception, host: str) -> str:
    """Say why no answer came; the error's own text may hold the address, and with it an e-mail."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return f"the certificate of {host} is not trusted ({seen.verify_message}); nothing was sent"
        if isinstance(seen, ssl.SSLError):
            return f"no TLS connection to {host} comes about ({seen.reason or 'unknown reason'}); nothing was sent"
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, httpx.TimeoutException):
        return f"{host} did not answer within {_ANSWERS_WITHIN_S:g} seconds"
    return f"{host} cannot be reached ({type(error).__name__}); check --api-url, network and proxy"
