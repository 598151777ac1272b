"""What has become of a return item where only its RMA's status is derived or declared."""

from functools import cache

from rma_mocks.core.entities import UNTOUCHED, Handling

_RECEIVED = frozenset({"Received", "Partially Processed", "Processed", "Complete"})
_PROCESSED = frozenset({"Processed", "Complete"})
_USUAL = "Ready for Resale"


@cache
def handling_at(status: str, quantity: int) -> Handling:
    """Return how far all pieces of an item have come with their RMA; what is partial has not yet come to this item."""
    if status not in _RECEIVED:
        return UNTOUCHED
    processed = "released" if status in _PROCESSED else None
    return Handling(received=quantity, disposition=_USUAL, processed=processed)
