"""Make sure that what a run leaves behind can be written, before anything is played."""

import tempfile
from pathlib import Path


class Unwritable(Exception):
    """A place that nothing can be written to; the message says why, and what to give instead."""


def prepare_places(*, artifacts: Path | None, report: Path | None) -> None:
    """Make the folders of what somebody asked for.

    Args:
        artifacts: A folder for data.
        report: A file; it is not made yet.

    Raises:
        Unwritable: When something cannot be written there.
    """
    if artifacts is not None:
        try:
            artifacts.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=artifacts):
                pass
        except OSError as error:
            raise Unwritable(_sentence(artifacts, error, "--artifacts DIR")) from error
    if report is not None:
        try:
            report.parent.mkdir(parents=True, exist_ok=True)
            is_new = not report.exists()
            with report.open("ab"):
                pass
            if is_new:
                report.unlink()
        except OSError as error:
            raise Unwritable(_sentence(report, error, "--report FILE")) from error


def _sentence(path: Path, error: OSError, option: str) -> str:
    # A folder cannot be made where a file is: the system says that something is there, which nobody would doubt.
    why = "Not a directory" if isinstance(error, FileExistsError) else error.strerror
    return f"cannot write {path}: {why}. Choose a place with {option}."
