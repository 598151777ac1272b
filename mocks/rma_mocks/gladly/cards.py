"""Group a profile's transactions into the cards that the desk shows, and say which it does not show."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rma_mocks.gladly.entities import App, Outcome, Verdict

DEFAULT_LABELS = {"ORDER": ""}
"""The one type that is shown without Gladly's staff, under its default label (assumed; GL-CARD-3)."""

_COUNTED = {
    "ORDER": ("Order", "Orders"),
    "SUBSCRIPTION": ("Subscription", "Subscriptions"),
    "FLIGHT": ("Reservation", "Reservations"),
    "STAY": ("Stay", "Stays"),
    "GENERIC": ("Transaction", "Transaction"),
}
"""Default labels by count, one and several; the plurals are documented, GL-CARD-1."""

_MOST_NAMED = 5
_LONGEST_NAME = 40

Transaction = Mapping[str, Any]


def cards_of(app: App, transactions: Iterable[Transaction], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return an app's cards, one for each type that is shown, in the order in which the types come.

    `places` says where each transaction stands among all that the app sent.

    Args:
        app: Whose transactions they are; the same type of another app has a card of its own (documented; GL-CARD-5).
        transactions: As the adaptor sent them.
        labels: The types that are shown; a label that is not empty stands for the counted one (documented; GL-CARD-4).
    """
    by_type: dict[str, dict[int, Transaction]] = {}
    for place, row in enumerate(transactions):
        kind = row.get("type")
        if isinstance(kind, str) and kind in labels:
            by_type.setdefault(kind, {})[place] = row
    return [
        {
            "app": app.id,
            "name": app.name,
            "type": kind,
            "title": labels[kind] or _counted(kind, len(rows)),
            "cards": list(rows.values()),
            "places": list(rows),
        }
        for kind, rows in by_type.items()
    ]


def unshown_of(app: App, transactions: Iterable[Transaction], labels: Mapping[str, str]) -> Iterator[Verdict]:
    """Say which of an app's transactions no card shows (assumed; GL-CARD-3)."""
    kinds = Counter(_name_of(row.get("type")) for row in transactions if row.get("type") not in [*labels])
    for kind in [kind for kind in kinds if kind in _COUNTED]:
        sentence = f"Not shown: {app.name} sent {_number(kinds.pop(kind))} of type {kind}, which has no card yet."
        flip = f"Ask Gladly Support to set a card up for {kind}; here, list it in gladly.transaction_types."
        yield _verdict(app, sentence, flip, [kind])
    if kinds:
        named = [*kinds][:_MOST_NAMED]
        more = f" and {len(kinds) - len(named)} more" if len(kinds) > len(named) else ""
        sentence = f"Not shown: {app.name} sent {_number(kinds.total())} of type {', '.join(named)}{more}; "
        sentence += "Gladly knows no such type."
        yield _verdict(app, sentence, f"One of the types {', '.join(_COUNTED)}.", named)


def _counted(kind: str, count: int) -> str:
    one, several = _COUNTED[kind]
    return f"{count} {one if count == 1 else several}"


def _number(count: int) -> str:
    return "a transaction" if count == 1 else f"{count} transactions"


def _name_of(kind: object) -> str:
    """Return a type as a sentence names it; one that is no plain word is quoted."""
    if kind is None:
        return "null"
    if isinstance(kind, str) and kind in _COUNTED:
        return kind
    text = json.dumps(kind, ensure_ascii=False)
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def _verdict(app: App, sentence: str, flip: str, kinds: list[str]) -> Verdict:
    return Verdict(app.id, app.name, "GL-CARD-3", Outcome.NOT_SHOWN, sentence, flip, {"types": kinds})
