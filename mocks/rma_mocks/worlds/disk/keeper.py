"""Keep worlds on disk: read them when the process starts, write what changed before anybody is told of it."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from rma_mocks.core.entities import Order, Person, Rma
from rma_mocks.core.world import Mark, Part
from rma_mocks.gladly.entities import Conversation, Profile
from rma_mocks.worlds.disk.errors import damaged
from rma_mocks.worlds.disk.file import StateFile, Thing
from rma_mocks.worlds.disk.reading import reopened
from rma_mocks.worlds.disk.records import Settings, SnapshotRecord
from rma_mocks.worlds.disk.texts import as_text
from rma_mocks.worlds.registry import OpenWorld, Worlds
from rma_mocks.worlds.states.snapshots import OPENING


class Keeper:
    """The open worlds of one process, in one folder.

    Args:
        folder: Where they are kept; made if it is not there.
        worlds: The registry, still empty.

    Raises:
        StateError: When the folder's state cannot be used; it is as it was then.
    """

    def __init__(self, folder: Path, worlds: Worlds) -> None:
        self._file = StateFile(folder)
        self._worlds = worlds
        self._marks: dict[Mark, None] = {}
        try:
            reopened(self._file.things(), worlds)
        except (ValueError, LookupError) as error:
            self._file.close()
            raise damaged(self._file.path, _short(error)) from error
        worlds.keep_marks(self._marks)

    def save(self) -> None:
        """Write what changed since the last time; it is on disk when this returns."""
        if not self._marks:
            return
        marks = list(self._marks)
        whole = {world for world, part, _ in marks if part is Part.WHOLE}
        single = [mark for mark in marks if mark[0] not in whole]
        self._file.write([*self._whole(whole), *self._single(single)], instead_of=whole)
        for mark in marks:
            self._marks.pop(mark, None)

    def close(self) -> None:
        """Write what is left and let go of the file."""
        self.save()
        self._file.close()

    def _whole(self, world_ids: Iterable[str]) -> Iterator[Thing]:
        """Return everything of these worlds; nothing of one that was closed."""
        for world_id in world_ids:
            found = self._worlds.find(world_id)
            if found is not None:
                yield from things_of(found)

    def _single(self, marks: Iterable[Mark]) -> Iterator[Thing]:
        for world_id, part, key in marks:
            found = self._worlds.find(world_id)
            if found is not None:
                yield Thing(world_id, part, key, text_of(found, part, key))


def things_of(found: OpenWorld) -> Iterator[Thing]:
    """Return everything that is kept of a world."""
    retailer, organisation = found.world.retailer, found.organisation
    keys = {
        Part.SETTINGS: [""],
        Part.PERSON: [person.key for person in retailer.declared_people()],
        Part.ORDER: list(retailer.written_orders),
        Part.RMA: list(retailer.written_rmas),
        Part.GONE: list(retailer.gone_rmas),
        Part.PROFILE: [profile.id for profile in organisation.profiles.made],
        Part.CONVERSATION: list(organisation.conversations),
        Part.SNAPSHOT: [OPENING, *found.snapshots.by_name],
    }
    for part, its_keys in keys.items():
        for key in its_keys:
            yield Thing(found.world.id, part, key, text_of(found, part, key))


def text_of(found: OpenWorld, part: Part, key: str) -> str | None:
    """Return one thing of a world as it is kept, None when it is gone."""
    kind, find = _PARTS[part]
    thing = find(found, key)
    return None if thing is None else as_text(kind, thing)


def _snapshot(found: OpenWorld, name: str) -> SnapshotRecord | None:
    snapshot = found.snapshots.opening if name == OPENING else found.snapshots.by_name.get(name)
    return SnapshotRecord.of(snapshot) if snapshot else None


_PARTS: dict[Part, tuple[Any, Callable[[OpenWorld, str], Any]]] = {
    Part.SETTINGS: (Settings, lambda found, _: Settings.of(found)),
    Part.PERSON: (Person, lambda found, key: found.world.retailer.person_of_key(key)),
    Part.ORDER: (Order, lambda found, key: found.world.retailer.written_orders.get(key)),
    Part.RMA: (Rma, lambda found, key: found.world.retailer.written_rmas.get(key)),
    Part.GONE: (Rma, lambda found, key: found.world.retailer.gone_rmas.get(key)),
    Part.PROFILE: (Profile, lambda found, key: found.organisation.profiles.of_id(key)),
    Part.CONVERSATION: (Conversation, lambda found, key: found.organisation.conversations.get(key)),
    Part.SNAPSHOT: (SnapshotRecord, _snapshot),
}


def _short(error: Exception) -> str:
    """Return the first line of what is wrong, without the text that was read."""
    return str(error).splitlines()[0][:200]
