"""Compare a profile with one result, field by field, as auto-linking does (pure)."""

from rma_mocks.core.contacts import e164
from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.settings import LookupSettings

_MOBILE = "MOBILE"

FIELDS = ("emails", "phones.mobile")
"""The auto-link fields of an app page (documented and observed, GL-LINK-1)."""


def shared_value(field: str, profile: Profile, result: Result, settings: LookupSettings) -> str | None:
    """Return a value of the profile's that an enabled field has on both sides, or None.

    Args:
        field: `emails`, trimmed and without regard to case (documented, GL-LINK-1), or `phones.mobile`.
        profile: Gladly's side.
        result: The adaptor's side.
        settings: How numbers are compared: two statements of Gladly's disagree (assumed, GL-LINK-9).
    """
    if field == "emails":
        returned = {email.strip().lower() for email in result.emails}
        return next((row.normalized for row in profile.emails if row.normalized in returned), None)
    theirs = [(_number(number, settings), kind) for number, kind in result.phones]
    wanted = 1 if settings.phone_match == "either" else 2
    return next(
        (
            row.original
            for row in profile.phones
            for number, kind in theirs
            if number == _number(row.original, settings) and (kind, row.type).count(_MOBILE) >= wanted
        ),
        None,
    )


def own_value(field: str, profile: Profile, settings: LookupSettings) -> str | None:
    """Return what of the profile a result could share in an auto-link field; a mobile number before others."""
    if field == "emails":
        return next((row.normalized for row in profile.emails), None)
    numbers = sorted(profile.phones, key=lambda row: row.type != _MOBILE)
    usable = [row for row in numbers if row.type == _MOBILE or settings.phone_match == "either"]
    return next((row.original for row in usable), None)


def _number(text: str, settings: LookupSettings) -> str:
    return e164(text) or text if settings.phone_normalisation == "e164" else text
