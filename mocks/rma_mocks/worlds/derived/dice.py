"""Dice that fall the same way for the same thing, whoever throws them and in whatever order.

One keyed hash is 64 dice of 256 sides each: cheaper than a hash for each value. A table of 256 cells turns a die into
a value, `table[die]`; two dice are one of 65,536 sides where more is wanted.
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from itertools import accumulate
from typing import TypeVar

Value = TypeVar("Value")

Dice = bytes
SIDES = 256


def dice_of(seed: int, what: str) -> Callable[[int], Dice]:
    """Return what throws the dice for the n-th of something, from 0 up; `what` keeps people and RMAs apart."""
    keyed = blake2b(what.encode(), key=str(seed).encode(), digest_size=64)

    def dice(number: int) -> Dice:
        copy = keyed.copy()  # a fifth cheaper than making one anew
        copy.update(number.to_bytes(8))
        return copy.digest()

    return dice


def spread(shares: Mapping[Value, float], cells: int = SIDES) -> tuple[Value, ...]:
    """Lay values out in the cells of a table, each as long as its share, in the given order."""
    total = sum(shares.values())
    ends = [round(end * cells / total) for end in accumulate(shares.values())]
    starts = [0, *ends]
    return tuple(value for value, start, end in zip(shares, starts, ends, strict=False) for _ in range(start, end))
