"""Let a signature that one process has accepted be refused by all."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from rma_adaptor.replay import ReplayGuard, Seen
from rma_adaptor.sharing.link import Link, RedisGone

_AT_ONCE = 200


class SharedSignatures:
    """Remember in Redis what the process's own guard has let through.

    Args:
        own: The process's guard, asked before; it is all there is while Redis is gone.
    """

    def __init__(self, link: Link, own: ReplayGuard, clock: Callable[[], datetime]) -> None:
        self._link = link
        self._own = own
        self._clock = clock

    async def is_first(self, tenant: str, signature: str) -> bool:
        """Remember a signature that our own guard found new, and tell whether it is new to all processes."""
        try:
            return await self._remember((tenant, bytes.fromhex(signature)), self._own.window) is not None
        except RedisGone:
            return True

    async def tell_all(self) -> None:
        """Tell Redis, which may have lost its memory or was not there, what this process has accepted lately."""
        now = self._clock()
        seen = [(one, expires_at - now) for one, expires_at in self._own.remembered(now)]
        for start in range(0, len(seen), _AT_ONCE):
            some = seen[start : start + _AT_ONCE]
            try:
                await asyncio.gather(*(self._remember(one, left) for one, left in some))
            except RedisGone:
                return

    async def _remember(self, seen: Seen, time_left: timedelta) -> object:
        tenant, signature = seen
        left_ms = max(1, round(time_left.total_seconds() * 1000))
        return await self._link.ask("SET", self._link.key("seen", tenant, signature.hex()), 1, "NX", "PX", left_ms)
