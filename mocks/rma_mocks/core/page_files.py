"""A mock's own pages, scripts and styles: only what lies in their folder, whatever a path looks like."""

from pathlib import Path

from starlette.responses import FileResponse


class PageFiles:
    """The files of one folder, listed once, so that no path is ever given to the file system."""

    def __init__(self, folder: Path) -> None:
        self._files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}

    def answer(self, name: str) -> FileResponse | None:
        """Return the answer with one file, or None when there is no such file."""
        path = self._files.get(name)
        return FileResponse(path, headers={"Cache-Control": "no-cache"}) if path else None
