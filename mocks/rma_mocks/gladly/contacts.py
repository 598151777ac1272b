"""Which e-mail addresses and phone numbers a customer profile may get."""

from collections.abc import Iterable

from rma_mocks.core.contacts import addr_spec, e164
from rma_mocks.gladly.entities import Email, Phone, Profile
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.profiles import Profiles


def checked_email(text: str, *, attr: str = "email") -> str:
    """Return an address's addr-spec, or refuse it with Gladly's error.

    Contract: Gladly REST API, customers: only the addr-spec is kept (documented; GL-REST-3).
    """
    address = addr_spec(text)
    if address is None:
        raise GladlyError(400, "invalid", f"{text!r} is not an e-mail address", attr=attr)
    return address


def checked_phone(text: str, *, attr: str = "phones") -> str:
    """Return a number in E.164; one without a country code is read as a US number (documented; GL-REST-3)."""
    number = e164(text)
    if number is None:
        raise GladlyError(400, "invalid", f"{text!r} is not a phone number", attr=attr)
    return number


def refuse_taken(
    profiles: Profiles, emails: Iterable[Email], phones: Iterable[Phone], *, owner: Profile | None
) -> None:
    """Refuse an e-mail or mobile number of another profile, or one that is given twice.

    Contract: both are unique across customers (documented; GL-REST-3); refusing repetition is assumed.
    """
    seen: set[str] = set()
    for email in emails:
        _refuse(email.original, [profiles.of_email(email.original)], owner, attr="emails")
        _refuse_again(email.normalized, seen, attr="emails")
    for phone in phones:
        if phone.type == "MOBILE":
            _refuse(phone.original, profiles.of_phone(phone.original), owner, attr="phones")
        _refuse_again(phone.original, seen, attr="phones")


def _refuse(value: str, holders: Iterable[Profile | None], owner: Profile | None, *, attr: str) -> None:
    other = next((holder for holder in holders if holder is not None and holder is not owner), None)
    if other is not None:
        raise GladlyError(409, "taken", f"{value} belongs to {other.name or 'another customer'}", attr=attr)


def _refuse_again(value: str, seen: set[str], *, attr: str) -> None:
    if value in seen:
        raise GladlyError(400, "invalid", f"{value} is given twice", attr=attr)
    seen.add(value)
