"""Find and make customer profiles; people of the retailer's data have theirs from the start."""

import asyncio
import base64
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from rma_mocks.core.contacts import addr_spec, e164
from rma_mocks.core.entities import Person
from rma_mocks.core.ids import digest, slug
from rma_mocks.core.world import Part, World
from rma_mocks.gladly.entities import Email, MergedProfile, Phone, Profile
from rma_mocks.gladly.errors import ProfileMerged

MOST_SEARCHED = 10_000
"""So many of the people whom nobody met are looked at for a part of a text; more would keep everybody else waiting."""


class Found(NamedTuple):
    """What a search found, and whether everybody was looked at."""

    profiles: list[Profile]
    searched_everybody: bool


class Profiles:
    """The customer profiles of one organisation; a derived person's is made when somebody asks for it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[str, Profile] = {}
        self._by_email: dict[str, Profile] = {}
        self._merged: dict[str, str] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def of_id(self, profile_id: str) -> Profile | None:
        """Return one customer profile; none for the id of one that was merged into another."""
        if profile_id in self._made or profile_id in self._merged:
            return self._made.get(profile_id)
        profile = self.as_derived(profile_id)
        return None if profile is None else self._keep(profile)

    def surviving(self, profile_id: str) -> Profile | None:
        """Return the profile into which the one of an id was merged, the one itself if it was not."""
        return self.of_id(self._merged.get(profile_id, profile_id))

    def as_derived(self, profile_id: str) -> Profile | None:
        """Return a derived person's profile as it is before anybody meets it."""
        person = self._world.retailer.derived_person(_index_in(profile_id))
        return self._fresh(person) if person is not None and self.id_of(person) == profile_id else None

    def of_email(self, email: str) -> Profile | None:
        """Return the profile that holds an e-mail address; case does not matter."""
        wanted = email.strip().lower()
        if wanted in self._by_email:
            return self._by_email[wanted]
        person = self._world.retailer.person_of_email(wanted)
        if person is None or person.index < 0 or self._is_met(person):
            return None
        return self._keep(self._fresh(person))

    def of_phone(self, phone: str) -> list[Profile]:
        """Return the profiles that hold a phone number."""
        held = [row for row in self._made.values() if any(one.original == phone for one in row.phones)]
        unmet = self.unmet_of_phone(phone)
        return held if unmet is None else [*held, self._keep(unmet)]

    def unmet_of_phone(self, phone: str) -> Profile | None:
        """Return what the profile of the derived person with a phone number would be, if nobody met it yet."""
        person = self._world.retailer.derived_person_of_phone(phone)
        return None if person is None or self._is_met(person) else self._fresh(person)

    @property
    def made(self) -> list[Profile]:
        """Return every profile that somebody made or met."""
        return list(self._made.values())

    def first(self, limit: int, matching: str = "") -> Found:
        """Return profiles whose name, e-mail or phone contains a text, those met so far first.

        A whole e-mail or phone number finds anybody; a part of a text only those met and the first `MOST_SEARCHED`.
        """
        wanted = matching.strip().lower()
        found = [row for row in self.made if wanted in _searchable(row)][:limit]
        fresh = (self._fresh(person) for person in self._people_like(wanted) if not self._is_met(person))
        found += islice(fresh, limit - len(found))
        is_short = bool(wanted) and len(found) < limit and not _is_whole(wanted)
        return Found(found, searched_everybody=not is_short or self._world.retailer.derived_total <= MOST_SEARCHED)

    def add(self, *, name: str, emails: list[str], phones: list[Phone], profile_id: str | None = None) -> Profile:
        """Make a customer profile; the first e-mail becomes the primary one."""
        now = self._world.clock.now()
        made_id = profile_id or self._free_id()
        profile = Profile(id=made_id, name=name, created_at=now, updated_at=now, phones=phones)
        self._made[made_id] = profile
        self.set_emails(profile, [Email(email, is_primary=place == 0) for place, email in enumerate(emails)])
        self._world.changed(Part.PROFILE, made_id)
        return profile

    def take(self, profiles: Iterable[Profile]) -> None:
        """Hold profiles as they are, the earliest first."""
        for profile in profiles:
            self._made[profile.id] = profile
            self._merged |= {row.id: profile.id for row in profile.merged}
            self.set_emails(profile, profile.emails)

    def refuse_merged(self, profile: Profile) -> None:
        """Refuse to go on with a profile that was merged into another one while somebody waited for its lock."""
        if profile.id in self._merged:
            other = self.surviving(profile.id)
            raise ProfileMerged(profile.name, other.name if other else "")

    def absorb(self, profile: Profile, source: Profile) -> None:
        """Let a profile take another one's place: whoever asks for the other's id is led to it."""
        self.set_emails(source, [])
        del self._made[source.id]
        profile.merged = (*profile.merged, *source.merged, MergedProfile(source.id, source.name))
        self._merged |= {row.id: profile.id for row in profile.merged}

    def set_emails(self, profile: Profile, emails: Iterable[Email]) -> None:
        """Give a profile these e-mail addresses and no others; where two profiles claim one, the earlier keeps it."""
        for row in profile.emails:
            if self._by_email.get(row.normalized) is profile:
                del self._by_email[row.normalized]
        profile.emails = tuple(emails)
        for row in profile.emails:
            self._by_email.setdefault(row.normalized, profile)

    def id_of(self, person: Person) -> str:
        """Return the id of a derived person's profile; it follows from the seed and leads back to the person."""
        return slug(digest(self._world.seed, "profile", person.index)[:12] + person.index.to_bytes(4))

    def lock_of(self, profile_id: str) -> asyncio.Lock:
        """Return the lock that keeps two rounds on one profile apart."""
        return self._locks.setdefault(profile_id, asyncio.Lock())

    def _is_met(self, person: Person) -> bool:
        """Tell whether a derived person's profile is one of those held, or was merged into one."""
        return self.id_of(person) in self._made or self.id_of(person) in self._merged

    def _free_id(self) -> str:
        number = len(self._made) + len(self._merged)
        while (made_id := slug(digest(self._world.seed, "made profile", number))) in {*self._made, *self._merged}:
            number += 1
        return made_id

    def _people_like(self, wanted: str) -> Iterator[Person]:
        """Derive the people whom a search finds, one by one."""
        retailer = self._world.retailer
        if retailer.derived_total > MOST_SEARCHED and _is_whole(wanted):
            one = retailer.person_of_email(wanted) or retailer.derived_person_of_phone(e164(wanted) or "")
            yield from [one] if one and one.index >= 0 else []
            return
        for index in range(min(retailer.derived_total, MOST_SEARCHED)):
            person = retailer.derived_person(index)
            if person is not None and wanted in _searchable_person(person):
                yield person

    def _keep(self, fresh: Profile) -> Profile:
        profile = self._made.setdefault(fresh.id, fresh)
        self.set_emails(profile, profile.emails)
        return profile

    def _fresh(self, person: Person) -> Profile:
        return Profile(
            id=self.id_of(person),
            name=person.name,
            created_at=self._world.clock.start,
            updated_at=self._world.clock.start,
            address=person.address,
            emails=(Email(person.email, is_primary=True),) if person.email else (),
            phones=[Phone(person.phone, "MOBILE")] if person.phone else [],
        )


def _index_in(profile_id: str) -> int:
    try:
        raw = base64.urlsafe_b64decode(profile_id + "==")
    except ValueError:
        return -1
    return int.from_bytes(raw[12:16]) if len(raw) == 16 else -1  # noqa: PLR2004 -- a slug id is 16 bytes


def _is_whole(text: str) -> bool:
    return addr_spec(text) is not None or re.fullmatch(r"\+?[0-9 ().-]{10,}", text) is not None


def _searchable_person(person: Person) -> str:
    return f"{person.name} {person.email or ''} {person.phone or ''}".lower()


def _searchable(profile: Profile) -> str:
    return " ".join(
        [profile.name, *(row.original for row in profile.emails), *(row.original for row in profile.phones)]
    ).lower()
