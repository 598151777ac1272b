"""Read JSON of an adaptor so that nothing in it can do harm: no NaN, no half characters, no endless nesting."""

import json
from collections.abc import Mapping
from typing import Any

_LONGEST_TEXT = 10_000


class Unreadable(Exception):
    """An answer that is not a JSON object; the message says what it is instead."""


def read_object(body: bytes) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        Unreadable: When the body is something else.
    """
    try:
        read = json.loads(body)
        # JSON knows no NaN and no infinity; half a surrogate pair, which nobody could pass on, becomes a "?".
        read = json.loads(json.dumps(read, allow_nan=False, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("an HTML page" if _is_page(body) else "no JSON") from error
    if not isinstance(read, dict):
        raise Unreadable("JSON that is no object")
    return read


def text_of(row: Mapping[str, Any], name: str) -> str:
    """Return a field as a person reads it: a number or a truth value is written out, anything deeper is nothing."""
    value = row.get(name)
    if isinstance(value, str):
        return value[:_LONGEST_TEXT]
    return "" if value is None or isinstance(value, dict | list) else json.dumps(value)


def _is_page(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"
