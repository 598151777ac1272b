"""Read JSON of an adaptor so that nothing in it can do harm: no NaN, no half characters, no endless nesting."""

import json
from collections.abc import Mapping
from typing import Any

DEEPEST = 50
"""How many levels of lists and objects this mock bears; they are kept and shown."""

_LONGEST_TEXT = 10_000


def read_json(body: bytes) -> Any:
    """Return what a body says.

    Raises:
        json.JSONDecodeError: When it is not JSON, with the place.
        ValueError: When a number in it goes beyond all bounds.
        RecursionError: When its nesting does.
    """
    # As Go reads: UTF-8 alone, in which a broken byte becomes a sign of its own.
    answer = json.loads(body.decode("utf-8", errors="replace"))
    # JSON knows no NaN and no infinity; half a surrogate pair, which nobody could pass on, becomes a "?".
    return json.loads(json.dumps(answer, allow_nan=False, ensure_ascii=False).encode(errors="replace"))


def is_deeper(value: object, levels: int = DEEPEST) -> bool:
    """Tell whether lists and objects nest deeper than so many levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(is_deeper(part, levels - 1) for part in inner)


def text_of(row: Mapping[str, Any], name: str) -> str:
    """Return a field as a person reads it: a number or a truth value is written out, anything deeper is nothing."""
    value = row.get(name)
    if isinstance(value, str):
        return value[:_LONGEST_TEXT]
    return "" if value is None or isinstance(value, dict | list) else json.dumps(value)
