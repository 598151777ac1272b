"""Hold what the processes of one or several machines share."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from rma_adaptor.errors import SignatureRejected
from rma_adaptor.replay import ReplayGuard
from rma_adaptor.returnlogic import Limits, Turns
from rma_adaptor.sealing import Seal
from rma_adaptor.sharing.link import Link
from rma_adaptor.sharing.news import Hearing, News
from rma_adaptor.sharing.signatures import SharedSignatures
from rma_adaptor.sharing.turns import SharedLimiter
from rma_adaptor.sharing.windows import RedisWindows


class SharedTurns:
    """Make what gives the turns of each key, in all processes together."""

    def __init__(self, link: Link, limits: Limits) -> None:
        self.link = link
        self._limits = limits

    def __call__(self, key: tuple[str, str]) -> Turns:
        """Return what gives the turns of a key."""
        return SharedLimiter(RedisWindows(self.link, *key, limits=self._limits), self._limits)


@dataclass(frozen=True)
class Sharing:
    """Name the shared parts, besides the turns of keys: the way to Redis, signatures, news."""

    link: Link
    signatures: SharedSignatures
    news: News

    @classmethod
    def of(
        cls, turns: SharedTurns, *, guard: ReplayGuard, clock: Callable[[], datetime], seal: Seal, hearing: Hearing
    ) -> Self:
        """Build every part; nothing is opened yet."""
        signatures = SharedSignatures(turns.link, guard, clock)
        turns.link.when_back(signatures.tell_all)
        return cls(turns.link, signatures, News(turns.link, seal, hearing=hearing))

    async def check_signature(self, tenant: str, signature: str) -> None:
        """Let in a signature that our own guard found new only if it is new to all processes.

        Raises:
            SignatureRejected: Another process has accepted it.
        """
        if not await self.signatures.is_first(tenant, signature):
            raise SignatureRejected

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Connect, listen, and close everything at the end."""
        async with self.link.open(), self.news.running():
            yield self
