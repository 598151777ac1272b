"""Call ReturnLogic: one list call per shopper, status turned into error, never past the budget."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AnswerUnreadable,
    ReturnLogicDown,
    ReturnLogicError,
    ReturnLogicRateLimited,
    ReturnLogicUnreachable,
    TokenRefused,
)
from rma_adaptor.returnlogic.envelopes import Page, open_page
from rma_adaptor.returnlogic.paging import RmaList, read_all

_LONGEST_WAIT_S = 1.0
_MINUTE_S = 60.0


@dataclass(frozen=True)
class Team:
    """Name one retailer inside ReturnLogic, by address and key."""

    api_url: str
    api_key: SecretStr
    not_found_is_empty: bool = False


@dataclass(frozen=True)
class CallWatch:
    """Be told of every call that is made, and how it ended.

    `on_end` is given the status, None when no answer came; the seconds it took; the answer's headers.
    """

    on_call: Callable[[], None] = lambda: None
    on_end: Callable[[int | None, float, Mapping[str, str]], None] = lambda *_: None


_NOBODY = CallWatch()


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class _NothingCame(httpx.RemoteProtocolError):
    """The connection ended before any answer began."""


class ReturnLogicClient:
    """Keep the connections to ReturnLogic; the transport is an argument, so tests need no socket."""

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        max_answer_bytes: int,
        max_pages: int,
        trust_env: bool = False,
    ) -> None:
        # httpx logs every URL at INFO, and ours hold e-mails.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=None,  # noqa: S113  the budget bounds each call as a whole, waiting for a connection included
            follow_redirects=False,
            trust_env=trust_env,
        )
        self._max_answer_bytes = max_answer_bytes
        self._max_pages = max_pages

    async def aclose(self) -> None:
        """Close all connections."""
        await self._http.aclose()

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

        async def get_page(number: int) -> Page:
            params = {"email": email} if number == 1 else {"email": email, "page": str(number)}
            request = self._request(team, params, trace)
            answer = await self._ask_twice(request, budget, watch)
            if answer.status == httpx.codes.NOT_FOUND and team.not_found_is_empty:
                return Page()
            _raise_for_status(answer)
            return open_page(answer.body)

        return await read_all(get_page, max_pages=self._max_pages)

    def _request(self, team: Team, params: dict[str, str], trace: str) -> httpx.Request:
        headers = {"Authorization": f"Bearer {team.api_key.get_secret_value()}", "Accept": "application/json"}
        if trace:
            headers["X-B3-TraceId"] = trace
        try:
            return self._http.build_request("GET", f"{team.api_url.rstrip('/')}/rmas", params=params, headers=headers)
        except httpx.InvalidURL:
            raise ReturnLogicUnreachable("the tenant's returnlogic_api_url is not usable") from None

    async def _ask_twice(self, request: httpx.Request, budget: Budget, watch: CallWatch) -> _Answer:
        """Repeat a call once when the rate limit frees itself soon enough.

        Contract: RL-LIMIT-1 and RL-LIMIT-2, 2 calls a second and 120 a minute, headers on every answer (documented).
        """
        answer = await self._ask(request, budget, watch)
        if answer.status != httpx.codes.TOO_MANY_REQUESTS:
            return answer
        wait_s = _wait_s(answer.headers)
        if wait_s > _LONGEST_WAIT_S or wait_s >= budget.left_s():
            return answer
        await asyncio.sleep(wait_s)
        return await self._ask(request, budget, watch)

    async def _ask(self, request: httpx.Request, budget: Budget, watch: CallWatch) -> _Answer:
        left_s = budget.left_s()
        if left_s == 0:
            raise ReturnLogicUnreachable("no time is left to ask ReturnLogic")
        try:
            async with asyncio.timeout(left_s):
                return await self._answered(request, watch)
        except TimeoutError:
            raise ReturnLogicUnreachable("ReturnLogic did not answer within the budget") from None
        except httpx.DecodingError:
            raise AnswerUnreadable("ReturnLogic's answer is not encoded as it says") from None
        except httpx.RequestError as error:
            # The error's own text can name the address, which holds the shopper's e-mail.
            raise ReturnLogicUnreachable(f"the call to ReturnLogic failed: {type(error).__name__}") from None

    async def _answered(self, request: httpx.Request, watch: CallWatch) -> _Answer:
        try:
            return await self._call(request, watch)
        except _NothingCame:
            # A kept connection that the server had just closed; this call only reads, so it may be made again.
            return await self._call(request, watch)

    async def _call(self, request: httpx.Request, watch: CallWatch) -> _Answer:
        watch.on_call()
        began, answer = time.monotonic(), None
        try:
            response = await self._sent(request)
            try:
                answer = _Answer(response.status_code, response.headers, await self._bounded_body(response))
            finally:
                await response.aclose()
            return answer
        finally:
            status, headers = (answer.status, answer.headers) if answer else (None, httpx.Headers())
            watch.on_end(status, time.monotonic() - began, headers)

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._http.send(request, stream=True)
        except httpx.RemoteProtocolError as error:
            raise _NothingCame(str(error), request=request) from None

    async def _bounded_body(self, response: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > self._max_answer_bytes:
                raise AnswerUnreadable(f"ReturnLogic's answer is larger than {self._max_answer_bytes} bytes")
        return bytes(body)


def _wait_s(headers: httpx.Headers) -> float:
    """Say when the next call is allowed; the minute's budget is not waited for, the second's is."""
    try:
        return max(0.0, float(headers["Retry-After"]))
    except (KeyError, ValueError):
        return _MINUTE_S if headers.get("X-RateLimit-Remaining-Minute") == "0" else _LONGEST_WAIT_S


def _raise_for_status(answer: _Answer) -> None:
    # The body stays out of every message: it can hold names and addresses.
    if answer.status == httpx.codes.TOO_MANY_REQUESTS:
        raise ReturnLogicRateLimited(_wait_s(answer.headers))
    if answer.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise TokenRefused(f"GET /rmas answered {answer.status}: the tenant's returnlogic_api_key is refused")
    if answer.status == httpx.codes.SERVICE_UNAVAILABLE:
        raise ReturnLogicDown("GET /rmas answered 503")
    if answer.status != httpx.codes.OK:
        raise ReturnLogicError(f"GET /rmas answered {answer.status}")
