"""Ask ReturnLogic in turn, status turned into error, never past the budget."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode

import httpx
import orjson
from pydantic import SecretStr

from rma_adaptor.budget import Budget
from rma_adaptor.errors import (
    AnswerUnreadable,
    ReturnLogicBroken,
    ReturnLogicDown,
    ReturnLogicError,
    ReturnLogicNotConnected,
    ReturnLogicRateLimited,
    ReturnLogicUnreachable,
    TokenRefused,
)
from rma_adaptor.returnlogic.access import Access
from rma_adaptor.returnlogic.lines import Line
from rma_adaptor.returnlogic.transport import (
    Call,
    LineFailed,
    NotConnected,
    NothingCame,
    ReplyTooLarge,
    ReplyUnreadable,
)
from rma_adaptor.returnlogic.waiting import LONGEST_WAIT_S, wait_s_of


@dataclass(frozen=True)
class Team:
    """Name one retailer inside ReturnLogic, by address and by what lets us in."""

    api_url: str
    access: Access
    not_found_is_empty: bool = False


@dataclass(frozen=True)
class CallWatch:
    """Be told of every call that is made and how it ended, and of every call that is not made.

    `on_end` is given the status, None when no answer came; the seconds it took; the answer's headers.
    `on_refusal` is given why: `no_turn` within the budget, or an `outage` that another call is to look into.
    """

    on_call: Callable[[], None] = lambda: None
    on_end: Callable[[int | None, float, Mapping[str, str]], None] = lambda *_: None
    on_refusal: Callable[[Literal["no_turn", "outage"]], None] = lambda _: None


@dataclass(frozen=True)
class Answer:
    """Hold what came for one call, such as `GET /rmas`; its path without what it asked for, which may be personal."""

    call: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def raise_for_status(self) -> None:
        """Take nothing but 200.

        Raises:
            ReturnLogicError: The subclass says which other status it is. The body stays out of every message: it can
                hold names and addresses.
        """
        if self.status == httpx.codes.TOO_MANY_REQUESTS:
            raise ReturnLogicRateLimited(wait_s_of(self.headers))
        if self.status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise TokenRefused(f"{self.call} answered {self.status}: the tenant's key or token is refused")
        if self.status == httpx.codes.SERVICE_UNAVAILABLE:
            raise ReturnLogicDown(f"{self.call} answered 503")
        if self.status >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise ReturnLogicBroken(f"{self.call} answered {self.status}")
        if self.status != httpx.codes.OK:
            raise ReturnLogicError(f"{self.call} answered {self.status}")


@dataclass(frozen=True)
class Asker:
    """Make the calls of one question: for one team, within one budget, on the team's line.

    Args:
        watch: Told of every call.
        trace: Gladly's X-B3-TraceId, sent on so that both sides' logs can be joined.
        is_background: Whether nobody waits for the answer; everybody else's calls go first, and none is made in an
            outage.
        goes_last: Whether everybody else's calls go first although somebody waits.
    """

    line: Line
    team: Team
    budget: Budget
    max_answer_bytes: int
    watch: CallWatch
    trace: str = ""
    is_background: bool = False
    goes_last: bool = False

    async def ask(self, method: str, path: str, *, params: Mapping[str, str] | None = None, json: Any = None) -> Answer:
        """Ask in turn, and once more when the rate limit was hit all the same and frees itself soon enough.

        Returns:
            The answer, whatever its status below 500.

        Raises:
            ReturnLogicError: There is no answer, or none but a 5xx.

        Contract: RL-LIMIT-1 and RL-LIMIT-2, 2 calls a second and 120 a minute, headers on every answer (documented).
        """
        answer = await self.ask_once(method, path, params=params, json=json)
        if answer.status != httpx.codes.TOO_MANY_REQUESTS:
            return answer
        wait_s = wait_s_of(answer.headers)
        if wait_s > LONGEST_WAIT_S or wait_s >= self.budget.left_s():
            return answer
        return await self.ask_once(method, path, params=params, json=json)

    async def ask_once(
        self, method: str, path: str, *, params: Mapping[str, str] | None = None, json: Any = None
    ) -> Answer:
        """Ask in turn, once; and once more with another token when this one is over; see `ask`.

        Contract: RL-OAUTH-3 (assumed), a bearer token may be over at any time; what is answered 401 was not done.
        """
        access = self.team.access
        token = await access.token()
        answer = await self._in_turn(self._request(method, path, params, json, token), f"{method} {path}")
        if answer.status != httpx.codes.UNAUTHORIZED or token is None:
            return answer
        renewed = await access.renewed(token, self.budget)
        if renewed is None:
            return answer
        answer = await self._in_turn(self._request(method, path, params, json, renewed), f"{method} {path}")
        if answer.status == httpx.codes.UNAUTHORIZED:
            access.refused_anew()
        return answer

    async def _in_turn(self, request: Call, call: str) -> Answer:
        if self.budget.left_s() == 0:
            raise ReturnLogicUnreachable("no time is left to ask ReturnLogic")
        await self._let_in()
        with self.line.breaker.watching(is_background=self.is_background):
            with self.line.limiter.calling():
                answer = await self._within_budget(request, call)
            self.line.limiter.heed(answer.headers)
            if answer.status == httpx.codes.TOO_MANY_REQUESTS:
                self.line.limiter.hold(wait_s_of(answer.headers))
            if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR:
                answer.raise_for_status()
            return answer

    def _request(
        self, method: str, path: str, params: Mapping[str, str] | None, json: Any, token: SecretStr | None
    ) -> Call:
        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.get_secret_value()}"
        if self.trace:
            headers["X-B3-TraceId"] = self.trace
        if json is not None:
            headers["Content-Type"] = "application/json"
        query = f"?{urlencode(params, quote_via=quote)}" if params else ""
        url = f"{self.team.api_url.rstrip('/')}{path}{query}"
        return Call(method, url, headers, None if json is None else orjson.dumps(json))

    async def _let_in(self) -> None:
        """Wait for the turn of a call; there may be no use in making it any more when it comes."""
        try:
            self.line.breaker.check(is_background=self.is_background)
            await self.line.limiter.turn(self.budget, is_background=self.is_background or self.goes_last)
            self.line.breaker.check(is_background=self.is_background)
        except ReturnLogicError as error:
            self.watch.on_refusal("no_turn" if isinstance(error, ReturnLogicRateLimited) else "outage")
            raise

    async def _within_budget(self, request: Call, call: str) -> Answer:
        try:
            async with asyncio.timeout(self.budget.left_for_call_s()):
                return await self._answered(request, call)
        except TimeoutError:
            raise ReturnLogicUnreachable("ReturnLogic did not answer within the budget") from None
        except ReplyUnreadable:
            raise AnswerUnreadable("ReturnLogic's answer is not encoded as it says") from None
        except ReplyTooLarge:
            raise AnswerUnreadable(f"ReturnLogic's answer is larger than {self.max_answer_bytes} bytes") from None
        except NotConnected as failed:
            raise ReturnLogicNotConnected(f"the call to ReturnLogic failed: {failed}") from None
        except LineFailed as failed:
            raise ReturnLogicUnreachable(f"the call to ReturnLogic failed: {failed}") from None

    async def _answered(self, request: Call, call: str) -> Answer:
        try:
            return await self._call(request, call)
        except NothingCame:
            # A kept connection that the server had just closed. What only reads may be asked again; of anything
            # else nobody knows whether it was done.
            if request.method != "GET":
                raise
            return await self._call(request, call)

    async def _call(self, request: Call, call: str) -> Answer:
        self.watch.on_call()
        began, reply = time.monotonic(), None
        try:
            reply = await self.line.transport.carry(request, max_bytes=self.max_answer_bytes)
            return Answer(call, reply.status, reply.headers, reply.body)
        finally:
            status, headers = (reply.status, reply.headers) if reply else (None, {})
            self.watch.on_end(status, time.monotonic() - began, headers)
