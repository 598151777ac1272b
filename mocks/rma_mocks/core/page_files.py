"""A mock's own pages, scripts and styles: only what lies in their folders, whatever a path looks like."""

from pathlib import Path

from starlette.responses import FileResponse

_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
_SHARED = Path(__file__).parent / "pages"


class PageFiles:
    """The files of one folder and those that all pages share, listed once: no path is ever given to the file system."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            path.relative_to(root).as_posix(): path
            for root in (_SHARED, folder)
            for path in root.rglob("*")
            if path.is_file()
        }

    def answer(self, name: str) -> FileResponse | None:
        """Return the answer with one file, or None when there is no such file."""
        path = self._files.get(name)
        return FileResponse(path, headers=_HEADERS) if path else None
