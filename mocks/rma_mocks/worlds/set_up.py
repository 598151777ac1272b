"""Set up what a new world says of its Gladly organisation: profile definition, apps, customer profiles."""

from rma_mocks.core.ids import digest, slug
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, AttributeDefinition, Phone, Profile
from rma_mocks.worlds.declare import SpecError, distinct
from rma_mocks.worlds.spec import AppSpec, PersonSpec, ProfileSpec

PROFILE_DEFINITION = (
    AttributeDefinition("rma", "RMA"),
    AttributeDefinition("rmaCode", "RMA code"),
    AttributeDefinition("rmaStatus", "RMA status"),
    AttributeDefinition("rmaCount", "Returns"),
    AttributeDefinition("rmaAsOf", "Returns as of"),
    AttributeDefinition("rmaNotice", "Returns notice"),
    AttributeDefinition("returnSizing", "Sizing"),
    AttributeDefinition("returnSuggestion", "Suggestion"),
    AttributeDefinition("returnStart", "Start a return"),
)
"""The attributes that Gladly Support was asked to display, in the order of the customer card."""

_KNOWN = {row.name: row for row in PROFILE_DEFINITION}


def definition_of(names: list[str] | None) -> list[AttributeDefinition]:
    """Return the customer profile definition that lists these attributes, or all of ours; a strange one is its label.

    Contract: Gladly's staff maintains it (documented; GL-ATTR-3).
    """
    if names is None:
        return list(PROFILE_DEFINITION)
    return [
        _KNOWN.get(name, AttributeDefinition(name, name)) for name in distinct("gladly.definition: the name", names)
    ]


def app_of(seed: int, place: int, spec: AppSpec) -> App:
    """Return a configured app; its id follows from seed and place."""
    return App(
        id=slug(digest(seed, "app", place))[:8],
        name=spec.name,
        url=spec.url,
        signing_key=spec.signing_key,
        username=spec.username,
        password=spec.password,
        realm=spec.realm,
        headers=dict(spec.headers),
        auto_linking=tuple(spec.auto_linking),
        overwrite_existing_values=spec.overwrite_existing_values,
    )


def add_profiles(
    organisation: Organisation, given: list[ProfileSpec] | None, people: list[PersonSpec]
) -> dict[str, Profile]:
    """Make the given customer profiles, or one for each person, and return them by key.

    Raises:
        SpecError: When two have one key or one e-mail.
    """
    wanted = [_profile_of(person) for person in people] if given is None else given
    distinct("profiles: the key", [profile.key for profile in wanted])
    return {profile.key: _add_profile(organisation, profile) for profile in wanted}


def _profile_of(person: PersonSpec) -> ProfileSpec:
    return ProfileSpec(
        key=person.key,
        name=person.name,
        emails=[person.email] if person.email else [],
        phones=[person.phone] if person.phone else [],
    )


def _add_profile(organisation: Organisation, spec: ProfileSpec) -> Profile:
    for email in spec.emails:
        if organisation.profiles.of_email(email) is not None:
            raise SpecError(f"profiles: {email} is on two customer profiles; an e-mail belongs to one")
    profile = organisation.profiles.add(
        name=spec.name,
        emails=list(spec.emails),
        phones=[Phone(number, "MOBILE") for number in spec.phones],
        profile_id=slug(digest(organisation.world.seed, "declared profile", spec.key)),
    )
    profile.custom_attributes |= spec.attributes
    return profile
