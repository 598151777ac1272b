"""Let programs of the same person find the stacks that are running on this machine.

Whoever keeps a stack running writes its URL, which holds the control token, into a folder that only they can read.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

STACK_VARIABLE = "RMA_STACK_URL"
"""The environment variable in which a stack's URL is left for the programs that are started beside it."""

_FOLDER = "rma-toolkit"
_PRIVATE = 0o700


@contextlib.contextmanager
def announced(url: str) -> Iterator[None]:
    """Announce a stack while it runs; where that is not possible, it is merely not found."""
    folder = _folder(make=True)
    if folder is None:
        yield
        return
    path = folder / f"{os.getpid()}.url"
    path.write_text(url, encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def announced_stacks() -> list[str]:
    """Return the URLs of announced stacks, the newest first; one may be gone if its program was killed."""
    folder = _folder(make=False)
    if folder is None:
        return []
    found = []
    for path in folder.glob("*.url"):
        with contextlib.suppress(OSError):  # it ended just now
            found.append((path.stat().st_mtime_ns, path.read_text(encoding="utf-8")))
    return [url for _, url in sorted(found, reverse=True)]


def _folder(*, make: bool) -> Path | None:
    """Return the folder, or None when it is missing or could be somebody else's."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    owner = f"-{os.getuid()}" if hasattr(os, "getuid") else ""
    path = Path(runtime) / _FOLDER if runtime else Path(tempfile.gettempdir()) / f"{_FOLDER}{owner}"
    try:
        if make:
            path.mkdir(mode=_PRIVATE, exist_ok=True)
        about = path.lstat()
    except OSError:
        return None
    if not hasattr(os, "getuid"):
        return path
    is_ours = about.st_uid == os.getuid() and not about.st_mode & 0o077
    return path if is_ours and not path.is_symlink() else None
