"""Find what a world means to one vendor: by the world's id on pages, by credential on the API."""

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Directory(Generic[Entry]):
    """Entries by world id and by credential; a world may have several, each of which belongs to one world at a time."""

    def __init__(self) -> None:
        self._by_world: dict[str, Entry] = {}
        self._by_credential: dict[Hashable, str] = {}
        self._by_revoked: dict[Hashable, str] = {}
        self._issued: dict[str, list[Hashable]] = {}

    def add(self, world_id: str, entry: Entry, *, credential: Hashable) -> None:
        """Enter one world."""
        self._by_world[world_id] = entry
        self.issue(world_id, credential)

    def issue(self, world_id: str, credential: Hashable) -> None:
        """Let one more credential open an entered world."""
        self._by_revoked.pop(credential, None)
        self._by_credential[credential] = world_id
        self._issued.setdefault(world_id, []).append(credential)

    def revoke(self, credential: Hashable) -> None:
        """Let a credential open nothing any more; it goes on to tell whose it was."""
        world_id = self._by_credential.pop(credential, None)
        if world_id is not None:
            self._by_revoked[credential] = world_id

    def remove(self, world_id: str) -> None:
        """Forget one world and free its credentials."""
        self._by_world.pop(world_id, None)
        for credential in self._issued.pop(world_id, ()):
            for index in (self._by_credential, self._by_revoked):
                if index.get(credential) == world_id:
                    del index[credential]

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Return every entry by its world's id, the oldest first."""
        return self._by_world

    def of_world(self, world_id: str) -> Entry | None:
        """Return the entry of a world id."""
        return self._by_world.get(world_id)

    def of_credential(self, credential: Hashable) -> Entry | None:
        """Return the entry that a credential opens."""
        return self._entry(self._by_credential.get(credential))

    def of_revoked(self, credential: Hashable) -> Entry | None:
        """Return the entry that a credential once opened, so that its refusal can be told there."""
        return self._entry(self._by_revoked.get(credential))

    def _entry(self, world_id: str | None) -> Entry | None:
        return None if world_id is None else self._by_world.get(world_id)
