"""How far an RMA has come: mostly a matter of its age, in the shares that a shop sees at any moment."""

from rma_mocks.worlds.derived.dice import spread
from rma_mocks.worlds.derived.slots import BITS

STATUS_SHARES = {
    "Requested": 4,
    "Authorized": 18,
    "In Transit": 16,
    "Rejected": 2,
    "Canceled": 3,
    "Delivered": 5,
    "Partially Received": 0.5,
    "Received": 8,
    "Partially Processed": 0.5,
    "Processed": 6,
    "Abandoned": 3,
    "Complete": 34,
}
"""Percent; from what a fresh RMA is likely to be to what an old one is."""

_AGE_COUNTS = 218
_CHANCE_COUNTS = 256 - _AGE_COUNTS
"""How many 256ths of a status are due to age and to chance."""

_MIX_BITS = 12
_STATUSES = spread(STATUS_SHARES, cells=1000)


def _quantile(mix: float) -> float:
    """Return which part of all mixes lies below this one.

    A weighted sum of two even fractions is spread like a trapezoid; its distribution function makes it even again.
    """
    more, less = _AGE_COUNTS / 256, _CHANCE_COUNTS / 256
    if mix < less:
        return mix * mix / (2 * less * more)
    if mix <= more:
        return (mix - less / 2) / more
    return 1 - (1 - mix) ** 2 / (2 * less * more)


_MIXES = 1 << _MIX_BITS
_BY_MIX = tuple(_STATUSES[int(_quantile((mix + 0.5) / _MIXES) * len(_STATUSES))] for mix in range(_MIXES))


def status_at(age: int, die: int) -> str:
    """Return the status of an RMA of an age; the die makes some earlier and some later than usual."""
    return _BY_MIX[(age >> BITS - 8) * _AGE_COUNTS + die * _CHANCE_COUNTS >> 16 - _MIX_BITS]
