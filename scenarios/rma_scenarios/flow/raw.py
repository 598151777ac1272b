"""Prepare raw exchanges for people: secrets masked, bodies indented, and never too much of them."""

from collections.abc import Sequence
from typing import Any

from rma_scenarios.flow.exchanges import Exchange
from rma_scenarios.flow.masking import masked_body, masked_headers, masked_text
from rma_scenarios.flow.phrases import name_of
from rma_scenarios.flow.wording import span

BODY_LETTERS = 8_000
"""Longest body that is shown whole."""

FLOW_LETTERS = 120_000
"""What all bodies of one flow may come to; a report of hundreds of flows stays small enough to be sent."""


def raw_exchanges(exchanges: Sequence[Exchange]) -> list[dict[str, Any]]:
    """Return each exchange as a report shows it, in the given order.

    Keys: `ends`, `line`, `status`, `took`, `error`, and `sides`, each with `name`, `headers` and `body`.
    """
    room = FLOW_LETTERS
    shown = []
    for exchange in exchanges:
        row = _row(exchange, room)
        room -= sum(len(side["body"]) for side in row["sides"])
        shown.append(row)
    return shown


def _row(exchange: Exchange, room: int) -> dict[str, Any]:
    query = f"?{masked_text(exchange.query)}" if exchange.query else ""
    request = _body(exchange.request_body, room)
    return {
        "ends": f"{name_of(exchange.source)} → {name_of(exchange.target)}",
        "line": f"{exchange.method} {masked_text(exchange.path)}{query}",
        "status": str(exchange.status) if exchange.status is not None else "no answer",
        "took": span(exchange.duration_ms),
        "error": masked_text(exchange.error or ""),
        "sides": [
            {"name": "Request", "headers": masked_headers(exchange.request_headers), "body": request},
            {
                "name": "Answer",
                "headers": masked_headers(exchange.response_headers),
                "body": _body(exchange.response_body, room - len(request)),
            },
        ],
    }


def _body(body: str, room: int) -> str:
    shown = masked_body(body)
    limit = min(BODY_LETTERS, max(room, 0))
    return shown if len(shown) <= limit else f"{shown[:limit]}\n… cut here: {len(shown)} letters in all"
