"""The steps that lead to each RMA status, for returns whose past is derived or declared."""

from datetime import datetime, timedelta

from rma_mocks.core.entities import TimelineEntry

Path = tuple[tuple[str, int, str], ...]
"""Steps after the first: name, usually how many seconds after the RMA was created, and who does it; empty for staff."""

_MINUTE, _DAY = 60, 86_400
_AUTHORIZED = ("Authorized", _MINUTE, "automation")
_ON_ITS_WAY = (_AUTHORIZED, ("In Transit", 2 * _DAY, "carrier"))
_DELIVERED = (*_ON_ITS_WAY, ("Delivered", 5 * _DAY, "carrier"))
_RECEIVED = (*_DELIVERED, ("Received", 7 * _DAY, "warehouse"))
_PROCESSED = (*_RECEIVED, ("Processed", 9 * _DAY, ""))

_PATHS: dict[str, Path] = {
    "Requested": (),
    "Authorized": (_AUTHORIZED,),
    "In Transit": _ON_ITS_WAY,
    "Delivered": _DELIVERED,
    "Partially Received": (*_DELIVERED, ("Partially Received", 6 * _DAY, "warehouse")),
    "Received": _RECEIVED,
    "Partially Processed": (*_RECEIVED, ("Partially Processed", 8 * _DAY, "")),
    "Processed": _PROCESSED,
    "Complete": (*_PROCESSED, ("Complete", 10 * _DAY, "")),
    "Rejected": (("Rejected", _DAY, ""),),
    "Canceled": (_AUTHORIZED, ("Canceled", 2 * _DAY, "shopper")),
    "Abandoned": (_AUTHORIZED, ("Abandoned", 28 * _DAY, "automation")),
}

PACES = 16
USUAL_PACE = 4
"""How slow everybody was: from 0, twice as fast as usual, to 15, two and a half times as slow."""

_ROOM = 0.9
"""Where even the usual time is too long, the steps take this part of what there is."""

Steps = tuple[tuple[str, timedelta, str], ...]
"""Name, how long after creation, and who does it; empty for staff."""

_new = tuple.__new__
"""Rows made by the million skip their constructor, which takes twice as long."""


def timeline_of(
    status: str, created: datetime, now: datetime, staff: str, pace: int = USUAL_PACE
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
    steps = _STEPS[status][pace]
    if created + steps[-1][1] > now:
        steps = _steps_in(status, _ROOM * (now - created).total_seconds() / _PATHS[status][-1][1])
    return tuple([_new(TimelineEntry, (step, created + wait, by or staff, "")) for step, wait, by in steps])


def _steps_in(status: str, share: float) -> Steps:
    """Return the steps in this share of the usual time."""
    later = ((step, timedelta(0, int(after_s * share)), by) for step, after_s, by in _PATHS[status])
    return (("Generated", timedelta(0), "shopper"), *later)


_STEPS = {
    status: tuple(_steps_in(status, (pace + USUAL_PACE) / (2 * USUAL_PACE)) for pace in range(PACES))
    for status in _PATHS
}
"""The steps at every pace."""
