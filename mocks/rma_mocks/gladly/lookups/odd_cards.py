"""Find what is odd in the transactions and actions of an answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rma_mocks.gladly.foreign_json import text_of
from rma_mocks.gladly.lookups.answer import Oddity, kind_of

MOST_CARDS = 100

_TYPES = ("ORDER", "SUBSCRIPTION", "FLIGHT", "STAY", "GENERIC")
WITH_ACTIONS = ("ORDER", "SUBSCRIPTION")
_URLS = ("orderLink", "customerOrderUrl", "imageUrl", "trackingUrl")
_DATES = ("createdAt", "estimatedDeliveryDate")


def odd_cards(given: Any, place: str) -> Iterator[Oddity]:
    """Return everything odd in an answer's transactions.

    Contract: types and fields (documented; GL-CARD-1, GL-CARD-2); what is strange is shown as far as it goes.
    """
    if given is not None and not isinstance(given, list):
        yield Oddity(place, f"is {kind_of(given)} instead of a list, so the cards stay as they are")
    cards = given if isinstance(given, list) else []
    if len(cards) > MOST_CARDS:
        yield Oddity(
            place, f"there are {len(cards)} transactions; an agent looks through {MOST_CARDS} at most", is_bearable=True
        )
    for number, card in enumerate(cards):
        yield from _of_card(card, f"{place}.{number}")


def odd_actions(given: Any, place: str) -> Iterator[Oddity]:
    """Return everything odd in a list of actions (documented; each has a name and a form's URL)."""
    if given is not None and not isinstance(given, list):
        yield Oddity(place, f"is {kind_of(given)} instead of a list and was left out")
    for number, row in enumerate(given if isinstance(given, list) else ()):
        missing = [name for name in ("name", "formUrl") if not (isinstance(row, dict) and text_of(row, name).strip())]
        if missing:
            yield Oddity(f"{place}.{number}", f"has no text in {' and '.join(missing)}")


def _of_card(card: Any, place: str) -> Iterator[Oddity]:
    if not isinstance(card, dict):
        yield Oddity(place, f"is {kind_of(card)} instead of an object and was left out")
        return
    kind = card.get("type")
    if kind not in _TYPES:
        said = repr(kind[:30]) if isinstance(kind, str) else "missing" if kind is None else kind_of(kind)
        yield Oddity(f"{place}.type", f"is {said}, none of {', '.join(_TYPES)}, so no card shows it")
    if kind == "ORDER" and not card.get("orderNumber"):
        yield Oddity(f"{place}.orderNumber", "is missing, by which order status tells orders apart")
    if card.get("actions") and kind not in WITH_ACTIONS:
        yield Oddity(f"{place}.actions", f"only transactions of type {' and '.join(WITH_ACTIONS)} have actions")
    else:
        yield from odd_actions(card.get("actions"), f"{place}.actions")
    yield from _of_values(card, place)
    for field in ("products", "fulfillments"):
        rows = card.get(field)
        if rows is not None and not isinstance(rows, list):
            yield Oddity(f"{place}.{field}", f"is {kind_of(rows)} instead of a list")
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            yield from _of_part(row, f"{place}.{field}.{number}")


def _of_part(row: Any, place: str) -> Iterator[Oddity]:
    if isinstance(row, dict):
        yield from _of_values(row, place)
    else:
        yield Oddity(place, f"is {kind_of(row)} instead of an object")


def _of_values(row: dict[str, Any], place: str) -> Iterator[Oddity]:
    for name in _DATES:
        value = row.get(name)
        if value and not _is_iso(value):
            yield Oddity(f"{place}.{name}", "is no date in ISO 8601, such as 2026-03-02T15:00:00Z")
    for name in _URLS:
        value = row.get(name)
        if value and not (isinstance(value, str) and value.lower().startswith(("https://", "http://"))):
            yield Oddity(f"{place}.{name}", "is no absolute URL, so it leads nowhere")


def _is_iso(value: Any) -> bool:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True
