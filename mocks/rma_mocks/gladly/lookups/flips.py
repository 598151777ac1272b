"""Find the smallest change after which a profile would have been auto-linked (pure)."""

from rma_mocks.gladly.entities import App, Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.changes import Change, OnAnswer, OnApp, OnProfile
from rma_mocks.gladly.lookups.matching import FIELDS, own_value, shared_value
from rma_mocks.gladly.settings import LookupSettings

Flip = tuple[str, Change]
"""A change for people and for programs."""

_BY_HAND: Flip = ("Link by hand: Auto-linking is off.", OnProfile("link_by_hand"))
_LABELS = {"emails": "Customer Email", "phones.mobile": "Customer Mobile Phone"}


def flip_of_switched_off(app: App, profile: Profile, settings: LookupSettings) -> Flip:
    """Say what would have made Gladly ask, and then link, where no auto-link field is on."""
    field = next((name for name in FIELDS if own_value(name, profile, settings)), None)
    if field is None:
        text = "Link by hand: the profile has neither an e-mail nor a phone number that Auto-linking could use."
        return text, OnProfile("link_by_hand")
    text = f"Switch Auto-linking on in the app's settings (field {_LABELS[field]}), or link by hand."
    return text, OnApp(app.id, (field,))


def flip_of_no_match(app: App, profile: Profile, settings: LookupSettings) -> Flip:
    """Say what would have linked where the adaptor returned nobody."""
    if not app.auto_linking:
        return _BY_HAND
    field = _usable_field(app, profile, settings)
    if field is None or ("emails" in app.auto_linking and not profile.emails):
        return _something_to_share(app)
    value = own_value(field, profile, settings) or ""
    what = "e-mail" if field == "emails" else "mobile number"
    text = f"A customer with this {what} in {app.name}; an adaptor in trouble may answer nobody, too."
    return text, OnAnswer(app.id, "auto_link", "exactly_one", {field: value})


def flip_of_suggestion(app: App, profile: Profile, result: Result, settings: LookupSettings) -> Flip:
    """Say what would have linked where one customer was found although no auto-link field is on."""
    field = next((name for name in FIELDS if shared_value(name, profile, result, settings)), None)
    if field is None:
        return _BY_HAND[0], OnProfile("link_by_hand", result.external_customer_id)
    text = f"Switch Auto-linking on in the app's settings (field {_LABELS[field]}), or link by hand."
    return text, OnApp(app.id, (field,))


def flip_of_nothing_equal(app: App, profile: Profile, result: Result, settings: LookupSettings) -> Flip:
    """Say what would have linked where the one customer shares no enabled field with the profile."""
    off = [name for name in FIELDS if name not in app.auto_linking]
    other = next((name for name in off if shared_value(name, profile, result, settings)), None)
    if other is not None:
        text = f"Switch Auto-linking on for {_LABELS[other]} too: in that field the two are equal."
        return text, OnApp(app.id, (*app.auto_linking, other))
    field = _usable_field(app, profile, settings)
    if field is None:
        return _something_to_share(app, result)
    value = own_value(field, profile, settings) or ""
    text = "Return the customer's e-mail in emails[].original exactly as the profile has it."
    if field != "emails":
        text = f'Return the customer\'s number in phones[] as {{"original": "{value}", "type": "MOBILE"}}.'
    return text, OnAnswer(app.id, "auto_link", "exactly_one", {field: value})


def _usable_field(app: App, profile: Profile, settings: LookupSettings) -> str | None:
    return next((name for name in app.auto_linking if own_value(name, profile, settings)), None)


def _something_to_share(app: App, result: Result | None = None) -> Flip:
    """Give the profile what an enabled field needs: the customer's own, as far as the adaptor has told it."""
    if "emails" in app.auto_linking:
        told = result.emails if result else []
        return "Add the customer's e-mail to the profile.", OnProfile("add_email", told[0] if told else None)
    numbers = [number for number, kind in result.phones if kind == "MOBILE"] if result else []
    return "Add the customer's mobile number to the profile.", OnProfile("add_phone", numbers[0] if numbers else None)
