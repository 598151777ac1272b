"""Dice that fall the same way for the same thing, whoever throws them and in whatever order.

One keyed hash is 32 dice of sixteen bits each: cheaper than a hash for each value.
"""

import struct
from collections.abc import Callable, Mapping
from hashlib import blake2b
from itertools import accumulate
from typing import TypeVar

Value = TypeVar("Value")

Dice = tuple[int, ...]
"""Thirty-two numbers from 0 up to, not including, 65,536."""

SIDES = 1 << 16
CELLS = 256
DIE = 8
"""A table of so many cells is looked into with `cells[die >> DIE]`: few cells, so that tables stay in the cache."""

_unpacked = struct.Struct("<32H").unpack


def dice_of(seed: int, what: str) -> Callable[[int], Dice]:
    """Return what throws the dice for the n-th of something, from 0 up; `what` keeps persons, orders and RMAs apart."""
    keyed = blake2b(what.encode(), key=str(seed).encode(), digest_size=64)

    def dice(number: int) -> Dice:
        copy = keyed.copy()  # a fifth cheaper than making one anew
        copy.update(number.to_bytes(8, "little"))
        return _unpacked(copy.digest())

    return dice


def spread(shares: Mapping[Value, float], cells: int = CELLS) -> tuple[Value, ...]:
    """Lay values out in cells, each as long as its share, in the given order; `cells[die >> DIE]` is one of them."""
    total = sum(shares.values())
    ends = [round(end * cells / total) for end in accumulate(shares.values())]
    starts = [0, *ends]
    return tuple(value for value, start, end in zip(shares, starts, ends, strict=False) for _ in range(start, end))
