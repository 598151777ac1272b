"""Names, streets and comments of a seed, filled once by Faker; everything derived chooses from them."""

from dataclasses import dataclass
from functools import lru_cache

from faker import Faker

_SIZE = 400

COMMENTS = {
    "TS": (
        "Tight across the shoulders, length is fine.",
        "I always wear this size but this one runs small.",
        "Could not close the zip over a sweater.",
    ),
    "TB": ("Sleeves cover my hands.", "Roomier than the size chart says.", "Falls off at the waist."),
    "DM": ("A seam was open when it arrived.", "Zip pull broke on the first day."),
    "QLTY": ("Pilled after one wash.", "Fabric feels thinner than in the photos."),
    "SP": ("Arrived after the trip I bought it for.", "The parcel went to the wrong address first."),
}
"""What shoppers write, by reason code."""


@dataclass(frozen=True, slots=True)
class Pools:
    """Values to choose from."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]
    agents: tuple[str, ...]


@lru_cache(maxsize=64)  # a seed takes Faker 20 ms, more than all else about a new world
def pools_of(seed: int) -> Pools:
    """Fill the pools of a seed; the same seed gives the same pools with the pinned Faker."""
    fake = Faker("en_US", use_weighting=False)
    fake.seed_instance(seed)
    return Pools(
        first_names=tuple(fake.first_name() for _ in range(_SIZE)),
        last_names=tuple(fake.last_name() for _ in range(_SIZE)),
        streets=tuple(fake.street_address() for _ in range(_SIZE)),
        towns=tuple(f"{fake.city()}, {fake.state_abbr(include_territories=False)}" for _ in range(_SIZE)),
        agents=tuple(fake.name() for _ in range(8)),
    )
