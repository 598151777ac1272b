"""What a world's mocks were asked and what they asked: the record behind flows, pictures and expectations."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from rma_mocks.core.journal_filters import Wanted
from rma_mocks.core.near_misses import nearest
from rma_mocks.core.sequence import Sequence

LIMIT = 1000
"""A world keeps this many exchanges and says when older ones were dropped."""

MOST_BYTES = 256 * 1024
"""Of a body, this much is kept."""

_MASK = "[masked]"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
_SIGNATURE = re.compile(r"(Signature=)[0-9a-f]+")
_SECRET_FIELDS = "client_secret|bearer_token|access_token|refresh_token|secret"  # noqa: S105 -- names of fields
_IN_JSON = re.compile(rf'("(?:{_SECRET_FIELDS})"\s*:\s*)"(?:[^"\\]|\\.)*"?')
_IN_FORM = re.compile(rf"\b((?:{_SECRET_FIELDS})=)[^&\s\"]+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    `lane` is the mock that recorded it and `direction` says whether that mock received or sent it.
    `duration_ms` counts real milliseconds, `at` is the world's time in ISO 8601 when it began.
    `begun` grows from each exchange that began to the next, whatever the world's clock shows; 0 outside every world.
    `status` is None, and `error` a sentence, when no answer came.
    """

    lane: str
    direction: str
    sender: str
    receiver: str
    method: str
    path: str
    query: str
    status: int | None
    operation: str | None
    at: str
    duration_ms: float
    begun: int = 0
    round: str | None = None
    trace: str | None = None
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: str = ""
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: str = ""
    error: str | None = None
    fault: Mapping[str, Any] | None = None
    hint: str | None = None
    near_misses: list[dict[str, Any]] | None = None

    def exchange(self) -> "Exchange":
        """Return itself: it has been worked out already."""
        return self

    def as_json(self, seq: int) -> dict[str, Any]:
        """Render for the control API; the parties are called `from` and `to` there.

        `fault` names the scripted failure that it met; `hint` and `near_misses` stand only where there is something to
        tell, above all where no route took it.
        """
        row = {name: getattr(self, name) for name in self.__slots__}
        row = {"seq": seq, "from": row.pop("sender"), "to": row.pop("receiver"), **row}
        if self.hint is None:
            del row["hint"], row["near_misses"]
        return row


class Recorded(Protocol):
    """What becomes an exchange when somebody reads it: most are never read, and each would cost its call time."""

    def exchange(self) -> Exchange:
        """Return the exchange."""


class Journal:
    """Keep the last exchanges of one world, numbered in the order in which they ended.

    `is_truncated` says whether older ones were dropped since the journal was last cleared.
    """

    def __init__(self) -> None:
        self.sequence = Sequence()
        self._kept: deque[_Entry] = deque(maxlen=LIMIT)
        self.is_truncated = False
        self._begun = 0

    def begin(self) -> int:
        """Return the number for an exchange that begins now; one that is never added leaves a gap."""
        self._begun += 1
        return self._begun

    def add(self, recorded: Recorded) -> None:
        """Number an exchange and keep it."""
        self.is_truncated = self.is_truncated or len(self._kept) == LIMIT
        self._kept.append(_Entry(self.sequence.value + 1, recorded))
        self.sequence.advance()

    def exchanges(self, wanted: Wanted | None = None, *, after: int = 0, limit: int = LIMIT) -> list[dict[str, Any]]:
        """Return up to `limit` of the newest exchanges like `wanted` that came after a number, oldest first."""
        if not limit:
            return []
        if wanted is None or wanted.is_anything:
            return [entry.row() for entry in [entry for entry in self._kept if entry.seq > after][-limit:]]
        return [row for row in self._rows(after) if not wanted.differs(row)][-limit:]

    def calls_to(self, path: str, method: str | None = None) -> list[dict[str, Any]]:
        """Return the requests that a mock received at a path, oldest first.

        Args:
            path: A pattern such as `/v1/rmas*`, with or without the world's prefix on pages.
            method: In whatever case; all when None.
        """
        return self.exchanges(Wanted(direction="received", path=path, method=method))

    def near_misses(self, wanted: Wanted, *, after: int = 0) -> list[dict[str, Any]]:
        """Return up to three exchanges that fulfil most of what is wanted, each with what `differs`."""
        return nearest((row, wanted.differs(row)) for row in self._rows(after))

    async def wait_for(self, wanted: Wanted, *, after: int, timeout_s: float) -> None:
        """Return as soon as there is an exchange like `wanted` after a number, or when the time is over."""
        seen = after

        def has_come() -> bool:
            nonlocal seen
            since, seen = seen, self.sequence.value
            return any(not wanted.differs(row) for row in self._rows(since))

        await self.sequence.wait_until(has_come, timeout_s)

    def clear(self) -> None:
        """Forget the exchanges; numbers go on."""
        self._kept.clear()
        self.is_truncated = False

    def _rows(self, after: int) -> Iterator[dict[str, Any]]:
        return (entry.row() for entry in list(self._kept) if entry.seq > after)


class _Entry:
    """One kept exchange, rendered at most once."""

    __slots__ = ("_recorded", "_row", "seq")

    def __init__(self, seq: int, recorded: Recorded) -> None:
        self.seq = seq
        self._recorded: Recorded | None = recorded
        self._row: dict[str, Any] = {}

    def row(self) -> dict[str, Any]:
        if self._recorded is not None:
            self._row, self._recorded = self._recorded.exchange().as_json(self.seq), None
        return self._row


def kept_text(body: bytes | bytearray) -> str:
    """Return what is kept of a body: its beginning, as text, with secrets of OAuth and of webhooks masked."""
    text = bytes(body[:MOST_BYTES]).decode("utf-8", errors="replace")
    return _IN_FORM.sub(rf"\1{_MASK}", _IN_JSON.sub(rf'\1"{_MASK}"', text))


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with every secret masked; a signature keeps the names that it covers."""
    return {name: _redacted_value(name.lower(), value) for name, value in headers.items()}


def _redacted_value(name: str, value: str) -> str:
    if name in _SECRET_HEADERS:
        return value.split(" ", 1)[0] + " " + _MASK if " " in value else _MASK
    return _SIGNATURE.sub(rf"\1{_MASK}", value) if name == "gladly-authorization" else value
