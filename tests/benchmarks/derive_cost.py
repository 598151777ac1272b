"""What deriving a shopper with orders and RMAs costs, against libraries that generate one with the same fields.

CPU time of single processes that alternate, each with Python's cyclic garbage collector off.
"""

import functools
import os
import statistics
import subprocess
import sys
from pathlib import Path

from environments import environment

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("shoppers.py")

OURS, ALONE = "ours", "--alone"
COUNTS = {OURS: 20_000, "mimesis": 4_000, "faker": 1_000, "faker reseeded": 1_000}
"""How many shoppers each makes in a round, so that rounds take about as long."""


def over_faker(rounds: int) -> float:
    """Compare our shoppers a second, one after the other, with those of Faker with its default settings."""
    return _ratio(rounds, "faker")


def over_mimesis(rounds: int) -> float:
    """Compare our shoppers a second, one after the other, with mimesis's."""
    return _ratio(rounds, "mimesis")


def alone_over_reseeded_faker(rounds: int) -> float:
    """Compare the CPU of any shopper alone with Faker's, seeded anew for each so that it can make any one again."""
    return 1 / _ratio(rounds, "faker reseeded", ALONE)


def _ratio(rounds: int, peer: str, *flags: str) -> float:
    ours, theirs = _microseconds(rounds, OURS, peer, *flags)
    return statistics.median(peers / own for own, peers in zip(ours, theirs, strict=True))


@functools.cache
def _microseconds(rounds: int, ours: str, peer: str, *flags: str) -> tuple[list[float], list[float]]:
    """Return what one shopper takes of either in each round."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for own, maker in zip(took, (ours, peer), strict=True):
            own.append(_shopper_us(maker, *flags))
    for maker, own in zip((ours, peer), took, strict=True):
        sys.stdout.write(f"{statistics.median(own):8.1f}  us of CPU for a shopper: {' '.join((maker, *flags))}\n")
    return took


def _shopper_us(maker: str, *flags: str) -> float:
    python = environment("mimesis", "mimesis==22.2.0") if maker == "mimesis" else sys.executable
    count = COUNTS[maker]
    command = [python, str(SCRIPT), maker, str(count), *flags]
    variables = os.environ | {"PYTHONPATH": str(ROOT / "mocks")}
    printed = subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout
    return float(printed) / count * 1e6
