"""Read journal rows: the one place that knows how a mock writes down an exchange."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PEOPLE = frozenset({"customer", "agent", "admin", "merchant", "warehouse", "carrier", "api"})


@dataclass(frozen=True)
class Exchange:
    """Hold one request and its answer, as a mock wrote them down.

    `status` is None and `error` a sentence when no answer came. Bodies are text, whatever the journal held.
    `begun` numbers exchanges as they began, `seq` as they ended.
    """

    seq: int
    begun: int
    source: str
    target: str
    method: str
    path: str
    query: str
    status: int | None
    operation: str | None
    round: str | None
    trace: str | None
    at: datetime
    duration_ms: float
    request_headers: Mapping[str, str]
    request_body: str
    response_headers: Mapping[str, str]
    response_body: str
    error: str | None

    @property
    def is_failed(self) -> bool:
        """Say whether no answer came, or an answer that refuses."""
        return self.status is None or self.status >= 400  # noqa: PLR2004 - HTTP's own line

    @property
    def is_by_person(self) -> bool:
        """Say whether a person (or a raw client) caused it, rather than one of the three services."""
        return self.source not in {"gladly", "adaptor", "returnlogic"}

    @property
    def asked(self) -> Any:
        """Read the request body as JSON; None when it is not JSON."""
        return parse_json(self.request_body)

    @property
    def answered(self) -> Any:
        """Read the answer's body as JSON; None when it is not JSON."""
        return parse_json(self.response_body)


def exchange_from(row: Mapping[str, Any]) -> Exchange:
    """Read one journal row; what is missing or odd becomes empty, never an error.

    A report about a broken run is worth most when the journal is odd too.
    """
    return Exchange(
        seq=_number(row.get("seq")),
        begun=_number(row.get("begun")),
        source=_text(row.get("from")) or "api",
        target=_text(row.get("to")) or _text(row.get("lane")),
        method=_text(row.get("method")).upper(),
        path=_text(row.get("path")),
        query=_text(row.get("query")),
        status=row["status"] if isinstance(row.get("status"), int) else None,
        operation=_text(row.get("operation")) or None,
        round=_text(row.get("round")) or None,
        trace=_text(row.get("trace")) or None,
        at=_moment(row.get("at")),
        duration_ms=float(row["duration_ms"]) if isinstance(row.get("duration_ms"), int | float) else 0.0,
        request_headers=_headers(row.get("request_headers")),
        request_body=_text(row.get("request_body")),
        response_headers=_headers(row.get("response_headers")),
        response_body=_text(row.get("response_body")),
        error=_text(row.get("error")) or None,
    )


def parse_json(text: str) -> Any:
    """Parse a body; None when it is empty, cut short or not JSON at all."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return _EPOCH
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _headers(value: Any) -> Mapping[str, str]:
    if isinstance(value, Mapping):
        return {str(name): _text(content) for name, content in value.items()}
    return {}
