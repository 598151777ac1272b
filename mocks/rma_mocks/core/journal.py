"""What a world's mocks were asked and what they asked: the record behind flows, pictures and expectations."""

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rma_mocks.core.sequence import Sequence

LIMIT = 1000
"""A world keeps this many exchanges and says when older ones were dropped."""

_MOST_BYTES = 256 * 1024
_MASK = "[masked]"
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"})
_SIGNATURE = re.compile(r"(Signature=)[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    `lane` is the mock that recorded it and `direction` says whether that mock received or sent it.
    `duration_ms` counts real milliseconds, `at` is the world's time in ISO 8601 when it began.
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
    round: str | None = None
    trace: str | None = None
    request_headers: Mapping[str, str] = field(default_factory=dict)
    request_body: str = ""
    response_headers: Mapping[str, str] = field(default_factory=dict)
    response_body: str = ""
    error: str | None = None

    def as_json(self, seq: int) -> dict[str, Any]:
        """Render for the control API; the parties are called `from` and `to` there."""
        row = asdict(self)
        return {"seq": seq, "from": row.pop("sender"), "to": row.pop("receiver"), **row}


class Journal:
    """Keep the last exchanges of one world, numbered in the order in which they ended.

    `is_truncated` says whether older ones were dropped since the journal was last cleared.
    """

    def __init__(self) -> None:
        self.sequence = Sequence()
        self._kept: deque[tuple[int, Exchange]] = deque(maxlen=LIMIT)
        self.is_truncated = False

    def add(self, exchange: Exchange) -> None:
        """Number an exchange and keep it."""
        self.is_truncated = self.is_truncated or len(self._kept) == LIMIT
        self._kept.append((self.sequence.value + 1, exchange))
        self.sequence.advance()

    def exchanges(self, *, after: int = 0, limit: int = LIMIT) -> list[dict[str, Any]]:
        """Return up to `limit` of the newest exchanges that came after a number, oldest first."""
        if not limit:
            return []
        kept = [pair for pair in self._kept if pair[0] > after][-limit:]
        return [exchange.as_json(seq) for seq, exchange in kept]

    def clear(self) -> None:
        """Forget the exchanges; numbers go on."""
        self._kept.clear()
        self.is_truncated = False


def kept_text(body: bytes | bytearray) -> str:
    """Return what is kept of a body: its beginning, as text."""
    return bytes(body[:_MOST_BYTES]).decode("utf-8", errors="replace")


def redacted(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers with every secret masked; a signature keeps the names that it covers."""
    return {name: _redacted_value(name.lower(), value) for name, value in headers.items()}


def _redacted_value(name: str, value: str) -> str:
    if name in _SECRET_HEADERS:
        return value.split(" ", 1)[0] + " " + _MASK if " " in value else _MASK
    return _SIGNATURE.sub(rf"\1{_MASK}", value) if name == "gladly-authorization" else value
