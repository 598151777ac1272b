"""Names, streets and towns to choose from, filled once per process by Faker; a seed chooses, it does not fill."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from faker import Faker

from rma_mocks.core.ids import digest

SIZE = 1024
"""So many of each: ten bits choose one."""

STAFF = 8
_FAKER_SEED = 20260302
"""What Faker gives for a seed differs between its versions, so a world is the same under one version of Faker."""


@dataclass(frozen=True, slots=True)
class Pools:
    """Values to choose from; names with the form that they have in an e-mail address."""

    first_names: tuple[tuple[str, str], ...]
    last_names: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    towns: tuple[str, ...]


@cache
def pools() -> Pools:
    """Return the pools, which take 50 ms the first time."""
    fake = _faker()
    return Pools(
        first_names=tuple((name, _in_email(name)) for name in _several(fake, "first_name")),
        last_names=tuple((name, _in_email(name)) for name in _several(fake, "last_name")),
        streets=tuple(_several(fake, "street_address")),
        towns=tuple(_town(fake) for _ in range(SIZE)),
    )


@cache
def _staff() -> tuple[str, ...]:
    fake = _faker()
    return tuple(f"{fake.first_name()} {fake.last_name()}" for _ in range(64))


def staff_of(seed: int) -> tuple[str, ...]:
    """Return who works for the retailer of a seed: the warehouse's clerk first, then the agent, then others."""
    names = _staff()
    first = digest(seed, "staff")[0]
    return tuple(names[(first + 11 * place) % len(names)] for place in range(STAFF))


def _faker() -> Faker:
    fake = Faker("en_US", use_weighting=False)
    fake.seed_instance(_FAKER_SEED)
    return fake


def _several(fake: Faker, what: str) -> list[str]:
    return [str(fake.format(what)) for _ in range(SIZE)]


def _town(fake: Faker) -> str:
    state = fake.state_abbr(include_territories=False, include_freely_associated_states=False)
    return f"{fake.city()}, {state} {fake.zipcode_in_state(state)}"


def _in_email(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", plain.lower())
