"""Read moments that are not written as ISO 8601 has it, but as JavaScript's `Date` reads them, too."""

import re
from datetime import UTC, datetime, timedelta, timezone

_LONGEST = 120
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"([a-z]{3})[a-z]{0,6}\.?"
_DATES = {
    "ymd": re.compile(r"(\d{4})[/-](\d\d?)[/-](\d\d?)"),
    "mdy": re.compile(r"(\d\d?)[/-](\d\d?)[/-](\d{4})"),  # month first, as JavaScript reads it wherever it runs
    "bdy": re.compile(rf"{_MONTH} (\d\d?),? (\d{{4}})"),
    "dby": re.compile(rf"(\d\d?)[ -]{_MONTH}[ -](\d{{4}})"),
}
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},? ")
_TIME = re.compile(r",?[ t](\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([ap])m)?")
_ZONE = re.compile(r" ?(?:(z|utc|gmt|[ecmp][sd]t)|(?:utc|gmt)?([+-])(\d\d):?(\d\d))(?: \(.*\))?")
_AMERICAN = {"e": -5, "c": -6, "m": -7, "p": -8}
"""Hours of standard time, by the first letter of the zones that JavaScript knows by name."""


def spelt_moment(text: str) -> datetime | None:
    """Read such a text as UTC; one without a zone is UTC, and what cannot be read is None.

    Neither `email.utils`, which takes 3:04 PM for 3:04 AM, nor `strptime`, whose months are the locale's, reads them.

    Contract: RL-RMA-1, ReturnLogic's dates are such as JavaScript's `Date` reads (observed); RL-TIME-1 (assumed).
    """
    if len(text) > _LONGEST:
        return None
    rest = " ".join(text.lower().split())
    rest = rest[found.end() :] if (found := _WEEKDAY.match(rest)) else rest
    for order, date in _DATES.items():
        if day := date.match(rest):
            parts = dict(zip(order, day.groups(), strict=True))
            return _moment(parts, rest[day.end() :])
    return None


def _moment(parts: dict[str, str], rest: str) -> datetime | None:
    hour = minute = second = 0
    if time := _TIME.match(rest):
        rest = rest[time.end() :]
        hour, minute, second = (int(digits or 0) for digits in time.groups()[:3])
        if half := time[4]:
            if not 1 <= hour <= 12:  # noqa: PLR2004  as on a clock's face
                return None
            hour = hour % 12 + (12 if half == "p" else 0)
    try:
        month = int(parts["m"]) if "m" in parts else _MONTHS.index(parts["b"]) + 1
        moment = datetime(int(parts["y"]), month, int(parts["d"]), hour, minute, second, tzinfo=_zone_in(rest))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone_in(rest: str) -> timezone:
    """Return the zone that a text ends in.

    Raises:
        ValueError: It is none, or goes on.
    """
    if not rest:
        return UTC
    zone = _ZONE.fullmatch(rest)
    if zone is None:
        raise ValueError(rest)
    name, sign, hours, minutes = zone.groups()
    if name is None:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if sign == "-" else offset)
    if name in {"z", "utc", "gmt"}:
        return UTC
    return timezone(timedelta(hours=_AMERICAN[name[0]] + (name[1] == "d")))
