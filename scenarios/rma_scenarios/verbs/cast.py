"""The people and things of a scenario, as its sentences name them."""

from rma_scenarios.format.given import Given


class Cast:
    """Name what a scenario declares; what it does not declare is named by its key."""

    def __init__(self, given: Given) -> None:
        self._people = given.people or {}
        self._profiles = given.profiles or {}

    def person(self, key: str | None) -> str:
        """Return a person's name."""
        if key is None:
            return "a shopper"
        return self._people[key].name if key in self._people else key

    def email(self, key: str | None) -> str | None:
        """Return a person's e-mail address."""
        return self._people[key].email if key is not None and key in self._people else None

    def profile(self, key: str) -> str:
        """Return whose customer profile that is, as in `the profile of Gina Lin`."""
        known = self._profiles.get(key) or self._people.get(key)
        return f"the profile of {known.name if known else key}"


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
