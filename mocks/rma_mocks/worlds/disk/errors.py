"""Why a state on disk cannot be used."""

from pathlib import Path


class StateError(Exception):
    """A state that is damaged, locked, or another program's; the message names the file and says what to do.

    The file is as it was.
    """


def damaged(path: Path, why: str) -> StateError:
    """Return the error of a state that cannot be read."""
    return StateError(f"the state in {path} cannot be read ({why}). It was left as it is; move it away to start anew.")
