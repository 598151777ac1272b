"""The steps that lead to each RMA status, for returns whose past is derived or declared."""

from datetime import datetime, timedelta
from functools import cache, partial

from rma_mocks.core.entities import TimelineEntry

Path = tuple[tuple[str, int, str], ...]
"""Steps after the first: name, usually how many seconds after the RMA was created, and who does it."""

_MINUTE, _DAY = 60, 86_400
_AUTHORIZED = ("Authorized", _MINUTE, "automation")
_ON_ITS_WAY = (_AUTHORIZED, ("In Transit", 2 * _DAY, "carrier"))
_DELIVERED = (*_ON_ITS_WAY, ("Delivered", 5 * _DAY, "carrier"))
_RECEIVED = (*_DELIVERED, ("Received", 7 * _DAY, "warehouse"))
_PROCESSED = (*_RECEIVED, ("Processed", 9 * _DAY, "staff"))

_PATHS: dict[str, Path] = {
    "Requested": (),
    "Authorized": (_AUTHORIZED,),
    "In Transit": _ON_ITS_WAY,
    "Delivered": _DELIVERED,
    "Partially Received": (*_DELIVERED, ("Partially Received", 6 * _DAY, "warehouse")),
    "Received": _RECEIVED,
    "Partially Processed": (*_RECEIVED, ("Partially Processed", 8 * _DAY, "staff")),
    "Processed": _PROCESSED,
    "Complete": (*_PROCESSED, ("Complete", 10 * _DAY, "staff")),
    "Rejected": (("Rejected", _DAY, "staff"),),
    "Canceled": (_AUTHORIZED, ("Canceled", 2 * _DAY, "shopper")),
    "Abandoned": (_AUTHORIZED, ("Abandoned", 28 * _DAY, "automation")),
}

PACES = 64
USUAL_PACE = 16
"""How slow everybody was: from 0, twice as fast as usual, to 63, two and a half times as slow."""

_ROOM = 0.9
"""Where even the usual time is too long, the steps take this part of what there is."""

_entry = partial(tuple.__new__, TimelineEntry)


def timeline_of(
    status: str, created: datetime, now: datetime, *, staff: str, pace: int = USUAL_PACE
) -> tuple[TimelineEntry, ...]:
    """Return the steps from Generated to a status, oldest first, between creation and now; the dates are invented.

    Args:
        status: The one to end with.
        created: When the first step was.
        now: What no step lies after.
        staff: Who does what only staff does.
        pace: How slow everybody was.

    Contract: the order of the steps is ReturnLogic's (documented in part, the rest assumed).
    """
    names, people = _who_does_what(status, staff)
    waits = _waits(status)[pace]
    if created + waits[-1] > now:
        waits = _waits_in(status, _ROOM * (now - created).total_seconds() / _PATHS[status][-1][1])
    steps = zip(names, waits, people)  # noqa: B905 -- of one length, and strict costs as much as a step
    return tuple([_entry((step, created + wait, by)) for step, wait, by in steps])


@cache
def _who_does_what(status: str, staff: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    path = (("Generated", 0, "shopper"), *_PATHS[status])
    return tuple(step for step, _, _ in path), tuple(staff if by == "staff" else by for _, _, by in path)


@cache
def _waits(status: str) -> tuple[tuple[timedelta, ...], ...]:
    """Return how long after creation each step comes, at every pace."""
    return tuple(_waits_in(status, (pace + USUAL_PACE) / (2 * USUAL_PACE)) for pace in range(PACES))


def _waits_in(status: str, share: float) -> tuple[timedelta, ...]:
    """Return how long after creation each step comes in this share of the usual time."""
    return (timedelta(0), *(timedelta(0, int(after_s * share)) for _, after_s, _ in _PATHS[status]))
