"""Find and make customer profiles; people of the retailer's data have theirs from the start."""

import asyncio
import base64
from collections.abc import Iterable, Iterator

from rma_mocks.core.entities import Person
from rma_mocks.core.ids import digest, slug
from rma_mocks.core.world import Part, World
from rma_mocks.gladly.entities import Email, Phone, Profile


class Profiles:
    """The customer profiles of one organisation; a derived person's is made when somebody asks for it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[str, Profile] = {}
        self._by_email: dict[str, Profile] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    def of_id(self, profile_id: str) -> Profile | None:
        """Return one customer profile."""
        if profile_id in self._made:
            return self._made[profile_id]
        profile = self.as_derived(profile_id)
        return None if profile is None else self._keep(profile)

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
        if person is None or person.index < 0 or self.id_of(person) in self._made:
            return None
        return self._keep(self._fresh(person))

    def of_phone(self, phone: str) -> list[Profile]:
        """Return the profiles that hold a phone number; derived people count once they were met."""
        return [row for row in self._made.values() if any(held.original == phone for held in row.phones)]

    @property
    def made(self) -> list[Profile]:
        """Return every profile that somebody made or met."""
        return list(self._made.values())

    def first(self, limit: int, matching: str = "") -> list[Profile]:
        """Return profiles whose name, e-mail or phone contains a text, those met so far first."""
        wanted = matching.strip().lower()
        found: list[Profile] = []
        for profile in self._every():
            if len(found) >= limit:
                break
            if wanted in _searchable(profile):
                found.append(profile)
        return found

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
            self.set_emails(profile, profile.emails)

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

    def _free_id(self) -> str:
        number = len(self._made)
        while (made_id := slug(digest(self._world.seed, "made profile", number))) in self._made:
            number += 1
        return made_id

    def _every(self) -> Iterator[Profile]:
        yield from self.made
        for person in self._world.retailer.derived_people():
            if self.id_of(person) not in self._made:
                yield self._fresh(person)

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


def _searchable(profile: Profile) -> str:
    return " ".join(
        [profile.name, *(row.original for row in profile.emails), *(row.original for row in profile.phones)]
    ).lower()
