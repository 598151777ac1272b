"""The file that worlds are kept in: rows of JSON by world, part and key, in SQLite."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from rma_mocks.worlds.disk.errors import StateError, damaged

_NAME = "worlds.sqlite"
_APPLICATION_ID = 0x524D4157  # "RMAW": what SQLite's header says of whose file it is
_VERSION = 2
_LOCKED_FOR_S = 0.5
"""Nobody holds the file for a moment only: whoever has it keeps it."""

_SCHEMA = """
CREATE TABLE things (
    place INTEGER PRIMARY KEY,
    world TEXT NOT NULL,
    part TEXT NOT NULL,
    key TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (world, part, key)
)
"""
_WRITE = """
INSERT INTO things (world, part, key, json) VALUES (?, ?, ?, ?)
ON CONFLICT (world, part, key) DO UPDATE SET json = excluded.json
"""


class Thing(NamedTuple):
    """One kept thing; `json` is None where it is gone."""

    world: str
    part: str
    key: str
    json: str | None


class StateFile:
    """One open state; a transaction is on disk when its call returns, whatever happens to the process then.

    Args:
        folder: Made if it is not there.

    Raises:
        StateError: When the file is damaged, another program's, or used by another process; it is as it was then.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / _NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if self.path.exists():
                self._check()
            self._connection = sqlite3.connect(self.path, isolation_level=None, timeout=_LOCKED_FOR_S)
            self._take()
        except sqlite3.OperationalError as error:
            raise self._refusal(error) from error
        except sqlite3.DatabaseError as error:
            raise damaged(self.path, str(error)) from error
        except OSError as error:
            raise StateError(f"the folder {folder} cannot be used for a state ({error.strerror})") from error

    def things(self) -> Iterator[Thing]:
        """Return everything that is kept, in the order in which it first came."""
        for row in self._connection.execute("SELECT world, part, key, json FROM things ORDER BY place"):
            yield Thing(*row)

    def write(self, things: Iterable[Thing], *, instead_of: Iterable[str] = ()) -> None:
        """Write things, all or none.

        Args:
            things: New or other ones; one without JSON is dropped.
            instead_of: Worlds of which everything else is dropped first.
        """
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.executemany("DELETE FROM things WHERE world = ?", [(world,) for world in instead_of])
            for thing in things:
                if thing.json is None:
                    connection.execute("DELETE FROM things WHERE world = ? AND part = ? AND key = ?", thing[:3])
                else:
                    connection.execute(_WRITE, thing)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _check(self) -> None:
        """Read the file without a way to change it."""
        with closing(
            sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=_LOCKED_FOR_S)
        ) as connection:
            [[application_id]] = connection.execute("PRAGMA application_id")
            [[version]] = connection.execute("PRAGMA user_version")
            [[verdict], *_] = connection.execute("PRAGMA quick_check(1)")
            [[tables]] = connection.execute("SELECT count(*) FROM sqlite_master")
        if not (application_id or version or tables):
            return  # whoever made the file was killed before anything was in it
        if application_id != _APPLICATION_ID:
            raise damaged(self.path, "it is no state of rma mocks")
        if version != _VERSION:
            raise damaged(self.path, f"it has version {version}, and this program reads version {_VERSION}")
        if verdict != "ok":
            raise damaged(self.path, str(verdict))

    def _take(self) -> None:
        """Keep every other process out; with a write-ahead log, a commit is one append."""
        connection = self._connection
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # outlives the process; only a power cut may cost the last
        connection.execute("BEGIN IMMEDIATE")
        [[version]] = connection.execute("PRAGMA user_version")
        if version == 0:
            connection.execute(_SCHEMA)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        connection.execute("COMMIT")
        self.path.chmod(0o600)

    def _refusal(self, error: sqlite3.OperationalError) -> StateError:
        if "locked" in str(error):
            return StateError(f"another program uses the state in {self.path}; stop it, or choose another folder.")
        return StateError(f"the state in {self.path} cannot be opened ({error})")
