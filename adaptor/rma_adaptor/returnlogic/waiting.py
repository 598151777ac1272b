"""Read from a 429 when the next call is allowed."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT_S = 1.0
"""How long a lookup waits at most: the second's budget is waited for, the minute's is not."""

_MINUTE_S = 60.0
_HOUR_S = 3600.0


def wait_s_of(headers: Mapping[str, str]) -> float:
    """Return the seconds to wait, 0 to an hour.

    Contract: RL-LIMIT-4, nothing is published of Retry-After (assumed absent; seconds or a date where it is there);
    RL-LIMIT-2, the remaining calls of the minute are on every answer (documented).
    """
    told = _told_s(headers.get("Retry-After", ""))
    if told is not None:
        return min(max(0.0, told), _HOUR_S)
    return _MINUTE_S if headers.get("X-RateLimit-Remaining-Minute") == "0" else LONGEST_WAIT_S


def _told_s(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return _until(text)
    return seconds if math.isfinite(seconds) else None


def _until(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
