"""Keep the seconds that one lookup may still take."""

import time
from dataclasses import dataclass
from typing import Self

# The last twenty-fifth belongs to writing the answer: 0.2 s of five.
_ASKING_SHARE = 0.96


@dataclass(frozen=True)
class Budget:
    """Say how long may still be spent on asking; every upstream call gets what is left.

    Contract: GL-TIME-1, answers within five seconds (documented, Lookup Adaptor Best Practices).
    """

    ends_at: float

    @classmethod
    def of(cls, seconds: float) -> Self:
        """Start a budget now, less a margin for the answer itself."""
        return cls(time.monotonic() + seconds * _ASKING_SHARE)

    def left_s(self) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.ends_at - time.monotonic())
