"""Read a workflow status however it is spelt, and show it in the words of ReturnLogic's help pages."""

import functools
import re

from rma_adaptor.returnlogic.values import as_shown

_LABELS = (
    "Requested",
    "Authorized",
    "In Transit",
    "Delivered",
    "Partially Received",
    "Received",
    "Inspected",
    "Partially Processed",
    "Processed",
    "Complete",
    "Completed",
    "Rejected",
    "Canceled",
    "Cancelled",
    "Abandoned",
    "Archived",
    "Deleted",
)
_CLOSED = {"Complete", "Completed", "Rejected", "Canceled", "Cancelled", "Abandoned", "Archived", "Deleted"}
_SEPARATORS = re.compile(r"[\W_]+")


def _key(text: str) -> str:
    return _SEPARATORS.sub("", text).casefold()


_LABEL_OF = {_key(label): label for label in _LABELS}


def as_status(value: object) -> str | None:
    """Read a status as an agent should see it: `in_transit` and `intransit` are In Transit; unknown text stays.

    Contract: RL-STATUS-2, the spelling on the wire is unknown; a third-party client takes these (observed).
    """
    text = as_shown(value)
    return None if text is None else _label(text)


@functools.lru_cache(maxsize=256)
def _label(text: str) -> str:
    return _LABEL_OF.get(_key(text), text)


def is_closed(status: str | None) -> bool:
    """Tell whether nothing more happens in a status; one that we do not know counts as open.

    Contract: RL-STATUS-1, statuses of the help pages and of a third-party client (documented and observed).
    """
    return status in _CLOSED
