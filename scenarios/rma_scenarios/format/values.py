"""The small types of the format: durations, moments, e-mail addresses, and the words of the field."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from rma_scenarios.format.gallery import GALLERY
from rma_scenarios.format.parts import word_of

_UNITS_S = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)")
_MARKERS_OF_PYTEST = frozenset({"filterwarnings", "parametrize", "skip", "skipif", "usefixtures", "xfail"})
_LONGEST_S = 100 * 366 * 86_400.0


def _seconds(given: Any) -> float:
    found = _DURATION.fullmatch(given) if isinstance(given, str) else None
    if found is None or len(given) > 20:  # noqa: PLR2004 -- no duration that anybody means is longer
        raise PydanticCustomError("duration", "must be a duration such as 250ms, 5s, 10m, 24h or 3d")
    seconds = float(found[1]) * _UNITS_S[found[2]]
    if seconds > _LONGEST_S:
        raise PydanticCustomError("duration", "must be a duration of up to a century")
    return seconds


def _some_time(given: float) -> float:
    if given <= 0:
        raise PydanticCustomError("no_time", "must be longer than nothing")
    return given


def _moment(given: str) -> str:
    example = "2026-03-02T15:00:00Z"
    try:
        at = datetime.fromisoformat(given)
    except ValueError as error:
        why = "" if "isoformat" in str(error) else f" ({error})"  # Python's own words say nothing more
        reason = f"{given} is no date and time{why}"
        raise PydanticCustomError("moment", "{reason}; write one such as " + example, {"reason": reason}) from error
    if at.tzinfo is None:
        raise PydanticCustomError("moment", "a time needs its zone, as in " + example)
    return given


def _email(given: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", given):
        raise PydanticCustomError("email", "{text} is no e-mail address such as gina.lin@example.com", {"text": given})
    return given


def _tag(given: str) -> str:
    if given in _MARKERS_OF_PYTEST:
        raise PydanticCustomError("tag", "must not be {tag}, which pytest takes as an order", {"tag": given})
    return given


def _regular_expression(given: str) -> str:
    if not given:
        raise PydanticCustomError("string_too_short", "must not be empty")
    try:
        re.compile(given)
    except re.error as error:
        raise PydanticCustomError("regex", "is no regular expression: {why}", {"why": str(error)}) from error
    return given


_DURATION_SCHEMA = {"type": "string", "pattern": f"^{_DURATION.pattern}$", "description": "Such as 250ms, 5s, 3d."}

Seconds = Annotated[float, PlainValidator(_seconds), WithJsonSchema(_DURATION_SCHEMA)]
Limit = Annotated[Seconds, AfterValidator(_some_time)]
Moment = Annotated[str, AfterValidator(_moment)]
Email = Annotated[str, AfterValidator(_email)]
Pattern = Annotated[str, AfterValidator(_regular_expression)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"\S")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$"), AfterValidator(_tag)]

Status = word_of(
    *("Requested", "Authorized", "In Transit", "Delivered", "Partially Received", "Received"),
    *("Partially Processed", "Processed", "Complete", "Rejected", "Canceled", "Abandoned"),
)
ReturnType = word_of("Refund", "Exchange", "Store Credit", "Warranty")
Reason = word_of(
    *("Too Big", "Too Small", "Damage", "Quality", "Shipping"),
    *("Not as Pictured", "Changed Mind", "Wrong Item", "Other"),
)
Disposition = word_of("Ready for Resale", "Liquidate", "Damaged", "Incomplete", "Additional Units", "Unassigned")
ShippingType = word_of("Free Shipping", "Full Deduction", "No Shipping", "Customer", "Fixed Deduction")
ReachedStatus = word_of("In Transit", "Delivered", "Received", "Inspected")
GalleryEntry = word_of(*GALLERY)
AutoLinkField = word_of("emails", "phones.mobile")
Fault = word_of(
    *("status", "rate_limited", "maintenance", "expired_token", "latency", "drip"),
    *("malformed", "truncated", "content_type", "reset", "answer_lost", "filter_ignored"),
    *("duplicated", "reordered", "delayed", "dropped", "stale"),
)
"""All these are words as the mocks know them; a test holds the two lists together."""
