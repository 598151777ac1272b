"""Find customer profiles that may be the same person as another one."""

from collections.abc import Iterator
from dataclasses import dataclass

from rma_mocks.core.world import Part
from rma_mocks.gladly.entities import LinkState, Profile
from rma_mocks.gladly.organisation import Organisation

MOST_MATCHES = 20


@dataclass(frozen=True, slots=True)
class Shared:
    """What two profiles have in common; `app` names the lookup app of an external customer id."""

    what: str
    value: str
    app: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Another profile that may be the same person, and why."""

    profile: Profile
    shares: tuple[Shared, ...]


def matches_of(organisation: Organisation, profile: Profile) -> list[Match]:
    """Return the profiles with an equal phone number or external customer id, but for those said to be no match.

    Equal e-mails and mobile numbers cannot be, since they belong to one profile only; social handles are not kept here.

    Contract: Gladly, merge profiles (documented; GL-MATCH-1).
    """
    found = []
    for other in _others(organisation, profile):
        shares = tuple(_shared(organisation, profile, other))
        if shares and other.id not in profile.no_matches and profile.id not in other.no_matches:
            found.append(Match(other, shares))
    return found[:MOST_MATCHES]


def refuse_match(organisation: Organisation, profile: Profile, other: Profile) -> None:
    """Note that two profiles are different people, so that neither is suggested for the other (assumed; GL-MATCH-2)."""
    profile.no_matches = tuple(dict.fromkeys((*profile.no_matches, other.id)))
    organisation.world.changed(Part.PROFILE, profile.id)


def _others(organisation: Organisation, profile: Profile) -> Iterator[Profile]:
    """Walk through the profiles that somebody met, then derived people with one of the numbers."""
    profiles = organisation.profiles
    yield from (other for other in profiles.made if other is not profile)
    for phone in profile.phones:
        fresh = profiles.unmet_of_phone(phone.original)
        if fresh is not None:
            yield fresh


def _shared(organisation: Organisation, profile: Profile, other: Profile) -> Iterator[Shared]:
    numbers = {row.original for row in other.phones}
    yield from (Shared("phone", row.original) for row in profile.phones if row.original in numbers)
    for app in organisation.active_apps:
        own, theirs = profile.links.get(app.id), other.links.get(app.id)
        if own is None or theirs is None or not own.state is theirs.state is LinkState.LINKED:
            continue
        if own.external_customer_id == theirs.external_customer_id:
            yield Shared("external_customer_id", own.external_customer_id or "", app.name)
