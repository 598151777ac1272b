"""Read what the headers of ReturnLogic's answers say of a key's limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_HEADERS = {
    window: (f"X-RateLimit-Limit-{window.title()}", f"X-RateLimit-Remaining-{window.title()}")
    for window in ("second", "minute")
}
_COUNT = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class LimitTold:
    """Say how many calls a key has in a window, and how many of them are left; None where an answer does not."""

    window: str
    limit: int | None
    left: int | None


def limits_told(headers: Mapping[str, str]) -> tuple[LimitTold, LimitTold]:
    """Return what an answer says of a second and of a minute.

    Contract: RL-LIMIT-2, both windows are on every answer (documented).
    """
    second, minute = (
        LimitTold(window, _count(headers.get(limit)), _count(headers.get(left)))
        for window, (limit, left) in _HEADERS.items()
    )
    return second, minute


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and _COUNT.fullmatch(text) else None
