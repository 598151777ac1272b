"""How many RMAs each person has and how old each one is, without a table: any world size in a few steps.

RMAs are numbered by *slot*, 0, 1, 2 ... in the order of their owners. Every block of eight people has the same eight
slots, dealt out anew in each block, so slot, owner and total lead to each other by arithmetic.

The *age* of a slot is a fraction of the whole span, whatever the world's size: its number, shuffled and read backwards
bit by bit. The shuffle never lets a bit depend on higher ones, so all slots whose number ends in the same bits lie in
one stretch of ages; that makes a binary tree, in which the k-th newest slot is found by counting.
"""

from bisect import bisect_left
from itertools import accumulate
from random import Random

from rma_mocks.core.ids import digest

QUOTA = (0, 0, 0, 1, 1, 1, 2, 3)
"""How many RMAs the people of a block have, in some order."""

BLOCK = len(QUOTA)
SLOTS_IN_BLOCK = sum(QUOTA)

BITS = 32
_MASK = (1 << BITS) - 1
AGES = range(1 << BITS)
"""Ages as whole numbers: the newest is 0, the oldest the last."""

_ALL = float(len(AGES))

FRESHEST_S = 30 * 60
SPAN_S = 180 * 86_400
"""All RMAs were created between half an hour and half a year before the world's start."""

_REVERSED_BYTES = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _layouts() -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Return 256 ways to deal the quota out: where each person's slots start, and whose each slot is."""
    shuffle, dealt = Random(8).shuffle, []  # noqa: S311 -- fixed ways to shuffle, nothing secret
    for _ in range(256):
        counts = list(QUOTA)
        shuffle(counts)
        owners = tuple(person for person, count in enumerate(counts) for _ in range(count))
        dealt.append((tuple(accumulate(counts, initial=0)), owners))
    return tuple(dealt)


_LAYOUTS = _layouts()


class Slots:
    """The slots of one seed."""

    def __init__(self, seed: int) -> None:
        raw = digest(seed, "slots")
        words = [int.from_bytes(raw[place : place + 4]) for place in range(0, 20, 4)]
        self._shift, self._block_step = words[0], (words[1] | 1) * 0x9E3779B1
        self._factors = (words[2] & ~1, words[3] & ~1, words[4] & ~1)

    def total(self, size: int) -> int:
        """Count the slots of the first `size` people."""
        block, rest = divmod(size, BLOCK)
        return block * SLOTS_IN_BLOCK + self._layout(block)[0][rest]

    def of_person(self, index: int) -> range:
        """Return a person's slots."""
        block, place = index // BLOCK, index % BLOCK
        starts, first = self._layout(block)[0], block * SLOTS_IN_BLOCK
        return range(first + starts[place], first + starts[place + 1])

    def aged(self, index: int) -> list[tuple[int, int, float]]:
        """Return a person's slots, each with its age and how many seconds before the start that is.

        The same as `of_person`, `age` and `way_back_s`, without a call for each: every person derived passes here.
        """
        shift, (one, two, three) = self._shift, self._factors
        starts, place = _LAYOUTS[(index // BLOCK + shift) * self._block_step >> 24 & 255][0], index % BLOCK
        first = index // BLOCK * SLOTS_IN_BLOCK
        aged = []
        for slot in range(first + starts[place], first + starts[place + 1]):
            mixed = slot + shift & _MASK
            mixed ^= mixed * one & _MASK
            mixed ^= mixed * two & _MASK
            mixed ^= mixed * three & _MASK
            age = int.from_bytes(mixed.to_bytes(4, "little").translate(_REVERSED_BYTES))
            aged.append((slot, age, FRESHEST_S + SPAN_S * age / _ALL * (0.2 + 0.8 * age / _ALL)))
        return aged

    def owner(self, slot: int) -> int:
        """Return whose slot this is."""
        block, place = divmod(slot, SLOTS_IN_BLOCK)
        return block * BLOCK + self._layout(block)[1][place]

    def age(self, slot: int) -> int:
        """Return how old a slot is; no two are alike."""
        return int.from_bytes(self._shuffled(slot).to_bytes(4, "little").translate(_REVERSED_BYTES))

    def newest(self, rank: int, total: int) -> int:
        """Return which of the first `total` slots has `rank` newer ones among them."""
        low, bit = 0, 0
        while _ending_in(low, bit, total) > 1:
            newer = self._newer_half(low, bit)
            bit += 1
            count = _ending_in(newer, bit, total)
            if rank < count:
                low = newer
            else:
                rank, low = rank - count, newer ^ 1 << bit - 1
        return low

    def newer_than(self, age: int, total: int) -> int:
        """Count those of the first `total` slots whose age is below `age`."""
        if age >= len(AGES):
            return total
        low, count = 0, 0
        for bit in range(BITS):
            newer = self._newer_half(low, bit)
            if age >> BITS - 1 - bit & 1:
                count += _ending_in(newer, bit + 1, total)
                newer ^= 1 << bit
            low = newer
            if low >= total:
                break
        return count

    def _layout(self, block: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return _LAYOUTS[(block + self._shift) * self._block_step >> 24 & 255]

    def _shuffled(self, slot: int) -> int:
        """Permute 32 bits so that no bit depends on a higher one: sums, and products with even factors."""
        one, two, three = self._factors
        slot = slot + self._shift & _MASK
        slot ^= slot * one & _MASK
        slot ^= slot * two & _MASK
        return slot ^ slot * three & _MASK

    def _newer_half(self, low: int, bit: int) -> int:
        """Return how a slot ends that ends in `low`, of `bit` bits, and belongs to the newer half of all those."""
        return low | self._shuffled(low) & 1 << bit


def _ending_in(low: int, bits: int, total: int) -> int:
    """Count the numbers below `total` whose lowest bits are `low`."""
    return (total - low - 1 >> bits) + 1


def way_back_s(age: int) -> float:
    """Return how long before the world's start an age lies, in seconds; the newer, the denser."""
    return FRESHEST_S + SPAN_S * age / _ALL * (0.2 + 0.8 * age / _ALL)


def first_age_from(so_far_back_s: float) -> int:
    """Return the smallest age that lies at least so far back; one more than there are when none does."""
    return bisect_left(AGES, so_far_back_s, key=way_back_s)
