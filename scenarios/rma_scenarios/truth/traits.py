"""Tell from a few answers which of the mock's settings would play an API as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from rma_scenarios.truth.asking import Heard
from rma_scenarios.truth.shapes import EMAIL, MOMENT_BARE, MOMENT_OFFSET, MOMENT_UTC, ROWS, Shapes, rows_in, shapes_of
from rma_scenarios.truth.spelling import spelling_of_all, unknown_among

EMAIL_KEYS = ("customerEmail", "email")
"""Where a row may have its shopper's e-mail, the likelier first."""

_PAGE_KEYS = ("page", "pageSize", "total")
_MOST_ROWS = 100
_LIMIT_HEADERS = tuple(f"x-ratelimit-{what}-{span}" for what in ("limit", "remaining") for span in ("second", "minute"))


@dataclass(frozen=True, slots=True)
class Trait:
    """What was seen of one setting.

    `fits` is the value that plays it, None where nothing was seen of it or no value plays what was; `seen` says what
    it was in that case, and is empty where nothing was seen.
    """

    setting: str
    fits: str | bool | int | None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers, and the shopper's own rows of the first of them; only for `traits_of` and `notes`."""

    envelope: str
    rows: Sequence[Mapping[str, Any]] = field(repr=False)
    first: Heard
    second: Heard
    nobody: Heard
    refused: tuple[Heard, ...] = ()
    strangers: int = 0

    @property
    def row_shapes(self) -> Shapes:
        """Return what the rows are made of."""
        return shapes_of([self.rows])

    def statuses(self) -> list[str]:
        """Return the rows' statuses."""
        return [str(row["workflowStatus"]) for row in self.rows if row.get("workflowStatus")]

    def notes(self) -> tuple[str, ...]:
        """Return what is worth saying besides."""
        there = sum(name in self.first.headers for name in _LIMIT_HEADERS)
        said = [f"{there} of the {len(_LIMIT_HEADERS)} X-RateLimit headers are there."]
        if self.strangers:
            said.append(f"Besides this shopper's, {self.strangers} RMAs of other people came; the adaptor drops those.")
        if self.second.status != HTTPStatus.OK:
            said.append(f"The call for a second page is answered {self.second.status}.")
        unknown = unknown_among(self.statuses())
        if unknown:
            said.append(f"{unknown} of the statuses are in no published list; an agent reads them as they are.")
        return tuple(said)


def traits_of(evidence: Evidence) -> Iterator[Trait]:
    """Return what was seen of each setting that these answers can tell of."""
    shapes = evidence.row_shapes
    known = {"data", "rmas", "results", "array"}
    envelope = evidence.envelope
    yield Trait("envelope", envelope) if envelope in known else Trait("envelope", None, "under another name")
    yield _paging(evidence)
    yield _page_size(evidence)
    yield _typed("rma_id", shapes.get(f"{ROWS}.rlRmaId"))
    yield _spelling(evidence.statuses())
    yield _email_key(shapes)
    yield _item_keys(shapes)
    yield _money(shapes)
    yield _time_zone(shapes)
    yield _nothing_found(evidence.nobody)
    yield _email_filter(evidence)
    yield from _refusals(evidence.refused)


def _ids(heard: Heard) -> list[str]:
    _, rows = rows_in(heard.document) or ("", [])
    return [str(row.get("rlRmaId") or row.get("id")) for row in rows]


def _paging(evidence: Evidence) -> Trait:
    document, second = evidence.first.document, evidence.second
    if _has(document, "nextCursor"):
        return Trait("paging", "cursor")
    others = [key for key in ("next", "nextPage", "nextPageToken") if _has(document, key)]
    if others:
        return Trait("paging", None, f"it goes on by {others[0]}")
    if second.status != HTTPStatus.OK:
        is_told = any(_has(document, key) for key in _PAGE_KEYS)
        return Trait("paging", "page") if is_told else Trait("paging", None, f"page 2 is answered {second.status}")
    is_repeated = bool(set(_ids(evidence.first)) & set(_ids(second)))
    return Trait("paging", "none" if is_repeated else "page")


def _has(document: Any, key: str) -> bool:
    return isinstance(document, dict) and key in document


def _page_size(evidence: Evidence) -> Trait:
    document = evidence.first.document
    if not isinstance(document, dict):
        return Trait("page_size", None)
    size = document.get("pageSize")
    if not isinstance(size, int) or isinstance(size, bool):
        size = len(_ids(evidence.first)) if document.get("nextCursor") else None
    if size is not None and not 1 <= size <= _MOST_ROWS:
        return Trait("page_size", None, f"not from 1 to {_MOST_ROWS}")
    return Trait("page_size", size)


def _typed(setting: str, kinds: frozenset[str] | None) -> Trait:
    kinds = (kinds or frozenset()) - {"null"}
    if not kinds:
        return Trait(setting, None)
    if kinds == {"number"}:
        return Trait(setting, "number")
    is_text = not kinds & {"number", "true or false", "list", "object"}
    return Trait(setting, "text") if is_text else Trait(setting, None, " and ".join(sorted(kinds)))


def _spelling(statuses: Sequence[str]) -> Trait:
    fitting = spelling_of_all(statuses)
    if not statuses:
        return Trait("status_spelling", None)
    if len(fitting) == 1:
        return Trait("status_spelling", next(iter(fitting)))
    return Trait("status_spelling", None, " or ".join(sorted(fitting)) or "written in a way of its own")


def _email_key(shapes: Shapes) -> Trait:
    for key in EMAIL_KEYS:
        if shapes.get(f"{ROWS}.{key}", frozenset()) - {"null"}:
            return Trait("email_key", key)
    elsewhere = [path for path, kinds in shapes.items() if EMAIL in kinds]
    return Trait("email_key", None, f"at {elsewhere[0]}") if elsewhere else Trait("email_key", "absent")


def _item_keys(shapes: Shapes) -> Trait:
    items = f"{ROWS}.rmaItems{ROWS}."
    if not any(path.startswith(items) for path in shapes):
        return Trait("item_keys", None)
    for value, names in (("first", ("id", "name")), ("second", ("rmaItemId", "productName"))):
        if all(items + name in shapes for name in names):
            return Trait("item_keys", value)
    there = [name for name in ("id", "rmaItemId", "name", "productName") if items + name in shapes]
    return Trait("item_keys", None, f"with {' and '.join(there) or 'other names'}")


def _money(shapes: Shapes) -> Trait:
    totals = [kinds for path, kinds in shapes.items() if path.startswith(f"{ROWS}.totals.") and path.endswith(".total")]
    return _typed("money", frozenset().union(*totals))


def _time_zone(shapes: Shapes) -> Trait:
    kinds = frozenset().union(*shapes.values()) & {MOMENT_UTC, MOMENT_BARE, MOMENT_OFFSET}
    if not kinds:
        return Trait("time_zone", None)
    fits = {frozenset({MOMENT_UTC}): "utc", frozenset({MOMENT_BARE}): "absent"}.get(kinds)
    return Trait("time_zone", fits, "" if fits else " and ".join(sorted(kinds)))


def _nothing_found(nobody: Heard) -> Trait:
    if nobody.status == HTTPStatus.NOT_FOUND:
        return Trait("nothing_found", "not_found")
    if nobody.status != HTTPStatus.OK:
        return Trait("nothing_found", None, f"it is answered {nobody.status}")
    if rows_in(nobody.document) is None:
        return Trait("nothing_found", None, "an answer without a list")
    return Trait("nothing_found", None if _ids(nobody) else "empty_list")


def _email_filter(evidence: Evidence) -> Trait:
    if evidence.strangers or _ids(evidence.nobody):
        return Trait("email_filter", "ignored")
    is_answered = evidence.nobody.status in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}
    return Trait("email_filter", "honoured" if is_answered else None)


def _refusals(refused: Sequence[Heard]) -> Iterator[Trait]:
    if not refused:
        yield from (Trait(setting, None) for setting in ("retry_after", "rate_limit_body"))
        return
    yield Trait("retry_after", "retry-after" in refused[0].headers)
    keys = set(refused[0].document) if isinstance(refused[0].document, dict) else set()
    fits = {frozenset({"message"}): "gateway", frozenset({"message", "errors"}): "error"}.get(frozenset(keys))
    yield Trait("rate_limit_body", fits, "" if fits else "another body")
