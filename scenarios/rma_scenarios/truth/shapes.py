"""Tell of JSON what it is made of, and nothing that stands in it: names, types, formats."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Shapes = Mapping[str, frozenset[str]]
"""What kinds of value stand at each place: `[].timeline.createDate` of a row, `page` beside the rows."""

ENVELOPES = ("data", "rmas", "results", "items")
"""Under which of its names a list is looked for first."""

ROWS = "[]"
NOTHING = "null"
TEXT = "text"
MOMENT_UTC = "date-time with Z"
MOMENT_BARE = "date-time without a zone"
MOMENT_OFFSET = "date-time with an offset"
EMAIL = "e-mail address"

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(?P<zone>Z|[+-]\d\d:?\d\d)?")
_FORMATS = (
    (re.compile(r"\d{4}-\d\d-\d\d"), "date"),
    (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), EMAIL),
    (re.compile(r"https?://\S+"), "web address"),
)
_NAME = re.compile(r"(?!.*\d{4})[A-Za-z_$][A-Za-z0-9_$-]{0,49}")
_DEEPEST = 12


def kind_of(value: Any) -> str:
    """Return what a value is, such as `number`, `text` or `date-time with Z`."""
    match value:
        case None:
            return NOTHING
        case bool():
            return "true or false"
        case int() | float():
            return "number"
        case list():
            return "list"
        case dict():
            return "object"
    return _format_of(str(value))


def _format_of(text: str) -> str:
    moment = _MOMENT.fullmatch(text)
    if moment:
        zone = moment["zone"]
        return MOMENT_BARE if zone is None else MOMENT_UTC if zone == "Z" else MOMENT_OFFSET
    return next((name for pattern, name in _FORMATS if pattern.fullmatch(text)), TEXT)


def shown_name(key: str) -> str:
    """Return a key's name, or a star where it may be a value itself: objects are sometimes keyed by ids and e-mails."""
    return key if _NAME.fullmatch(key) else "*"


def shapes_of(documents: Iterable[Any]) -> Shapes:
    """Return what stands in some documents, place by place; an empty place is none."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for path, kind in _places(document, "", 0):
            found[path].add(kind)
    return {path: frozenset(kinds) for path, kinds in sorted(found.items())}


def _places(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            place = f"{path}.{shown_name(key)}" if path else shown_name(key)
            yield place, kind_of(inner)
            yield from _places(inner, place, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value:
            yield from _places(inner, f"{path}{ROWS}", depth + 1)


def rows_in(document: Any) -> tuple[str, list[dict[str, Any]]] | None:
    """Return the name of the envelope and the rows in it, or None where there is no list of objects.

    A bare array's envelope is called `array`.
    """
    if isinstance(document, list):
        return "array", [row for row in document if isinstance(row, dict)]
    if isinstance(document, dict):
        for key in (*ENVELOPES, *document):
            if isinstance(document.get(key), list):
                return key, [row for row in document[key] if isinstance(row, dict)]
    return None


def beside_rows(document: Any, envelope: str) -> dict[str, Any]:
    """Return what an envelope holds besides its rows."""
    return {key: value for key, value in document.items() if key != envelope} if isinstance(document, dict) else {}
