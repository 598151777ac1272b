"""Find out how an answer says that its list goes on."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

_PARAMETERS = {"nextCursor": "cursor", "next": "cursor", "nextPage": "page", "nextPageToken": "pageToken"}
_LONGEST = 2000


def cursor_in(document: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Return the parameters that ask for the next page, or None when the answer names none.

    Of an address only the query is taken: where ReturnLogic is, the tenant says, never an answer.

    Contract: RL-PAGE-2, a cursor comes as `nextCursor` and goes back as `cursor` (assumed; nobody has seen one, the
    other names are those of other vendors).
    """
    for key, parameter in _PARAMETERS.items():
        text = _as_text(document.get(key))
        if text:
            return _query_of(text) if _is_address(text) else {parameter: text}
    return None


def _as_text(value: object) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool) and value > 0
    text = value if isinstance(value, str) else str(value) if is_number else ""
    return text if len(text) <= _LONGEST and text.isprintable() else ""


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://", "/", "?"))


def _query_of(address: str) -> Mapping[str, str]:
    """Return an address's query; an empty one leads nowhere new, and reading on ends with a page that repeats."""
    try:
        return dict(parse_qsl(urlsplit(address).query))
    except ValueError:
        return {}
