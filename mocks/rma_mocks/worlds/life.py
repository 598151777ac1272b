"""The steps that lead to each RMA status, for returns whose past is derived or declared."""

from datetime import datetime

from rma_mocks.core.entities import TimelineEntry

_PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    "Requested": (),
    "Authorized": (("Authorized", "automation"),),
    "In Transit": (("Authorized", "automation"), ("In Transit", "carrier")),
    "Delivered": (("Authorized", "automation"), ("In Transit", "carrier"), ("Delivered", "carrier")),
    "Rejected": (("Rejected", "staff"),),
    "Canceled": (("Authorized", "automation"), ("Canceled", "shopper")),
    "Abandoned": (("Authorized", "automation"), ("Abandoned", "automation")),
}
_AFTER_DELIVERY = (
    ("Partially Received", "warehouse"),
    ("Received", "warehouse"),
    ("Partially Processed", "staff"),
    ("Processed", "staff"),
    ("Complete", "staff"),
)


def timeline_of(status: str, *, created: datetime, now: datetime, staff: str) -> tuple[TimelineEntry, ...]:
    """Return the steps from Generated to a status, oldest first, spread between creation and now.

    Contract: the order of the steps is ReturnLogic's (documented in part, the rest assumed); the dates are invented.
    """
    steps = (("Generated", "shopper"), *_path(status))
    gap = (now - created) * 0.9 / max(len(steps) - 1, 1)
    return tuple(
        TimelineEntry(step, (created + gap * place).replace(microsecond=0), staff if by == "staff" else by)
        for place, (step, by) in enumerate(steps)
    )


def _path(status: str) -> tuple[tuple[str, str], ...]:
    if status in _PATHS:
        return _PATHS[status]
    names = [name for name, _ in _AFTER_DELIVERY]
    reached = _AFTER_DELIVERY[: names.index(status) + 1]
    whole = tuple(step for step in reached if not step[0].startswith("Partially") or step[0] == status)
    return _PATHS["Delivered"] + whole
