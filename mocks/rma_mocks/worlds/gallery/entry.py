"""What an entry of the gallery is made of: the same declarations that a client may write itself."""

from dataclasses import dataclass
from typing import Any

from rma_mocks.worlds.declared.spec import ItemSpec, PersonSpec, ProfileSpec, RmaSpec


@dataclass(frozen=True, slots=True)
class GalleryReturn:
    """A return, so many days before the world's now."""

    spec: RmaSpec
    days_ago: int


@dataclass(frozen=True, slots=True)
class GalleryEntry:
    """An edge case.

    `about` says what it is and `outcome` what should happen, each in a few words. All its keys begin with its own.
    """

    key: str
    about: str
    outcome: str
    people: tuple[PersonSpec, ...] = ()
    profiles: tuple[ProfileSpec, ...] = ()
    returns: tuple[GalleryReturn, ...] = ()

    @property
    def emails(self) -> list[str]:
        """Return every e-mail of its people and profiles, as written."""
        own = [person.email for person in self.people if person.email]
        return [*own, *(email for row in self.profiles for email in row.emails)]


def shopper(key: str, name: str, email: str | None = None, phone: str | None = None) -> PersonSpec:
    """Return a shopper."""
    return PersonSpec(key=key, name=name, email=email, phone=phone)


def profile(key: str, name: str, *emails: str, **more: Any) -> ProfileSpec:
    """Return a customer profile; `more` are further fields of its declaration."""
    return ProfileSpec(key=key, name=name, emails=list(emails), **more)


def returned(of: str, number: int, *items: ItemSpec, days_ago: int = 28, **more: Any) -> GalleryReturn:
    """Return an RMA of a shopper.

    Args:
        of: The shopper's key, which the RMA's key begins with.
        number: Its own, from 101; RMA and order are numbered after it.
        items: What comes back; a jacket when left out.
        days_ago: When it was created; by default before anything that a world declares without a time.
        more: Further fields of its declaration; `key` is what follows the shopper's key.
    """
    key = f"{of}_{more.pop('key', 'return')}"
    ids = {"id": f"700000{number}", "order_name": f"#G{number}"}
    fields: dict[str, Any] = {"items": list(items)} if items else {}
    return GalleryReturn(RmaSpec(key=key, of=of, **(ids | fields | more)), days_ago)


def item(product: str, **more: Any) -> ItemSpec:
    """Return a return item; `more` are further fields of its declaration."""
    return ItemSpec(product=product, **more)
