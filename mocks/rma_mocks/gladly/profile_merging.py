"""Merge two customer profiles into one: the one that is kept takes over what the other has and it lacks."""

from rma_mocks.core.world import Part
from rma_mocks.gladly.entities import Email, LinkState, Permission, Profile
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.organisation import Organisation


async def merge(organisation: Organisation, profile: Profile, source: Profile) -> None:
    """Merge `source` into `profile`, once the lookups under way on either have ended.

    Raises:
        GladlyError: When they are one profile, or either was merged already.

    Contract: Gladly, merge profiles (documented; GL-MERGE-1); what survives is assumed (GL-MERGE-2, GL-MERGE-3).
    """
    if profile is source:
        raise GladlyError(409, "invalid_state", "a profile cannot be merged into itself", attr="source")
    profiles = organisation.profiles
    first, second = sorted((profile.id, source.id))  # one order for all, so that two merges never wait for each other
    async with profiles.lock_of(first), profiles.lock_of(second):
        profiles.refuse_merged(source)
        profiles.refuse_merged(profile)
        if any(organisation.profiles.of_id(row.id) is not row for row in (profile, source)):
            raise GladlyError(409, "invalid_state", "the world was reset while this merge waited for a lookup")
        _merge(organisation, profile, source)


def _merge(organisation: Organisation, profile: Profile, source: Profile) -> None:
    world = organisation.world
    moved = _merge_links(profile, source)
    _merge_attributes(organisation, profile, source, moved)
    for name in ("name", "address", "image"):
        setattr(profile, name, getattr(profile, name) or getattr(source, name))
    emails = _emails_of_both(profile, source)
    numbers = {row.original for row in profile.phones}
    profile.phones += [row for row in source.phones if row.original not in numbers]
    profile.no_matches = tuple(dict.fromkeys((*profile.no_matches, *source.no_matches)))
    organisation.profiles.absorb(profile, source)
    organisation.profiles.set_emails(profile, emails)
    profile.updated_at = world.clock.now()
    for talk in organisation.conversations.values():
        if talk.profile_id == source.id:
            talk.profile_id = profile.id
            world.changed(Part.CONVERSATION, talk.id)
    world.changed(Part.PROFILE, source.id)
    world.changed(Part.PROFILE, profile.id)


def _merge_links(profile: Profile, source: Profile) -> set[str]:
    """Take over the links to apps that the profile is not linked to, with cards and actions; return these apps' ids."""
    moved = set()
    for app_id, theirs in source.links.items():
        own = profile.link_to(app_id)
        own.was_unlinked = own.was_unlinked or theirs.was_unlinked
        if theirs.state is LinkState.LINKED and own.state is not LinkState.LINKED:
            own.state, own.external_customer_id = LinkState.LINKED, theirs.external_customer_id
            profile.transactions[app_id] = list(source.transactions.get(app_id, []))
            if app_id in source.actions:
                profile.actions[app_id] = source.actions[app_id]
            moved.add(app_id)
        elif own.state is LinkState.NEW and own.was_unlinked:
            own.state = LinkState.UNLINKED
    return moved


def _merge_attributes(organisation: Organisation, profile: Profile, source: Profile, moved: set[str]) -> None:
    """Fill the attributes that have no value; what came by a link that is dropped goes as it does when unlinked."""
    for name, value in source.custom_attributes.items():
        app_id = source.attribute_sources.get(name)
        is_dropped = app_id not in {None, *moved} and organisation.permission_of(name) is not Permission.EDITABLE
        if not value or is_dropped or profile.custom_attributes.get(name):
            continue
        profile.custom_attributes[name] = value
        profile.attribute_sources.pop(name, None)
        if app_id is not None:
            profile.attribute_sources[name] = app_id


def _emails_of_both(profile: Profile, source: Profile) -> list[Email]:
    if not profile.emails:
        return list(source.emails)
    return [*profile.emails, *(Email(row.original) for row in source.emails)]
