"""Find what a world means to one vendor: by the world's id on pages, by credential on the API."""

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Directory(Generic[Entry]):
    """Entries by world id and by credential; each credential belongs to one world at a time."""

    def __init__(self) -> None:
        self._by_world: dict[str, Entry] = {}
        self._by_credential: dict[Hashable, str] = {}

    def __iter__(self) -> Iterator[Entry]:
        """Walk through all entries."""
        return iter(list(self._by_world.values()))

    def add(self, world_id: str, entry: Entry, *, credential: Hashable) -> None:
        """Enter one world."""
        self._by_world[world_id] = entry
        self._by_credential[credential] = world_id

    def remove(self, world_id: str) -> None:
        """Forget one world and free its credential."""
        self._by_world.pop(world_id, None)
        self._by_credential = {key: world for key, world in self._by_credential.items() if world != world_id}

    def of_world(self, world_id: str) -> Entry | None:
        """Return the entry of a world id."""
        return self._by_world.get(world_id)

    def of_credential(self, credential: Hashable) -> Entry | None:
        """Return the entry that a credential opens."""
        world_id = self._by_credential.get(credential)
        return None if world_id is None else self._by_world.get(world_id)
