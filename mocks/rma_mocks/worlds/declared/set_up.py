"""Set up what a new world says of its Gladly organisation: profile definition, apps, customer profiles."""

from rma_mocks.core.ids import digest, slug
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import (
    App,
    AttributeDefinition,
    LabelledAttribute,
    Link,
    LinkState,
    Permission,
    Phone,
    Profile,
)
from rma_mocks.gladly.lookups.scripted import by_operation
from rma_mocks.gladly.settings import LookupSettings
from rma_mocks.worlds.declared.errors import SpecConflict, SpecError, distinct
from rma_mocks.worlds.declared.lookup_spec import AttributeSpec, LabelledSpec
from rma_mocks.worlds.declared.spec import AppSpec, GladlySpec, PersonSpec, ProfileSpec

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


def set_up_lookups(organisation: Organisation, spec: GladlySpec) -> None:
    """Give an organisation its customer profile definition, and how it plays lookups.

    Contract: Gladly's staff maintains the definition (documented; GL-ATTR-3), with a permission for each custom
    attribute and for name and address (documented; GL-ATTR-1).

    Raises:
        SpecConflict: When the definition names one field twice.
    """
    organisation.lookup_timeout_s = spec.lookup_timeout_s
    organisation.lookups = LookupSettings(**spec.lookups.model_dump())
    if spec.definition is None:
        organisation.definition = list(PROFILE_DEFINITION)
        return
    distinct("gladly.definition: the name", [row.name for row in spec.definition])
    for row in spec.definition:
        if row.name in organisation.field_permissions:
            organisation.field_permissions[row.name] = Permission(row.permission or Permission.EDITABLE)
        else:
            organisation.definition.append(_defined(row))


def _defined(row: AttributeSpec) -> AttributeDefinition:
    known = _KNOWN.get(row.name, AttributeDefinition(row.name, row.name))
    return AttributeDefinition(row.name, row.label or known.label, Permission(row.permission or known.permission))


def apps_of(seed: int, specs: list[AppSpec], *, scripted_at: str) -> list[App]:
    """Return the configured apps; an id that is not given follows from seed and place.

    Args:
        seed: The world's.
        specs: What is asked for.
        scripted_at: Where the scripted ones answer.

    Raises:
        SpecConflict: When two have one id.
        SpecError: When one has neither URL nor answers, or both.
    """
    apps = [_app_of(seed, place, spec, scripted_at) for place, spec in enumerate(specs)]
    distinct("apps: the id", (app.id for app in apps))
    return apps


def _app_of(seed: int, place: int, spec: AppSpec, scripted_at: str) -> App:
    if (spec.url is None) == (spec.answers is None):
        raise SpecError(f"apps.{place}: must have a url, or answers if this mock shall answer itself, and not both")
    if spec.pages and spec.answers is None:
        raise SpecError(f"apps.{place}.pages: only an app with answers has pages")
    app_id = spec.id or slug(digest(seed, "app", place))[:8]
    app = App(
        id=app_id,
        name=spec.name,
        url=spec.url or f"{scripted_at}/{app_id}",
        signing_key=spec.signing_key,
        username=spec.username,
        password=spec.password,
        realm=spec.realm,
        headers=dict(spec.headers),
        auto_linking=tuple(spec.auto_linking),
        overwrite_existing_values=spec.overwrite_existing_values,
        answers=None if spec.answers is None else by_operation(spec.answers),
        pages={path.lstrip("/"): page.model_dump() for path, page in spec.pages.items()},
        enable_actions=spec.enable_actions,
    )
    if spec.search_query_attributes is not None:
        app.search_query_attributes = _labelled(spec.search_query_attributes)
    if spec.search_results_attributes is not None:
        app.search_results_attributes = _labelled(spec.search_results_attributes)
    return app


def _labelled(rows: list[LabelledSpec]) -> tuple[LabelledAttribute, ...]:
    return tuple(LabelledAttribute(row.attribute, row.label or row.attribute) for row in rows)


def profile_specs(given: list[ProfileSpec] | None, people: list[PersonSpec]) -> list[ProfileSpec]:
    """Return the customer profiles that a world begins with: the given ones, or one for each person."""
    return [_profile_of(person) for person in people] if given is None else given


def add_profiles(organisation: Organisation, specs: list[ProfileSpec]) -> dict[str, str]:
    """Make customer profiles and return their ids by key.

    Raises:
        SpecConflict: When two have one key, id, e-mail or mobile number.
        SpecError: When one is linked while there is no app.
    """
    distinct("profiles: the key", (spec.key for spec in specs))
    return {spec.key: _add_profile(organisation, spec, f"profiles.{place}").id for place, spec in enumerate(specs)}


def _profile_of(person: PersonSpec) -> ProfileSpec:
    return ProfileSpec(
        key=person.key,
        name=person.name,
        emails=[person.email] if person.email else [],
        phones=[person.phone] if person.phone else [],
    )


def _add_profile(organisation: Organisation, spec: ProfileSpec, where: str) -> Profile:
    _refuse_taken(organisation, spec)
    profile = organisation.profiles.add(
        name=spec.name,
        emails=list(spec.emails),
        phones=[Phone(number, "MOBILE") for number in spec.phones],
        profile_id=spec.id or slug(digest(organisation.world.seed, "declared profile", spec.key)),
    )
    profile.custom_attributes |= spec.attributes
    if spec.linked_as is not None:
        _link(organisation, profile, spec.linked_as, where)
    return profile


def _refuse_taken(organisation: Organisation, spec: ProfileSpec) -> None:
    """Refuse what another profile has.

    Contract: e-mails and mobile numbers are unique across customers (documented; GL-REST-3).
    """
    profiles = organisation.profiles
    distinct(f"profiles: in {spec.key!r} the e-mail", (email.lower() for email in spec.emails))
    distinct(f"profiles: in {spec.key!r} the phone number", spec.phones)
    if spec.id is not None and profiles.of_id(spec.id) is not None:
        raise SpecConflict(f"profiles: the id {spec.id!r} is on two customer profiles; give each one of its own")
    for email in spec.emails:
        if profiles.of_email(email) is not None:
            raise SpecConflict(f"profiles: {email} is on two customer profiles; an e-mail belongs to one")
    for phone in spec.phones:
        if profiles.of_phone(phone):
            raise SpecConflict(f"profiles: {phone} is on two customer profiles; a mobile number belongs to one")


def _link(organisation: Organisation, profile: Profile, customer_id: str, where: str) -> None:
    if not organisation.apps:
        raise SpecError(f"{where}.linked_as: {customer_id!r} needs an app to be linked with; write one in apps")
    app_id = organisation.apps[0].id
    profile.links[app_id] = Link(LinkState.LINKED, customer_id)
    profile.attribute_sources |= dict.fromkeys(profile.custom_attributes, app_id)
