"""Compare the adaptor's clock with ours, as far as its answer tells the time."""

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from rma_mocks.gladly.debugger.wire import Wire

WINDOW_S = 300
"""Five minutes, as far as clocks may be apart in the usual reading (assumed; GL-DEBUG-3)."""


@dataclass(frozen=True, slots=True)
class ClockSkew:
    """How far the adaptor's clock is ahead of ours, in whole seconds, as its `Date` header has them."""

    adaptor_date: str | None
    seconds: int | None

    @property
    def is_wide(self) -> bool:
        """Tell whether an adaptor that checks freshness would refuse for this."""
        return self.seconds is not None and abs(self.seconds) > WINDOW_S

    @property
    def sentence(self) -> str:
        """Return what there is to say of it."""
        if self.seconds is None:
            return "The answer has no usable Date header, so the adaptor's clock is not known."
        if abs(self.seconds) <= 1:
            return "The adaptor's clock agrees with ours."
        way = "ahead of" if self.seconds > 0 else "behind"
        return f"The adaptor's clock is {abs(self.seconds):,} s {way} ours."


def clock_skew(wire: Wire) -> ClockSkew:
    """Read the time that an answer was given, if it says so."""
    told = wire.header("date")
    try:
        there = parsedate_to_datetime(told) if told else None
    except ValueError:
        there = None
    if there is None:
        return ClockSkew(told, None)
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    return ClockSkew(told, round((there - wire.sent_at).total_seconds()))
