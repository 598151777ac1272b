"""How far an RMA has come: its status, and how far its parcel has come, which its timeline keeps."""

from collections.abc import Callable

from rma_mocks.core.entities import NO_SHIPPING, UNASSIGNED, ReturnItem, Rma

REQUESTED, AUTHORIZED, IN_TRANSIT, DELIVERED = "Requested", "Authorized", "In Transit", "Delivered"
PARTIALLY_RECEIVED, RECEIVED = "Partially Received", "Received"
PARTIALLY_PROCESSED, PROCESSED, COMPLETE = "Partially Processed", "Processed", "Complete"
REJECTED, CANCELED, ABANDONED = "Rejected", "Canceled", "Abandoned"

FINAL = frozenset({COMPLETE, REJECTED, CANCELED, ABANDONED})
"""Where nothing changes any more (documented for Complete and Rejected, else assumed)."""

ON_ITS_WAY = (IN_TRANSIT, DELIVERED, RECEIVED)
"""How far a parcel may have come, in order; a step that was left out counts as done once a later one is."""

_PROCESSING = frozenset({PARTIALLY_PROCESSED, PROCESSED})
_PLACES = {step: place for place, step in enumerate(ON_ITS_WAY)} | {PARTIALLY_RECEIVED: ON_ITS_WAY.index(DELIVERED)}


def has_come_to(rma: Rma, step: str) -> bool:
    """Tell whether the parcel has come as far as `In Transit`, `Delivered` or `Received`, by status or timeline.

    A return with No Shipping counts as received once it is authorised (assumed; RL-LIFE-5). One of which an item was
    approved after all the others were received is partially received again (assumed; RL-LIFE-6).
    """
    if rma.shipping_type == NO_SHIPPING:
        return any(entry.step == AUTHORIZED for entry in rma.timeline)
    if step == RECEIVED and arrival(rma) == PARTIALLY_RECEIVED:
        return False
    return any(_PLACES.get(entry.step, -1) >= _PLACES[step] for entry in rma.timeline)


def arrival(rma: Rma) -> str | None:
    """Return how much has arrived, Partially Received or Received; None when nothing was received."""
    steps = (entry.step for entry in reversed(rma.timeline))
    return next((step for step in steps if step in {PARTIALLY_RECEIVED, RECEIVED}), None)


def is_inspected(rma: Rma) -> bool:
    """Tell whether everything was received and has a disposition (assumed; RL-LIFE-8)."""
    if rma.shipping_type == NO_SHIPPING:
        return has_come_to(rma, RECEIVED)
    return has_come_to(rma, RECEIVED) and all(
        item.handling.disposition not in {None, UNASSIGNED} for item in rma.items if item.handling.is_approved
    )


def is_all_there(rma: Rma) -> bool:
    """Tell whether every piece that was approved has arrived."""
    return all(item.handling.received >= item.quantity for item in rma.items if item.handling.is_approved)


def left_to_process(rma: Rma, return_type: str | None = None) -> list[ReturnItem]:
    """Return the items, of one return type or of all, that nobody has processed yet."""
    return [item for item in rma.items if item.handling.processed is None and return_type in (None, item.return_type)]


def is_in_processing(rma: Rma) -> bool:
    """Tell whether some of its return types were processed; its status then no longer says where the parcel is."""
    return rma.status in _PROCESSING


def with_item(rma: Rma, item_id: int, change: Callable[[ReturnItem], ReturnItem]) -> Rma:
    """Return the RMA with another item in the place of one."""
    return rma._replace(items=tuple(change(item) if item.id == item_id else item for item in rma.items))
