"""Show the figures of all workers on one page, each with the number of its worker."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from rma_adaptor.telemetry import LOG

_PATIENCE_S = 1.0


class WorkerPages:
    """Show a worker's page to the others, on a socket in a folder that only they can enter, and read theirs.

    Args:
        page: Makes this worker's own page.
    """

    def __init__(self, folder: Path, number: int, count: int, page: Callable[[], bytes]) -> None:
        self._folder = folder
        self._number = number
        self._count = count
        self._page = page

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Show the page to whoever connects; at the end leave nothing behind, also when the parent was killed."""
        path, server = self._path(self._number), None
        try:
            path.unlink(missing_ok=True)  # of one that died
            server = await asyncio.start_unix_server(self._show, path)
        except OSError as error:
            # The path may be too long for a socket; lookups do not depend on it.
            LOG.warning("this worker's figures cannot be shown to the others", type=type(error).__name__)
        try:
            yield
        finally:
            if server is not None:
                server.close()
            path.unlink(missing_ok=True)
            with suppress(OSError):
                self._folder.rmdir()

    async def collected(self) -> bytes:
        """Return all workers' figures as one page; a worker that is just being replaced is not on it."""
        others = [number for number in range(1, self._count + 1) if number != self._number]
        found = await asyncio.gather(*(self._read(number) for number in others))
        pages = {self._number: self._page(), **dict(zip(others, found, strict=True))}
        return await asyncio.to_thread(merged, {number: page for number, page in pages.items() if page})

    async def _show(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(self._page())
            await writer.drain()
        writer.close()

    async def _read(self, number: int) -> bytes:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                reader, writer = await asyncio.open_unix_connection(self._path(number))
                try:
                    return await reader.read()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return b""

    def _path(self, number: int) -> Path:
        return self._folder / f"{number}.sock"


def merged(pages: Mapping[int, bytes]) -> bytes:
    """Return one page of several in Prometheus's text format, every figure labelled with its worker's number."""
    families: dict[str, list[str]] = {}
    for number, page in sorted(pages.items()):
        family: list[str] = []
        for line in page.decode().splitlines():
            if line.startswith("# HELP"):
                family = families.setdefault(line, [])
            elif not line.startswith("#"):
                family.append(_labelled(line, number))
            elif not family:
                family.append(line)
    return "".join(f"{line}\n" for told, lines in families.items() for line in (told, *lines)).encode()


def _labelled(line: str, number: int) -> str:
    name, brace, rest = line.partition("{")
    if brace and " " not in name:
        return f'{name}{{worker="{number}",{rest}'
    name, _, value = line.partition(" ")
    return f'{name}{{worker="{number}"}} {value}'
