"""Call ReturnLogic: one list call per shopper."""

import functools
import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from rma_adaptor.budget import Budget
from rma_adaptor.returnlogic.asking import Answer, Asker, CallWatch, Team
from rma_adaptor.returnlogic.envelopes import Page, open_page
from rma_adaptor.returnlogic.lines import Limits, Lines, TurnsFor
from rma_adaptor.returnlogic.paging import RmaList, Stretch, read_all
from rma_adaptor.returnlogic.transport import OverHttpx, Transport

_NOBODY = CallWatch()


class ReturnLogicClient:
    """Keep a line to ReturnLogic for each key or team; the transport is an argument, so tests need no socket."""

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        max_answer_bytes: int,
        max_pages: int,
        limits: Limits,
        turns_for: TurnsFor | None = None,
        trust_env: bool = False,
    ) -> None:
        # httpx logs every URL at INFO, and ours hold e-mails.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self._trust_env = trust_env
        self._lines = Lines(connect=lambda: self._connected(transport), limits=limits, turns_for=turns_for)
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
        self,
        email: str,
        *,
        team: Team,
        budget: Budget,
        trace: str = "",
        watch: CallWatch = _NOBODY,
        is_background: bool = False,
    ) -> RmaList:
        """Return what ReturnLogic lists for an e-mail; rows of other people may be among them.

        Args:
            email: Lower case, already trimmed.
            trace: Gladly's X-B3-TraceId.
            watch: Told of every call.
            is_background: Whether nobody waits for the answer.

        Raises:
            ReturnLogicError: No usable answer; the subclass says why.

        Contract: RL-RMAS-1, `GET /v1/rmas?email=` (observed in a third-party client, the only evidenced call).
        """
        with self.asker(team, budget, watch, trace, is_background=is_background) as asker:

            async def get_page(stretch: Stretch) -> Page | None:
                answer = await asker.ask("GET", "/rmas", params={**stretch.params, "email": email})
                if answer.status == httpx.codes.NOT_FOUND and team.not_found_is_empty and not stretch.params:
                    return Page()
                if stretch.is_guess and answer.status in {httpx.codes.BAD_REQUEST, httpx.codes.NOT_FOUND}:
                    return None
                answer.raise_for_status()
                return open_page(answer.body)

            return await read_all(get_page, max_pages=self._max_pages)

    async def look(self, email: str, *, team: Team, budget: Budget, watch: CallWatch = _NOBODY) -> Answer:
        """Make the list call for an e-mail once, and return its answer as it came.

        Raises:
            ReturnLogicError: There is no answer, or none but a 5xx.
        """
        with self.asker(team, budget, watch) as asker:
            return await asker.ask_once("GET", "/rmas", params={"email": email})

    @contextmanager
    def asker(
        self,
        team: Team,
        budget: Budget,
        watch: CallWatch,
        trace: str = "",
        *,
        is_background: bool = False,
        goes_last: bool = False,
    ) -> Iterator[Asker]:
        """Use a team's line for the calls of one question."""
        with self._lines.line((team.api_url, team.access.line)) as line:
            yield Asker(line, team, budget, self._max_answer_bytes, watch, trace, is_background, goes_last)

    def _connected(self, transport: httpx.AsyncBaseTransport | None) -> Transport:
        if transport is None and not self._trust_env:
            return _over_sockets()
        http = httpx.AsyncClient(
            transport=transport,
            verify=not self._trust_env or _certificates(trust_env=True),  # a transport has its own
            timeout=None,  # noqa: S113  the budget bounds each call as a whole, waiting for a connection included
            follow_redirects=False,
            trust_env=self._trust_env,  # proxies from the environment are httpx's own business
        )
        return OverHttpx(http)


def warm_up() -> None:
    """Import and read what the first call would have to wait for."""
    from rma_adaptor.returnlogic import sockets  # noqa: F401, PLC0415 -- it takes a while

    _certificates(trust_env=False)


def _over_sockets() -> Transport:
    # Imported here, so that whoever starts does not wait for it.
    from rma_adaptor.returnlogic.sockets import OverSockets  # noqa: PLC0415

    return OverSockets(_certificates(trust_env=False))


@functools.cache
def _certificates(*, trust_env: bool) -> ssl.SSLContext:  # one for all lines: reading it takes a while
    return httpx.create_ssl_context(trust_env=trust_env)
