"""Open the envelopes in which ReturnLogic may put a list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from pydantic import TypeAdapter, ValidationError

from rma_adaptor.errors import AnswerUnreadable
from rma_adaptor.returnlogic.cursors import cursor_in
from rma_adaptor.returnlogic.models import Rma
from rma_adaptor.returnlogic.values import as_count, as_objects

_LIST_KEYS = ("rmas", "data", "results")
_ROWS = TypeAdapter(tuple[Rma, ...])


@dataclass(frozen=True)
class Page:
    """Hold one answer's rows, in the vendor's order, and what it says about further pages.

    `cursor` holds the parameters that ask for the next page.
    """

    rows: tuple[Rma, ...] = ()
    total: int | None = None
    page_size: int | None = None
    cursor: Mapping[str, str] | None = None


def open_page(body: bytes) -> Page:
    """Read one answer.

    Raises:
        AnswerUnreadable: Not JSON, no list where we look for it, or a row without an id.

    Contract: RL-PAGE-1, `rmas`, `data`, `results` or a bare array (assumed; a third-party client accepts these).
    """
    document = document_in(body)
    _, entries = _entries(document)
    try:
        rows = _ROWS.validate_python(entries)
    except ValidationError:
        raise AnswerUnreadable("a row of ReturnLogic's answer is not an RMA with an id") from None
    if not isinstance(document, dict):
        return Page(rows)
    return Page(
        rows,
        total=as_count(document.get("total")),
        page_size=as_count(document.get("pageSize")),
        cursor=cursor_in(document),
    )


def document_in(body: bytes) -> Any:
    """Read an answer as JSON, numbers with a point exactly.

    Raises:
        AnswerUnreadable: It is none.
    """
    try:
        return _JSON.decode(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise AnswerUnreadable("ReturnLogic's answer is not JSON") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_JSON = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
"""Made once: `json.loads` with settings of its own makes one for every text."""


def entries_in(body: bytes) -> tuple[str, list[Any]]:
    """Return the key under which an answer lists RMAs, empty for a bare array, and the rows as they came.

    Raises:
        AnswerUnreadable: Not JSON, or no list where we look for it.
    """
    return _entries(document_in(body))


def list_in(body: bytes, named: str) -> list[dict[str, Any]]:
    """Return the objects that an answer lists, whatever they are.

    Args:
        named: The key that bears the resource's own name, such as `orders`.

    Raises:
        AnswerUnreadable: Not JSON, or no list where we look for it.

    Contract: RL-PAGE-1, the same envelopes as for RMAs (assumed).
    """
    return as_objects(_entries(document_in(body), (named, *_LIST_KEYS))[1])


def object_in(body: bytes) -> dict[str, Any]:
    """Return the object that an answer is.

    Raises:
        AnswerUnreadable: It is something else.
    """
    document = document_in(body)
    if not isinstance(document, dict):
        raise AnswerUnreadable("ReturnLogic's answer is not a JSON object")
    return document


def _entries(document: object, keys: Sequence[str] = _LIST_KEYS) -> tuple[str, list[Any]]:
    if isinstance(document, list):
        return "", document
    if isinstance(document, dict):
        for key in keys:
            if isinstance(document.get(key), list):
                return key, document[key]
    raise AnswerUnreadable("ReturnLogic's answer has no list where one is known to be")
