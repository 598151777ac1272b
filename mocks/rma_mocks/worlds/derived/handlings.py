"""What has become of return items where only their RMA's status is derived or declared."""

from collections.abc import Sequence
from functools import cache

from rma_mocks.core.entities import UNTOUCHED, Handling, ReturnItem

PARTIALLY_RECEIVED, PARTIALLY_PROCESSED, _WHOLLY = "Partially Received", "Partially Processed", "Received"
PARTIAL = frozenset({PARTIALLY_RECEIVED, PARTIALLY_PROCESSED})
"""Statuses that some items have reached and others have not."""

_RECEIVED = frozenset({_WHOLLY, PARTIALLY_PROCESSED, "Processed", "Complete"})
_PROCESSED = frozenset({"Processed", "Complete"})
_USUAL = "Ready for Resale"


@cache
def handling_at(status: str, quantity: int) -> Handling:
    """Return how far all pieces of an item have come with their RMA; what is partial has not yet come to this item."""
    if status not in _RECEIVED:
        return UNTOUCHED
    processed = "released" if status in _PROCESSED else None
    return Handling(received=quantity, disposition=_USUAL, processed=processed)


def settled(status: str, items: Sequence[ReturnItem]) -> tuple[str, list[ReturnItem]]:
    """Return a status that these items may have, and the items in it: one piece has no part, one return type neither.

    Args:
        status: A partial one.
        items: Handled as `handling_at` says.
    """
    if can_be(status, items):
        return status, partly(status, items)
    return _WHOLLY, [item._replace(handling=handling_at(_WHOLLY, item.quantity)) for item in items]


def can_be(status: str, items: Sequence[ReturnItem]) -> bool:
    """Tell whether items can be in a partial status."""
    if status == PARTIALLY_RECEIVED:
        return sum(item.quantity for item in items) > 1
    return len({item.return_type for item in items}) > 1


def partly(status: str, items: Sequence[ReturnItem]) -> list[ReturnItem]:
    """Return items of which the first piece is received, or the first one's return type processed."""
    first = items[0]
    if status == PARTIALLY_RECEIVED:
        return [first._replace(handling=handling_at(_WHOLLY, 1)), *items[1:]]
    kind = first.return_type
    return [
        item._replace(handling=handling_at("Processed" if item.return_type == kind else _WHOLLY, item.quantity))
        for item in items
    ]
