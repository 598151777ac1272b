"""Read the JSON object that a form or its outcome has to be, or say what came instead."""

from typing import Any

from rma_mocks.gladly.foreign_json import read_json


class Unreadable(Exception):
    """An answer that is not a JSON object; the message says what it is instead."""


def read_object(body: bytes) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        Unreadable: When the body is something else.
    """
    try:
        read = read_json(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("an HTML page" if _is_page(body) else "no JSON") from error
    if not isinstance(read, dict):
        raise Unreadable("JSON that is no object")
    return read


def _is_page(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"
