"""A copy of an organisation to try things out in: whatever a test stores is stored there and forgotten with it."""

from dataclasses import dataclass, replace

from rma_mocks.core.world import World
from rma_mocks.gladly.entities import App, Link, LinkState, Phone, Profile
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.state import enter_state, state_of


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a test is about; `found_by` is None for somebody whom no customer profile tells of."""

    profile: Profile
    found_by: str | None
    sentence: str


def scratch_of(organisation: Organisation, app: App) -> Organisation:
    """Return a copy of an organisation that knows one app only, which is switched on there."""
    world = organisation.world
    aside = World(
        id=world.id, seed=world.seed, retailer=world.retailer, clock=world.clock, shows_assumed=world.shows_assumed
    )
    copy = Organisation(
        world=aside,
        id=organisation.id,
        name=organisation.name,
        username=organisation.username,
        api_token=organisation.api_token,
        agent_name=organisation.agent_name,
    )
    enter_state(copy, state_of(organisation))
    copy.apps = [replace(row, is_active=True) for row in copy.apps if row.id == app.id]
    return copy


def find_customer(scratch: Organisation, *, email: str | None, phone: str | None) -> Customer:
    """Return whom a test is about: by e-mail first, then by phone, else somebody who has just these.

    Contract: Gladly, Lookup Adaptor Debugger (documented; GL-DEBUG-1); the stand-in for nobody is ours.
    """
    found = scratch.profiles.of_email(email) if email else None
    if found is not None:
        return Customer(found, "email", f"Gladly's customer {_name(found)} has the e-mail {email}.")
    numbers = scratch.profiles.of_phone(phone) if phone else []
    if numbers:
        return Customer(numbers[0], "phone", f"Gladly's customer {_name(numbers[0])} has the phone number {phone}.")
    said = " or ".join(text for text in (email, phone) if text)
    profile = scratch.profiles.add(
        name="", emails=[email] if email else [], phones=[Phone(phone, "MOBILE")] if phone else []
    )
    if not said:
        return Customer(
            profile, None, "No customer was named, so the test asks for somebody whom Gladly does not know."
        )
    return Customer(profile, None, f"No customer of Gladly's has {said}, so the test asks for somebody who has it.")


def as_if_new(profile: Profile, app: App) -> bool:
    """Make a profile as it was before it was linked to an app; say whether it was linked."""
    if profile.link_to(app.id).state is not LinkState.LINKED:
        return False
    profile.links[app.id] = Link()
    return True


def _name(profile: Profile) -> str:
    return profile.name or "without a name"
