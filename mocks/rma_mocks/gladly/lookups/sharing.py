"""Compare a profile with one result, field by field, as auto-linking does (pure)."""

from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.lookups.answer import Result

FIELDS = ("emails", "phones.mobile")
"""The auto-link fields of an app page (documented and observed, GL-LINK-1)."""


def shared_value(field: str, profile: Profile, result: Result) -> str | None:
    """Return a value that an auto-link field has on both sides, or None.

    Contract: e-mails are compared trimmed and in lower case (observed); one MOBILE side is enough, as Gladly's later
    statement says, while its own client asks both (assumed; GL-LINK-9).
    """
    if field == "emails":
        returned = {email.strip().lower() for email in result.emails}
        return next((row.normalized for row in profile.emails if row.normalized in returned), None)
    own = {row.original: row.type for row in profile.phones}
    return next((number for number, kind in result.phones if number in own and "MOBILE" in (kind, own[number])), None)


def own_value(field: str, profile: Profile) -> str | None:
    """Return what of the profile a result could share in an auto-link field; a mobile number before others."""
    if field == "emails":
        return next((row.normalized for row in profile.emails), None)
    numbers = sorted(profile.phones, key=lambda row: row.type != "MOBILE")
    return next((row.original for row in numbers), None)
