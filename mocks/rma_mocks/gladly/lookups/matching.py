"""Tell whether a result shares an auto-link field with a profile (pure)."""

from rma_mocks.core.contacts import e164
from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.settings import LookupSettings

_MOBILE = "MOBILE"


def shares(field: str, profile: Profile, result: Result, settings: LookupSettings) -> bool:
    """Tell whether an enabled field is equal on both sides.

    Args:
        field: `emails`, trimmed and without regard to case (documented, GL-LINK-1), or `phones.mobile`.
        profile: Gladly's side.
        result: The adaptor's side.
        settings: How numbers are compared: two statements of Gladly's disagree (assumed, GL-LINK-9).
    """
    if field == "emails":
        return bool({row.normalized for row in profile.emails} & {email.strip().lower() for email in result.emails})
    own = [(_number(row.original, settings), row.type) for row in profile.phones]
    theirs = [(_number(number, settings), kind) for number, kind in result.phones]
    wanted = 1 if settings.phone_match == "either" else 2
    return any(
        number == other and (kind, another).count(_MOBILE) >= wanted
        for number, kind in own
        for other, another in theirs
    )


def _number(text: str, settings: LookupSettings) -> str:
    return e164(text) or text if settings.phone_normalisation == "e164" else text
