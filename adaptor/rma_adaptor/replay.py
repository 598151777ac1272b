"""Remember verified signatures, so that a recorded request cannot be played again."""

from collections import OrderedDict
from datetime import datetime, timedelta

Seen = tuple[str, bytes]
"""A tenant's name, and a signature."""


class ReplayGuard:
    """Keep (tenant, signature) pairs for as long as their Gladly-Time could still be accepted.

    Bounded: when full, the oldest pair goes. Only verified signatures come in, so nobody without a key can fill it.
    """

    def __init__(self, *, max_skew_s: float, capacity: int) -> None:
        # A request may be dated up to max_skew_s ahead and is then acceptable for twice that long.
        self.window = timedelta(seconds=2 * max_skew_s)
        self._capacity = capacity
        self._seen: OrderedDict[Seen, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def is_first(self, tenant: str, signature: str, now: datetime) -> bool:
        """Remember the pair and tell whether it is new.

        Args:
            signature: Hexadecimal, already verified.
            now: Timezone-aware.
        """
        self._drop_expired(now)
        pair = (tenant, bytes.fromhex(signature))
        if pair in self._seen:
            return False
        self._seen[pair] = now + self.window
        if len(self._seen) > self._capacity:
            self._seen.popitem(last=False)
        return True

    def remembered(self, now: datetime) -> list[tuple[Seen, datetime]]:
        """Return each pair and when it expires."""
        self._drop_expired(now)
        return list(self._seen.items())

    def _drop_expired(self, now: datetime) -> None:
        while self._seen:
            pair, expires_at = next(iter(self._seen.items()))
            if expires_at > now:
                return
            del self._seen[pair]
