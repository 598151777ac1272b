"""Remember rows in memory; bounded, the person asked longest ago goes first."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rma_adaptor.rows.readings import Person, Reading


@dataclass(slots=True)
class Known:
    """Hold what is known of one person.

    Args:
        order: Of the reading among all; a later one is never replaced by an earlier one.
        era: Of the tenant when it was kept; a new era begins when everything of the tenant becomes stale.
        is_marked: Whether a webhook came since it was read.
        is_failing: Whether the last try to read it anew failed.
    """

    reading: Reading
    order: int = 0
    era: int = 0
    is_marked: bool = False
    is_failing: bool = False


class RowMemory:
    """Keep what is known per person, and find people by the ids of their RMAs."""

    def __init__(self, *, capacity: int) -> None:
        self._capacity = capacity
        self._known: OrderedDict[Person, Known] = OrderedDict()
        self._emails: dict[tuple[str, str], tuple[str, ...]] = {}  # by tenant and id of an RMA
        self._eras: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._known)

    def get(self, person: Person) -> Known | None:
        """Return what is known of a person."""
        return self._known.get(person)

    def touch(self, person: Person) -> None:
        """Note that somebody asked for a person."""
        self._known.move_to_end(person)

    def is_stale(self, person: Person, known: Known) -> bool:
        """Tell whether a webhook came since it was read."""
        return known.is_marked or known.era != self._eras.get(person[0], 0)

    def keep(self, person: Person, known: Known) -> None:
        """Put something in the place of what was known, unless that is newer."""
        before = self._known.get(person)
        if before is not None and before.order > known.order:
            return
        known.era = self._eras.get(person[0], 0)
        self._known[person] = known
        self._known.move_to_end(person)
        self._lead(person, _ids(before), _ids(known))
        if len(self._known) > self._capacity:
            self._drop(next(iter(self._known)))

    def forget(self, tenant: str, email: str | None = None) -> None:
        """Drop a tenant's rows, all or one person's."""
        people = [(tenant, email)] if email is not None else [one for one in self._known if one[0] == tenant]
        for person in people:
            self._drop(person)

    def note_failure(self, person: Person, order: int) -> None:
        """Note that somebody tried in vain to read a person anew."""
        known = self._known.get(person)
        if known is not None and known.order < order:
            known.is_failing = True

    def mark(self, person: Person) -> None:
        """Let what is known of a person be stale."""
        if (known := self._known.get(person)) is not None:
            known.is_marked = True

    def mark_all(self, tenant: str) -> None:
        """Let all that is known of a tenant's people be stale; that costs the same however many they are."""
        self._eras[tenant] = self._eras.get(tenant, 0) + 1

    def emails_of(self, tenant: str, rma_ids: Iterable[str]) -> set[str]:
        """Return who has these RMAs, as far as is known."""
        return {email for rma_id in rma_ids for email in self._emails.get((tenant, rma_id), ())}

    def expire(self, tenant: str, before: datetime) -> int:
        """Drop what was read before a moment; return how many people's rows that were."""
        old = [one for one, known in self._known.items() if one[0] == tenant and known.reading.as_of < before]
        for person in old:
            self._drop(person)
        return len(old)

    def _drop(self, person: Person) -> None:
        self._lead(person, _ids(self._known.pop(person, None)), set())

    def _lead(self, person: Person, before: set[str], after: set[str]) -> None:
        """Let the RMAs that somebody has now lead to them, and no longer those that they had before."""
        tenant, email = person
        for rma_id in after - before:
            self._emails[tenant, rma_id] = (*self._emails.get((tenant, rma_id), ()), email)
        for rma_id in before - after:
            if others := tuple(one for one in self._emails[tenant, rma_id] if one != email):
                self._emails[tenant, rma_id] = others
            else:
                del self._emails[tenant, rma_id]


def _ids(known: Known | None) -> set[str]:
    return {row.id for row in known.reading.rows} if known is not None else set()
