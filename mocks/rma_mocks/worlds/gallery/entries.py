"""The gallery: shoppers worth testing with, each an edge case with a sentence on what should happen."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from rma_mocks.worlds.declared.errors import SpecConflict, SpecError, distinct
from rma_mocks.worlds.declared.set_up import profile_specs
from rma_mocks.worlds.declared.spec import ProfileSpec, RmaSpec, WorldSpec
from rma_mocks.worlds.gallery.contacts import CONTACTS
from rma_mocks.worlds.gallery.entry import GalleryEntry, GalleryReturn
from rma_mocks.worlds.gallery.returns import RETURNS

GALLERY = {entry.key: entry for entry in (*CONTACTS, *RETURNS)}
"""Every entry by its key, in the order in which a world takes them in."""

_ALL = "all"
_ORIGINATE = "{originate_url}"


def with_gallery(spec: WorldSpec, *, now: datetime, originate_url: str) -> WorldSpec:
    """Return a declaration with the people of its gallery entries after its own.

    Args:
        spec: What somebody asked for.
        now: The world's first moment, before which the gallery's returns lie.
        originate_url: The address of the staff's pages in this world, to which a profile may link.

    Raises:
        SpecConflict: When it names an entry twice, or declares somebody with the e-mail of an entry.
        SpecError: When it names one that there is not.
    """
    entries = _entries(spec.gallery)
    if not entries:
        return spec
    _refuse_shared_emails(spec, entries)
    profiles = [_in_world(row, spec, originate_url) for entry in entries for row in entry.profiles]
    return spec.model_copy(
        update={
            "people": [*spec.people, *(person for entry in entries for person in entry.people)],
            "rmas": [*spec.rmas, *(_at(row, now) for entry in entries for row in entry.returns)],
            "profiles": [*profile_specs(spec.profiles, spec.people), *profiles],
        }
    )


def gallery_rows() -> list[dict[str, Any]]:
    """Return what there is, as plain data; people, profiles and RMAs by the keys that a world's answer has too."""
    return [
        {
            "key": entry.key,
            "about": entry.about,
            "outcome": entry.outcome,
            "people": {row.key: row.model_dump(include={"name", "email", "phone"}) for row in entry.people},
            "profiles": {row.key: row.model_dump(include={"name", "emails", "phones"}) for row in entry.profiles},
            "rmas": {row.spec.key: row.spec.model_dump(include={"id", "of", "status"}) for row in entry.returns},
        }
        for entry in GALLERY.values()
    ]


def _entries(names: Iterable[str]) -> list[GalleryEntry]:
    wanted = distinct("gallery: the entry", names)
    if wanted == [_ALL]:
        return list(GALLERY.values())
    unknown = next((name for name in wanted if name not in GALLERY), None)
    if unknown is not None:
        raise SpecError(f'gallery: {unknown!r} is unknown; write "all", or some of: {", ".join(GALLERY)}')
    return [GALLERY[name] for name in wanted]


def _refuse_shared_emails(spec: WorldSpec, entries: Iterable[GalleryEntry]) -> None:
    declared = {email.lower() for person in spec.people if (email := person.email)}
    declared |= {email.lower() for row in spec.profiles or () for email in row.emails}
    for entry in entries:
        own = {email.lower() for email in entry.emails}
        for email in sorted(declared & own):
            raise SpecConflict(f"gallery: {email} in {entry.key!r} is the e-mail of somebody declared too; change one")


def _at(row: GalleryReturn, now: datetime) -> RmaSpec:
    return row.spec.model_copy(update={"created": now - timedelta(days=row.days_ago)})


def _in_world(row: ProfileSpec, spec: WorldSpec, originate_url: str) -> ProfileSpec:
    attributes = {name: value.replace(_ORIGINATE, originate_url) for name, value in row.attributes.items()}
    return row.model_copy(update={"attributes": attributes, "linked_as": row.linked_as if spec.apps else None})
