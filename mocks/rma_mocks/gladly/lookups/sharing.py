"""Compare a profile with one result, field by field, as auto-linking does (pure)."""

from rma_mocks.core.contacts import e164
from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.settings import USUAL, LookupSettings

FIELDS = ("emails", "phones.mobile")
"""The auto-link fields of an app page (documented and observed, GL-LINK-1)."""


_MOBILE = "MOBILE"


def shared_value(field: str, profile: Profile, result: Result, settings: LookupSettings = USUAL) -> str | None:
    """Return a value that an auto-link field has on both sides, or None.

    Args:
        field: `emails`, trimmed and without regard to case (documented, GL-LINK-1), or `phones.mobile`.
        profile: Gladly's side.
        result: The adaptor's side.
        settings: How numbers are compared: two statements of Gladly's disagree (assumed, GL-LINK-9).
    """
    if field == "emails":
        returned = {email.strip().lower() for email in result.emails}
        return next((row.normalized for row in profile.emails if row.normalized in returned), None)
    own = [(_number(row.original, settings), row.type) for row in profile.phones]
    wanted = 1 if settings.phone_match == "either" else 2
    for number, kind in result.phones:
        pairs = [(kind, another) for other, another in own if other == _number(number, settings)]
        if any(pair.count(_MOBILE) >= wanted for pair in pairs):
            return number
    return None


def _number(text: str, settings: LookupSettings) -> str:
    return e164(text) or text if settings.phone_normalisation == "e164" else text


def own_value(field: str, profile: Profile) -> str | None:
    """Return what of the profile a result could share in an auto-link field; a mobile number before others."""
    if field == "emails":
        return next((row.normalized for row in profile.emails), None)
    numbers = sorted(profile.phones, key=lambda row: row.type != "MOBILE")
    return next((row.original for row in numbers), None)
