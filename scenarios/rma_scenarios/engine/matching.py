"""Compare what a scenario expects with what is there, and say each difference in words (pure)."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Protocol

from rma_scenarios.format.matchers import is_matcher

Path = tuple[str | int, ...]
_NOTHING: Any = object()
_LONGEST = 300
_NO_VALUE = "there is no such value at all; if none is wanted, write absent: true"


class Names(Protocol):
    """Know the RMAs that `links_to` and `number_of` speak of."""

    def rma_id(self, key: str) -> str:
        """Return an RMA's number."""

    def rma_url(self, key: str) -> str:
        """Return the address of an RMA's page."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected; `path` leads to it inside the expectation."""

    path: Path
    expected: str
    actual: str
    hint: str = ""


def differences(expected: Any, actual: Any, names: Names, path: Path = ()) -> list[Difference]:
    """Return every difference, in the order in which the expectation is written.

    Args:
        expected: Plain data: mappings need only agree where they are written, lists item by item, matchers as their
            words say.
        actual: Plain data.
        names: Looks up RMAs.
        path: Where in the whole expectation this part stands.
    """
    return list(_differences(expected, actual, names, path))


def field_differences(expected: Mapping[str, Any], actual: Any, names: Names, path: Path = ()) -> list[Difference]:
    """Return every difference of a mapping whose keys are fields, also where one is called like a matcher's word."""
    return list(_field_differences(expected, actual, names, path))


def _differences(expected: Any, actual: Any, names: Names, path: Path) -> Iterator[Difference]:
    if is_matcher(expected):
        yield from _unmatched(expected, actual, names, path)
    elif isinstance(expected, Mapping):
        yield from _field_differences(expected, actual, names, path)
    elif isinstance(expected, list):
        yield from _list_differences(expected, actual, names, path)
    elif not _equal(expected, actual):
        yield Difference(path, shown(expected), shown(actual), _hint(expected, actual))


def _field_differences(expected: Mapping[str, Any], actual: Any, names: Names, path: Path) -> Iterator[Difference]:
    if not isinstance(actual, Mapping):
        yield Difference(path, shown(expected), shown(actual))
        return
    for key, value in expected.items():
        yield from _differences(value, actual.get(key, _NOTHING), names, (*path, key))


def _list_differences(expected: list[Any], actual: Any, names: Names, path: Path) -> Iterator[Difference]:
    if not isinstance(actual, list):
        yield Difference(path, shown(expected), shown(actual))
        return
    if len(expected) != len(actual):
        yield Difference(path, f"{len(expected)} of them: {shown(expected)}", f"{len(actual)}: {shown(actual)}")
        return
    for place, (wanted, found) in enumerate(zip(expected, actual, strict=True)):
        yield from _differences(wanted, found, names, (*path, place))


def _unmatched(matcher: Mapping[str, Any], actual: Any, names: Names, path: Path) -> Iterator[Difference]:
    for word, wanted in matcher.items():
        if word == "count":
            yield from _miscounted(wanted, actual, names, (*path, word))
        elif not _RULES[word](wanted, actual, names):
            hint = _NO_VALUE if word == "is_not" and actual is _NOTHING and wanted is not None else ""
            yield Difference((*path, word), _words(word, wanted, names), shown(actual), hint)


def _miscounted(wanted: Any, actual: Any, names: Names, path: Path) -> Iterator[Difference]:
    is_nothing = actual is _NOTHING or actual is None
    if not is_nothing and not isinstance(actual, list | Mapping):
        yield Difference(path, f"count of {shown(wanted)}", f"no list: {shown(actual)}")
        return
    size = 0 if is_nothing else len(actual)
    for found in _differences(wanted, size, names, path):
        listed = f"{found.actual}: {shown(actual)}" if size else found.actual
        yield Difference(found.path, f"count of {found.expected}", listed)


def _equal(expected: Any, actual: Any) -> bool:
    if expected is None:
        return actual is None or actual is _NOTHING
    return (type(expected) is type(actual) and bool(expected == actual)) or (
        _is_number(expected) and _is_number(actual) and bool(expected == actual)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_absent(actual: Any) -> bool:
    return actual is _NOTHING or actual is None or actual in ("", [], {})


def _is_exactly(wanted: Any, actual: Any, names: Names) -> bool:
    if isinstance(wanted, Mapping):
        is_alike = isinstance(actual, Mapping) and wanted.keys() == actual.keys()
        return is_alike and all(_is_exactly(value, actual[key], names) for key, value in wanted.items())
    if isinstance(wanted, list):
        is_alike = isinstance(actual, list) and len(wanted) == len(actual)
        return is_alike and all(_is_exactly(*pair, names) for pair in zip(wanted, actual, strict=True))
    return _equal(wanted, actual)


def _contains(wanted: Any, actual: Any, names: Names) -> bool:
    if isinstance(actual, str):
        return isinstance(wanted, str) and wanted in actual
    return isinstance(actual, list) and any(not differences(wanted, item, names) for item in actual)


_Rule = Callable[[Any, Any, Names], bool]
_RULES: dict[str, _Rule] = {
    "exactly": _is_exactly,
    "matches": lambda wanted, actual, _: isinstance(actual, str) and re.search(wanted, actual) is not None,
    "contains": _contains,
    "absent": lambda wanted, actual, _: _is_absent(actual) is wanted,
    "at_least": lambda wanted, actual, _: _is_number(actual) and actual >= wanted,
    "at_most": lambda wanted, actual, _: _is_number(actual) and actual <= wanted,
    "over": lambda wanted, actual, _: _is_number(actual) and actual > wanted,
    "under": lambda wanted, actual, _: _is_number(actual) and actual < wanted,
    "one_of": lambda wanted, actual, names: any(not differences(value, actual, names) for value in wanted),
    "is_not": lambda wanted, actual, names: actual is not _NOTHING and bool(differences(wanted, actual, names)),
    "links_to": lambda wanted, actual, names: bool(actual == names.rma_url(wanted)),
    "number_of": lambda wanted, actual, names: bool(str(actual) == names.rma_id(wanted)),
}


def _words(word: str, wanted: Any, names: Names) -> str:
    match word:
        case "links_to":
            return f"the link to RMA {wanted}, {names.rma_url(wanted)}"
        case "number_of":
            return f"the number of RMA {wanted}, {names.rma_id(wanted)}"
        case "absent":
            return "nothing" if wanted else "something"
        case "over" | "under":
            return f"{word} {wanted:g} s"
        case "exactly":
            return shown(wanted)
        case _:
            return f"{word.replace('_', ' ')} {shown(wanted)}"


def _hint(expected: Any, actual: Any) -> str:
    if isinstance(actual, str) and not isinstance(expected, str | list | dict) and str(expected).lower() == actual:
        return "the value is text; write it in quotes"
    if isinstance(expected, str) and not isinstance(actual, str) and expected == shown(actual):
        return "the value is no text; write it without quotes"
    if isinstance(expected, str) and isinstance(actual, str) and min(len(expected), len(actual)) > _LONGEST:
        alike = next(n for n, (left, right) in enumerate(zip_longest(expected, actual)) if left != right)
        return f"they differ from letter {alike + 1} on"
    return ""


def shown(value: Any) -> str:
    """Write a value as a failure shows it: on one line, not too long."""
    if value is _NOTHING:
        return "nothing"
    if value is None:
        return "nothing"
    is_plain = isinstance(value, str) and value and value == " ".join(value.split())
    line = value if is_plain else json.dumps(value, ensure_ascii=False, default=str)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} …"
