"""Spare everybody the waiting for a ReturnLogic that does not answer: one call at a time finds out when it does."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from rma_adaptor.errors import ReturnLogicError


class Breaker:
    """Let calls through, or, after some outages in a row, one at a time.

    Whoever is not let through gets the last outage as an answer, at once. There is no pause to sit out: the next
    lookup after ReturnLogic has come back is answered anew. So a call that nobody waits for never finds out: all
    would wait for it.

    Args:
        outages: How many in a row open it.
    """

    def __init__(self, *, outages: int) -> None:
        self._most = outages
        self._in_a_row = 0
        self._last: ReturnLogicError | None = None
        self._is_trying = False

    @property
    def is_open(self) -> bool:
        """Tell whether only one call at a time is let through."""
        return self._in_a_row >= self._most

    def check(self, *, is_background: bool = False) -> None:
        """Let nobody in who would have to wait for somebody else's finding out, or for whom nobody waits.

        Raises:
            ReturnLogicError: The last outage.
        """
        if self.is_open and (self._is_trying or is_background) and self._last is not None:
            raise copy.copy(self._last)

    @contextmanager
    def watching(self, *, is_background: bool = False) -> Iterator[None]:
        """Make one call inside; an outage is what its error says, any other end is an answer.

        Raises:
            ReturnLogicError: The last outage, when another call is to find out whether it is over.
        """
        self.check(is_background=is_background)
        is_trial = self._is_trying = self.is_open
        try:
            yield
        except ReturnLogicError as error:
            self._in_a_row = self._in_a_row + 1 if error.is_outage else 0
            self._last = error
            raise
        else:
            self._in_a_row = 0
        finally:
            if is_trial:
                self._is_trying = False
