"""How much memory a process has, over the lookups that it has answered."""

from dataclasses import dataclass, field

import psutil

BYTES_A_LOOKUP = 24
"""The least that could be kept of every lookup: an object of 16 bytes, and its place in a list."""

NOISE_MB = 6.0
"""Allocator and garbage collection move as much up and down in a run that is too short for more to be said."""


_FEWEST_SAMPLES = 10


@dataclass(frozen=True)
class Growth:
    """By how much memory grew along so many lookups, and the most that it may."""

    lookups: int
    mb: float
    bound_mb: float


@dataclass
class Memory:
    """Samples of a process's resident memory in MB, by the number of lookups until then."""

    process: psutil.Process
    samples: list[tuple[int, float]] = field(default_factory=list)

    def sample(self, lookups: int) -> float:
        """Take one and return it."""
        rss = self.process.memory_info().rss / 1e6
        self.samples.append((lookups, rss))
        return rss

    def curve(self, points: int = 12) -> str:
        """Return some of the samples, one a line."""
        step = max(len(self.samples) // points, 1)
        rows = [*self.samples[::step], self.samples[-1]]
        return "\n".join(f"{lookups:11,} lookups {rss:8.1f} MB" for lookups, rss in rows)

    def growth_mb(self, *, warm_at: int) -> Growth | None:
        """Return by how much it grew from so many lookups on, along the line of least squares; None without a line."""
        samples = [sample for sample in self.samples if sample[0] >= warm_at]
        if len(samples) < _FEWEST_SAMPLES:
            return None
        lookups = samples[-1][0] - samples[0][0]
        return Growth(lookups, _slope(samples) * lookups, max(NOISE_MB, BYTES_A_LOOKUP * lookups / 1e6))


def _slope(samples: list[tuple[int, float]]) -> float:
    middle_x = sum(x for x, _ in samples) / len(samples)
    middle_y = sum(y for _, y in samples) / len(samples)
    spread = sum((x - middle_x) ** 2 for x, _ in samples)
    return sum((x - middle_x) * (y - middle_y) for x, y in samples) / spread if spread else 0.0


def adaptor_process() -> psutil.Process:
    """Return the adaptor among the children of this process."""
    return next(child for child in psutil.Process().children() if "adaptor" in child.cmdline())
