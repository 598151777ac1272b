"""Hold what is still to be written, so that no answer waits for a database."""

import asyncio
from collections import OrderedDict

from rma_adaptor.rows.readings import Person
from rma_adaptor.rows.store import Kept


class Backlog:
    """Hold the newest rows of each person until somebody takes them; bounded, what waits longest is lost first.

    A database that does not keep up costs rows that will be read again, never memory without end.
    """

    def __init__(self, *, capacity: int) -> None:
        self._capacity = capacity
        self._waiting: OrderedDict[Person, Kept] = OrderedDict()
        self._filled = asyncio.Event()

    def __len__(self) -> int:
        return len(self._waiting)

    def get(self, person: Person) -> Kept | None:
        """Return what waits of a person."""
        return self._waiting.get(person)

    def put(self, person: Person, kept: Kept) -> None:
        """Take the place of what waits of that person already."""
        self._waiting[person] = kept
        self._waiting.move_to_end(person)
        if len(self._waiting) > self._capacity:
            self._waiting.popitem(last=False)
        self._filled.set()

    async def filled(self) -> None:
        """Wait until there is something to take."""
        await self._filled.wait()

    def take(self, most: int) -> list[tuple[Person, Kept]]:
        """Take what waits longest."""
        taken = [self._waiting.popitem(last=False) for _ in range(min(most, len(self._waiting)))]
        if not self._waiting:
            self._filled.clear()
        return taken

    def drop(self, tenant: str, email: str | None) -> None:
        """Drop what waits of a tenant's people, all or one."""
        for person in [one for one in self._waiting if one[0] == tenant and email in (None, one[1])]:
            del self._waiting[person]
