"""A line to ReturnLogic for each key: its turns, its breaker and its connections, so that no team waits for another."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rma_adaptor.returnlogic.breaker import Breaker
from rma_adaptor.returnlogic.limiter import Limiter, Turns
from rma_adaptor.returnlogic.transport import Transport

_MOST_IDLE = 1000
_OUTAGES = 5


@dataclass(frozen=True)
class Limits:
    """What a key may do until ReturnLogic's answers say otherwise (documented; RL-LIMIT-1)."""

    per_second: int = 2
    per_minute: int = 120


Key = tuple[str, str]
"""A team's address and key."""

TurnsFor = Callable[[Key], Turns]


@dataclass
class Line:
    """Everything that the calls of one key share."""

    transport: Transport
    limiter: Turns
    breaker: Breaker = field(default_factory=lambda: Breaker(outages=_OUTAGES))
    in_use: int = 0


class Lines:
    """Keep the lines; of those that nobody uses, the ones used longest ago go first.

    Args:
        connect: Makes the connections of a line.
        limits: What every new line begins with.
        turns_for: Makes what gives a line its turns; by default each process has its own.
    """

    def __init__(self, *, connect: Callable[[], Transport], limits: Limits, turns_for: TurnsFor | None = None) -> None:
        self._connect = connect
        self._limits = limits
        self._turns_for = turns_for or self._own_turns
        self._lines: OrderedDict[Key, Line] = OrderedDict()
        self._closing: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines.values())

    @contextmanager
    def line(self, key: Key) -> Iterator[Line]:
        """Use the line of a key."""
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = Line(self._connect(), self._turns_for(key))
        self._lines.move_to_end(key)
        line.in_use += 1
        try:
            yield line
        finally:
            line.in_use -= 1
            self._drop_idle()

    async def aclose(self) -> None:
        """Close all connections."""
        lines, self._lines = list(self._lines.values()), OrderedDict()
        await asyncio.gather(*(line.transport.aclose() for line in lines), *self._closing)

    def _own_turns(self, _: Key) -> Turns:
        return Limiter(per_second=self._limits.per_second, per_minute=self._limits.per_minute)

    def _drop_idle(self) -> None:
        while len(self._lines) > _MOST_IDLE:
            key = next((key for key, line in self._lines.items() if not line.in_use), None)
            if key is None:
                return
            closing = asyncio.get_running_loop().create_task(self._lines.pop(key).transport.aclose())
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
