"""What goes on in one world, so that a client can wait until nothing does."""

from collections.abc import Hashable

from rma_mocks.core.sequence import Sequence


class UnderWay:
    """Keep what has begun and not ended: requests that are served, work that goes on after its answer.

    It has a sequence of its own: a request that only reads must not wake whoever waits for changes.
    """

    def __init__(self) -> None:
        self._begun: set[Hashable] = set()
        self._ends = Sequence()

    @property
    def begun(self) -> frozenset[Hashable]:
        """Return what is under way now."""
        return frozenset(self._begun)

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way."""
        return not self._begun

    def begin(self, what: Hashable) -> None:
        """Count something in until its `end`."""
        self._begun.add(what)

    def end(self, what: Hashable) -> None:
        """Count it out; what has ended already stays so."""
        if what in self._begun:
            self._begun.remove(what)
            self._ends.advance()

    async def wait_until_idle(self, timeout_s: float) -> bool:
        """Say whether nothing is under way, as soon as that is so or when the time is over."""
        await self._ends.wait_until(lambda: self.is_idle, timeout_s)
        return self.is_idle

    async def wait_until_ended(self, these: frozenset[Hashable], timeout_s: float) -> None:
        """Return as soon as all of these have ended, or when the time is over."""
        await self._ends.wait_until(lambda: these.isdisjoint(self._begun), timeout_s)

    def close(self) -> None:
        """Answer whoever waits at once."""
        self._ends.close()
