"""Keep the seconds that one lookup may still take."""

import math
import time
from dataclasses import dataclass
from typing import Self

# The last twenty-fifth belongs to writing the answer: 0.2 s of five.
_ASKING_SHARE = 0.96


@dataclass(frozen=True)
class Budget:
    """Say how long may still be spent on asking; every upstream call gets what is left, and no more than `call_s`.

    Contract: GL-TIME-1, answers within five seconds (documented, Lookup Adaptor Best Practices).
    """

    ends_at: float
    call_s: float = math.inf

    @classmethod
    def of(cls, seconds: float, *, call_s: float = math.inf) -> Self:
        """Start a budget now, less a margin for the answer itself."""
        return cls(time.monotonic() + seconds * _ASKING_SHARE, call_s)

    def left_s(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.ends_at - time.monotonic())

    def left_for_call_s(self) -> float:
        """Return how long a call that begins now may wait for its answer."""
        return min(self.left_s(), self.call_s)
