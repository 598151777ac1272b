"""Which exchanges somebody asks a journal for, and in what others differ from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from rma_mocks.core.faults import LANES, without_world

_FIELDS = {"sender": "from", "receiver": "to"}
"""Words of the journal's rows that Python does not take as names."""

_STATUS = re.compile(r"[1-5]xx|[1-5]\d\d|none")
_KNOWN = {"lane": LANES, "direction": ("received", "sent")}
_SHOWN = 120


class FilterError(Exception):
    """A question that no exchange could ever answer; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What exchanges must be like; what is None does not matter.

    Args:
        lane: The mock that recorded it.
        direction: `received` or `sent`.
        sender: Who called.
        receiver: Who was called.
        method: In whatever case.
        path: A pattern with `*`, with or without the world's prefix on pages.
        operation: What it was about.
        status: A number, a class such as `4xx`, or `none` for no answer.
        round: The lookup round.
        text: Stands in path, query or bodies, in whatever case.
    """

    lane: str | None = None
    direction: str | None = None
    sender: str | None = None
    receiver: str | None = None
    method: str | None = None
    path: str | None = None
    operation: str | None = None
    status: str | None = None
    round: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        """Refuse what nothing has."""
        for name, known in _KNOWN.items():
            given = getattr(self, name)
            if given is not None and given not in known:
                raise FilterError(f"{name} {given!r} is unknown; write {' or '.join(known)}")
        if self.status is not None and not _STATUS.fullmatch(self.status):
            allowed = "a number such as 404, a class such as 4xx, or none"
            raise FilterError(f"status {self.status!r} is none; write {allowed}")

    @property
    def is_anything(self) -> bool:
        """Tell whether every exchange will do."""
        return all(getattr(self, field.name) is None for field in fields(self))

    def differs(self, row: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return each field in which a journal row is not as wanted: `{field: {"wanted", "was"}}`."""
        found: dict[str, dict[str, Any]] = {}
        for field in fields(self):
            wanted, name = getattr(self, field.name), _FIELDS.get(field.name, field.name)
            if wanted is not None and not _agrees(name, wanted, row):
                found[name] = {"wanted": wanted, "was": _said(name, row)}
        return found


def _agrees(name: str, wanted: str, row: Mapping[str, Any]) -> bool:
    match name:
        case "path":
            path = row["path"]
            return fnmatchcase(path, wanted) or fnmatchcase(without_world(path), wanted)
        case "status":
            was = "none" if row["status"] is None else str(row["status"])
            return was == wanted or (wanted.endswith("xx") and was[0] == wanted[0])
        case "method":
            return str(row["method"]).upper() == wanted.upper()
        case "text":
            return wanted.casefold() in _text(row).casefold()
        case _:
            return bool(row[name] == wanted)


def _said(name: str, row: Mapping[str, Any]) -> Any:
    if name != "text":
        return row[name]
    text = _text(row)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _text(row: Mapping[str, Any]) -> str:
    return "\n".join(str(row[part]) for part in ("path", "query", "request_body", "response_body") if row[part])
