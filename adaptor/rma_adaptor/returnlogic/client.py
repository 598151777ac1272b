"""Call ReturnLogic: one list call per shopper, status turned into error, never past the budget."""

import asyncio
import functools
import logging
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import httpx
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AnswerUnreadable,
    ReturnLogicBroken,
    ReturnLogicDown,
    ReturnLogicError,
    ReturnLogicRateLimited,
    ReturnLogicUnreachable,
    TokenRefused,
)
from rma_adaptor.returnlogic.envelopes import Page, open_page
from rma_adaptor.returnlogic.lines import Limits, Line, Lines
from rma_adaptor.returnlogic.paging import RmaList, Stretch, read_all
from rma_adaptor.returnlogic.transport import connected
from rma_adaptor.returnlogic.waiting import LONGEST_WAIT_S, wait_s_of


@dataclass(frozen=True)
class Team:
    """Name one retailer inside ReturnLogic, by address and key."""

    api_url: str
    api_key: SecretStr
    not_found_is_empty: bool = False


@dataclass(frozen=True)
class CallWatch:
    """Be told of every call that is made and how it ended, and of every call that is not made.

    `on_end` is given the status, None when no answer came; the seconds it took; the answer's headers.
    `on_refusal` is given why: `no_turn` within the budget, or an `outage` that another call is looking into.
    """

    on_call: Callable[[], None] = lambda: None
    on_end: Callable[[int | None, float, Mapping[str, str]], None] = lambda *_: None
    on_refusal: Callable[[Literal["no_turn", "outage"]], None] = lambda _: None


_NOBODY = CallWatch()


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class _NothingCame(httpx.RemoteProtocolError):
    """The connection ended before any answer began."""


class ReturnLogicClient:
    """Keep a line to ReturnLogic for each key; the transport is an argument, so tests need no socket."""

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        max_answer_bytes: int,
        max_pages: int,
        limits: Limits,
        trust_env: bool = False,
    ) -> None:
        # httpx logs every URL at INFO, and ours hold e-mails.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._trust_env = trust_env
        self._lines = Lines(connect=lambda: self._connected(transport), limits=limits)
        self._max_answer_bytes = max_answer_bytes
        self._max_pages = max_pages

    @property
    def queue_length(self) -> int:
        """Count the calls that wait for their turn, of all keys together."""
        return sum(line.limiter.queue_length for line in self._lines)

    @property
    def broken_lines(self) -> int:
        """Count the keys whose calls are held back because of an outage."""
        return sum(line.breaker.is_open for line in self._lines)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._lines.aclose()

    async def rmas_by_email(
        self, email: str, *, team: Team, budget: Budget, trace: str = "", watch: CallWatch = _NOBODY
    ) -> RmaList:
        """Return what ReturnLogic lists for an e-mail; rows of other people may be among them.

        Args:
            email: Lower case, already trimmed.
            trace: Gladly's X-B3-TraceId, sent on so that both sides' logs can be joined.
            watch: Told of every call.

        Raises:
            ReturnLogicError: No usable answer; the subclass says why.

        Contract: RL-RMAS-1, `GET /v1/rmas?email=` (observed in a third-party client, the only evidenced call).
        """
        with self._lines.line((team.api_url, team.api_key.get_secret_value())) as line:

            async def get_page(stretch: Stretch) -> Page | None:
                request = _request(line, team, {**stretch.params, "email": email}, trace)
                answer = await self._ask_twice(line, request, budget, watch)
                if answer.status == httpx.codes.NOT_FOUND and team.not_found_is_empty and not stretch.params:
                    return Page()
                if stretch.is_guess and answer.status in {httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND}:
                    return None
                _raise_for_status(answer)
                return open_page(answer.body)

            return await read_all(get_page, max_pages=self._max_pages)

    async def look(
        self, email: str, *, team: Team, budget: Budget, watch: CallWatch = _NOBODY
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Make the list call for an e-mail exactly once, and return status, headers and body as they came.

        Raises:
            ReturnLogicError: There is no answer, or none but a 5xx.
        """
        with self._lines.line((team.api_url, team.api_key.get_secret_value())) as line:
            request = _request(line, team, {"email": email}, "")
            answer = await self._ask_in_turn(line, request, budget, watch)
        return answer.status, answer.headers, answer.body

    def _connected(self, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
        # Proxies from the environment are httpx's own business.
        if transport is None and not self._trust_env:
            transport = connected(_certificates(trust_env=False))
        return httpx.AsyncClient(
            transport=transport,
            verify=not self._trust_env or _certificates(trust_env=True),  # a transport has its own
            timeout=None,  # noqa: S113  the budget bounds each call as a whole, waiting for a connection included
            follow_redirects=False,
            trust_env=self._trust_env,
        )

    async def _ask_twice(self, line: Line, request: httpx.Request, budget: Budget, watch: CallWatch) -> _Answer:
        """Ask in turn, and once more when the rate limit was hit all the same and frees itself soon enough.

        Contract: RL-LIMIT-1 and RL-LIMIT-2, 2 calls a second and 120 a minute, headers on every answer (documented).
        """
        answer = await self._ask_in_turn(line, request, budget, watch)
        if answer.status != httpx.codes.TOO_MANY_REQUESTS:
            return answer
        wait_s = wait_s_of(answer.headers)
        if wait_s > LONGEST_WAIT_S or wait_s >= budget.left_s():
            return answer
        return await self._ask_in_turn(line, request, budget, watch)

    async def _ask_in_turn(self, line: Line, request: httpx.Request, budget: Budget, watch: CallWatch) -> _Answer:
        if budget.left_s() == 0:
            raise ReturnLogicUnreachable("no time is left to ask ReturnLogic")
        await _let_in(line, budget, watch)
        with line.breaker.watching():
            with line.limiter.calling():
                answer = await self._ask(line.http, request, budget, watch)
            line.limiter.heed(answer.headers)
            if answer.status == httpx.codes.TOO_MANY_REQUESTS:
                line.limiter.hold(wait_s_of(answer.headers))
            if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
                _raise_for_status(answer)
            return answer

    async def _ask(self, http: httpx.AsyncClient, request: httpx.Request, budget: Budget, watch: CallWatch) -> _Answer:
        try:
            async with asyncio.timeout(budget.left_s()):
                return await self._answered(http, request, watch)
        except TimeoutError:
            raise ReturnLogicUnreachable("ReturnLogic did not answer within the budget") from None
        except httpx.DecodingError:
            raise AnswerUnreadable("ReturnLogic's answer is not encoded as it says") from None
        except httpx.RequestError as error:
            # The error's own text can name the address, which holds the shopper's e-mail.
            raise ReturnLogicUnreachable(f"the call to ReturnLogic failed: {type(error).__name__}") from None

    async def _answered(self, http: httpx.AsyncClient, request: httpx.Request, watch: CallWatch) -> _Answer:
        try:
            return await self._call(http, request, watch)
        except _NothingCame:
            # A kept connection that the server had just closed; this call only reads, so it may be made again.
            return await self._call(http, request, watch)

    async def _call(self, http: httpx.AsyncClient, request: httpx.Request, watch: CallWatch) -> _Answer:
        watch.on_call()
        began, answer = time.monotonic(), None
        try:
            response = await _sent(http, request)
            try:
                answer = _Answer(response.status_code, response.headers, await self._bounded_body(response))
            finally:
                await response.aclose()
            return answer
        finally:
            status, headers = (answer.status, answer.headers) if answer else (None, httpx.Headers())
            watch.on_end(status, time.monotonic() - began, headers)

    async def _bounded_body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_answer_bytes:
                raise AnswerUnreadable(f"ReturnLogic's answer is larger than {self._max_answer_bytes} bytes")
        return bytes(body)


@functools.cache
def _certificates(*, trust_env: bool) -> ssl.SSLContext:  # one for all lines: reading it takes a while
    return httpx.create_ssl_context(trust_env=trust_env)


def _request(line: Line, team: Team, params: dict[str, str], trace: str) -> httpx.Request:
    headers = {"Authorization": f"Bearer {team.api_key.get_secret_value()}", "Accept": "application/json"}
    if trace:
        headers["X-B3-TraceId"] = trace
    try:
        return line.http.build_request("GET", f"{team.api_url.rstrip('/')}/rmas", params=params, headers=headers)
    except httpx.InvalidURL:
        raise ReturnLogicUnreachable("the tenant's returnlogic_api_url is not usable") from None


async def _let_in(line: Line, budget: Budget, watch: CallWatch) -> None:
    """Wait for the turn of a call; there may be no use in making it any more when it comes."""
    try:
        line.breaker.check()
        await line.limiter.turn(budget)
        line.breaker.check()
    except ReturnLogicError as error:
        watch.on_refusal("no_turn" if isinstance(error, ReturnLogicRateLimited) else "outage")
        raise


async def _sent(http: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    try:
        return await http.send(request, stream=True)
    except httpx.RemoteProtocolError as error:
        raise _NothingCame(str(error), request=request) from None


def _raise_for_status(answer: _Answer) -> None:
    # The body stays out of every message: it can hold names and addresses.
    if answer.status == httpx.codes.TOO_MANY_REQUESTS:
        raise ReturnLogicRateLimited(wait_s_of(answer.headers))
    if answer.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise TokenRefused(f"GET /rmas answered {answer.status}: the tenant's returnlogic_api_key is refused")
    if answer.status == httpx.codes.SERVICE_UNAVAILABLE:
        raise ReturnLogicDown("GET /rmas answered 503")
    if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise ReturnLogicBroken(f"GET /rmas answered {answer.status}")
    if answer.status != httpx.codes.OK:
        raise ReturnLogicError(f"GET /rmas answered {answer.status}")
