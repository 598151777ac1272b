"""Find the smallest change after which a profile would have been auto-linked (pure)."""

from rma_mocks.gladly.entities import App, Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.changes import Change, OnAnswer, OnApp, OnProfile
from rma_mocks.gladly.lookups.sharing import FIELDS, own_value, shared_value

Flip = tuple[str, Change]
"""A change for people and for programs."""

_LABELS = {"emails": "Customer Email", "phones.mobile": "Customer Mobile Phone"}


def flip_of_switched_off(app: App, profile: Profile) -> Flip:
    """Say what would have made Gladly ask, and then link, where no auto-link field is on."""
    field = next((name for name in FIELDS if own_value(name, profile)), None)
    if field is None:
        text = "Link by hand: the profile has neither an e-mail nor a phone number that Auto-linking could use."
        return text, OnProfile("link_by_hand")
    text = f"Switch Auto-linking on in the app's settings (field {_LABELS[field]}), or link by hand."
    return text, OnApp(app.id, (field,))


def flip_of_no_match(app: App, profile: Profile) -> Flip:
    """Say what would have linked where the adaptor returned nobody."""
    field = _usable_field(app, profile)
    if field is None or ("emails" in app.auto_linking and not profile.emails):
        return _something_to_share(app)
    value = own_value(field, profile) or ""
    what = "e-mail" if field == "emails" else "mobile number"
    text = f"A customer with this {what} in {app.name}; an adaptor in trouble may answer nobody, too."
    return text, OnAnswer(app.id, "auto_link", "exactly_one", {field: value})


def flip_of_nothing_equal(app: App, profile: Profile, result: Result) -> Flip:
    """Say what would have linked where the one customer shares no enabled field with the profile."""
    other = next(
        (name for name in FIELDS if name not in app.auto_linking and shared_value(name, profile, result)), None
    )
    if other is not None:
        text = f"Switch Auto-linking on for {_LABELS[other]} too: in that field the two are equal."
        return text, OnApp(app.id, (*app.auto_linking, other))
    field = _usable_field(app, profile)
    if field is None:
        return _something_to_share(app, result)
    value = own_value(field, profile) or ""
    text = "Return the customer's e-mail in emails[].original exactly as the profile has it."
    if field != "emails":
        text = f'Return the customer\'s number in phones[] as {{"original": "{value}", "type": "MOBILE"}}.'
    return text, OnAnswer(app.id, "auto_link", "exactly_one", {field: value})


def _usable_field(app: App, profile: Profile) -> str | None:
    return next((name for name in app.auto_linking if own_value(name, profile)), None)


def _something_to_share(app: App, result: Result | None = None) -> Flip:
    """Give the profile what an enabled field needs: the customer's own, as far as the adaptor has told it."""
    if "emails" in app.auto_linking:
        told = result.emails if result else []
        return "Add the customer's e-mail to the profile.", OnProfile("add_email", told[0] if told else None)
    numbers = [number for number, kind in result.phones if kind == "MOBILE"] if result else []
    return "Add the customer's mobile number to the profile.", OnProfile("add_phone", numbers[0] if numbers else None)
