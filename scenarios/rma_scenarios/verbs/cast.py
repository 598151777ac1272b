"""The people and things of a scenario, as its sentences name them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rma_scenarios.format.gallery import brought_by
from rma_scenarios.format.given import Given


class Cast:
    """Name what a scenario declares; what it does not declare is named by its key.

    Args:
        given: The world that the scenario starts from.
        met: The people of the opened world, which a gallery brings in too; their e-mails are known from there alone.
    """

    def __init__(self, given: Given, met: Mapping[str, Mapping[str, Any]] = MappingProxyType({})) -> None:
        brought = brought_by(given.gallery or ())
        people, profiles = given.people or {}, given.profiles or {}
        self._names = {**brought.people, **{key: person.name for key, person in people.items()}}
        self._emails = {key: person["email"] for key, person in met.items()}
        self._emails |= {key: person.email for key, person in people.items()}
        self._profiles = {**self._names, **brought.profiles, **{key: row.name for key, row in profiles.items()}}

    def person(self, key: str | None) -> str:
        """Return a person's name."""
        return "a shopper" if key is None else self._names.get(key, key)

    def email(self, key: str | None) -> str | None:
        """Return a person's e-mail address."""
        return None if key is None else self._emails.get(key)

    def profile(self, key: str) -> str:
        """Return whose customer profile that is, as in `the profile of Gina Lin`."""
        return f"the profile of {self._profiles.get(key, key)}"


def listed(words: list[str], last: str = "and") -> str:
    """Join words as a sentence does."""
    if len(words) < 2:  # noqa: PLR2004 -- one or none needs no comma
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def span(seconds: float) -> str:
    """Write a span of time as people say it."""
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            number = round(seconds / size)
            return f"{number} {unit}{'' if number == 1 else 's'}"
    if seconds < 1:
        return f"{seconds * 1000:.0f} milliseconds"
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"
