"""Find what is odd in an answer that can be used: what a stranger's adaptor would want to know.

Contract: a checklist for adaptors' answers (assumed, built from documented and observed facts; GL-ANSWER-3).
"""

from collections.abc import Iterator
from typing import Any

from rma_mocks.core.contacts import addr_spec, e164
from rma_mocks.gladly.lookups.answer import Answer, Oddity, Result, as_text, kind_of
from rma_mocks.gladly.lookups.odd_cards import odd_actions, odd_cards

MOST_RESULTS = 50
MOST_BYTES = 1024 * 1024

_PHONE_TYPES = ("MOBILE", "HOME", "OFFICE")


def oddities(answer: Answer, *, operation: str, size: int) -> Iterator[Oddity]:
    """Return everything odd in an answer, in its order.

    Args:
        answer: As it was read.
        operation: The kind of lookup that it answers.
        size: Its length in bytes.
    """
    if size > MOST_BYTES:
        said = f"the answer has {size:,} bytes, more than the 1 MB that answers should stay below"
        yield Oddity("", said, is_bearable=True)
    if len(answer) > MOST_RESULTS:
        said = f"there are {len(answer)} results; an agent looks through {MOST_RESULTS} at most"
        yield Oddity("results", said, is_bearable=True)
    if operation == "auto_link" and len(answer) > 1:
        yield Oddity("results", f"{len(answer)} results to an auto-link request can never link", is_bearable=True)
    for result in answer:
        yield from _of_result(result)


def _of_result(result: Result) -> Iterator[Oddity]:
    raw, place = result.raw, result.place
    for field in ("name", "address", "image"):
        value = raw.get(field)
        if value is not None and not isinstance(value, str):
            yield Oddity(f"{place}.{field}", f"is {kind_of(value)} instead of text and was left out")
    for field in ("emails", "phones"):
        rows = raw.get(field)
        yield from _not_a(list, rows, f"{place}.{field}")
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            yield from _of_contact(field, row, f"{place}.{field}.{number}")
    yield from _of_attributes(raw.get("customAttributes"), f"{place}.customAttributes")
    yield from odd_cards(raw.get("transactions"), f"{place}.transactions")
    yield from odd_actions(raw.get("actions"), f"{place}.actions")


def _not_a(kind: type, value: Any, place: str) -> Iterator[Oddity]:
    if value is not None and not isinstance(value, kind):
        yield Oddity(place, f"is {kind_of(value)} instead of {kind_of(kind())} and was left out")


def _of_contact(field: str, row: Any, place: str) -> Iterator[Oddity]:
    original = row.get("original") if isinstance(row, dict) else row
    if not isinstance(original, str) or not original.strip():
        yield Oddity(place, "has no text in original and was left out")
        return
    if not isinstance(row, dict):
        yield Oddity(place, "is bare text instead of an object with original")
    if field == "emails":
        if addr_spec(original) is None:
            yield Oddity(place, "is no e-mail address and is not stored")
        return
    number = e164(original)
    if number is None:
        yield Oddity(place, "is no phone number and is not stored")
    elif number != original.strip():
        yield Oddity(place, "is not in E.164, such as +16505550100; it was read as a number with a country code")
    kind = row.get("type") if isinstance(row, dict) else None
    if kind is not None and kind not in _PHONE_TYPES:
        yield Oddity(f"{place}.type", f"is none of {', '.join(_PHONE_TYPES)}")


def _of_attributes(given: Any, place: str) -> Iterator[Oddity]:
    yield from _not_a(dict, given, place)
    for name, value in given.items() if isinstance(given, dict) else ():
        if isinstance(value, dict | list):
            yield Oddity(f"{place}.{name}", f"is {kind_of(value)}; attributes are flat, so it was left out")
        elif not isinstance(value, str):
            yield Oddity(f"{place}.{name}", f"is {kind_of(value)} instead of text; it is shown as {as_text(value)!r}")
