"""Write a file that nobody else may read."""

import os
from pathlib import Path

_PRIVATE = 0o600


def refuse_existing(path: Path, *, may_replace: bool) -> None:
    """Raise FileExistsError before anything else is done, unless the file may be replaced."""
    if path.exists() and not may_replace:
        raise FileExistsError(path)


def write_private(path: Path, text: str, *, may_replace: bool) -> None:
    """Write text with mode 600; a link is not followed.

    Raises:
        OSError: The file is there already, or cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags | (os.O_TRUNC if may_replace else os.O_EXCL), _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, _PRIVATE)  # one that was there may have been open to others
        file.write(text)
