"""Read single values that ReturnLogic may send in more than one type."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from rma_adaptor.returnlogic.moments import spelt_moment
from rma_adaptor.texts import tame

_LONGEST_TEXT = 1000
_LARGEST_COUNT = 10**12
_LARGEST_AMOUNT = Decimal(_LARGEST_COUNT)
_TEXTS_AND_NUMBERS = (str, int, float, Decimal)  # a union made anew at each call would cost as much as the rest
_EPOCH_MS_FROM = 10**11  # as seconds this would be the year 5138, so it is milliseconds


def as_text(value: object) -> str | None:
    """Read a string or a number as text; blank, and every other type, as None."""
    if isinstance(value, str) and value.isascii():  # nearly always, and there are dozens in an answer
        return value.strip()[:_LONGEST_TEXT] or None
    if type(value) is int:  # as ids are
        return str(value)[:_LONGEST_TEXT]
    if isinstance(value, bool) or not isinstance(value, _TEXTS_AND_NUMBERS):
        return None
    amount = as_amount(value) if isinstance(value, (float, Decimal)) else None
    if amount is not None and amount == int(amount):
        value = int(amount)  # 1048576.0 names the same thing as 1048576
    # A lone surrogate is legal in JSON and cannot be sent on in UTF-8.
    text = str(value).encode("utf-8", "replace").decode().strip()
    return text[:_LONGEST_TEXT] or None


def as_shown(value: object) -> str | None:
    """Read what people are shown: as `as_text` does, as one line without anything invisible."""
    if isinstance(value, str) and value.isascii() and value.isprintable() and "  " not in value:  # nearly always
        return value.strip()[:_LONGEST_TEXT].rstrip() or None
    text = as_text(value)
    return tame(text) or None if text else None


def as_amount(value: object) -> Decimal | None:
    """Read a number or a numeric string as an exact amount; whatever is not one as None."""
    if isinstance(value, bool) or not isinstance(value, _TEXTS_AND_NUMBERS):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount.copy_abs() < _LARGEST_AMOUNT else None


def as_count(value: object) -> int | None:
    """Read a whole number or its text; whatever is not one as None."""
    if type(value) is int and -_LARGEST_COUNT < value < _LARGEST_COUNT:  # nearly always
        return value
    amount = as_amount(value)
    return int(amount) if amount is not None and amount == int(amount) else None


def as_flag(value: object) -> bool:
    """Read a yes; everything unclear is a no."""
    return value is True or value == 1 or (isinstance(value, str) and value.strip().lower() in {"true", "yes", "1"})


def as_moment(value: object) -> datetime | None:
    """Read an ISO 8601 text, another that JavaScript's `Date` reads, or an epoch number as UTC; without zone it is UTC.

    Contract: RL-TIME-1, zone-less times are UTC (assumed).
    """
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.strip())
            if moment.tzinfo is UTC:
                return moment
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            seconds = float(value) / 1000 if value >= _EPOCH_MS_FROM else float(value)
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return spelt_moment(value) if isinstance(value, str) else None
    return None


def as_object(value: object) -> dict[str, Any] | None:
    """Keep an object; anything else is None."""
    return value if isinstance(value, dict) else None


def as_objects(value: object) -> list[dict[str, Any]]:
    """Keep the objects of a list; anything else is left out."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def as_texts(value: object) -> list[str]:
    """Keep the texts of a list; anything else is left out."""
    return [text for entry in value if (text := as_shown(entry))] if isinstance(value, list) else []
