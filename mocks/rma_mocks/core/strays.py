"""Calls that belong to no open world, which no world's journal could show."""

from collections import deque
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from starlette.types import Scope

from rma_mocks.core.recording import Recording

LIMIT = 100
_OURS = ("/_mock", "/openapi.json", "/favicon.ico")
_SHOWN = 10

Explain = Callable[[Scope], str | None]
"""Says in one sentence what came near; None when a call is nobody's stray."""


class Strays:
    """Keep the last strays of this process; they are in no world, so their time is the real one."""

    def __init__(self) -> None:
        self._kept: deque[tuple[Recording, str]] = deque(maxlen=LIMIT)

    def add(self, recording: Recording, hint: str) -> None:
        """Keep one, with a sentence about what came near."""
        self._kept.append((recording, hint))

    def rows(self) -> list[dict[str, Any]]:
        """Return them, oldest first, with secrets masked."""
        rows = [recording.exchange().as_json(0) | {"hint": hint} for recording, hint in self._kept]
        wanted = (
            *("at", "lane", "method", "path", "query", "status", "hint", "duration_ms"),
            *("request_headers", "request_body", "response_headers", "response_body"),
        )
        return [{name: row[name] for name in wanted} for row in rows]

    def clear(self) -> None:
        """Forget them."""
        self._kept.clear()


def real_now() -> datetime:
    """Return the time outside every world."""
    return datetime.now(UTC)


def is_ours(path: str) -> bool:
    """Tell whether a path is the mock's own, which no world's client would call."""
    return path.startswith(_OURS)


def no_world(world_id: str, open_ids: Collection[str]) -> str:
    """Say that a page's world is not open, and which are."""
    near = get_close_matches(world_id, open_ids, 1)
    return f"no world {world_id!r} is open; {f'is it {near[0]!r}? ' if near else ''}{open_ones(open_ids)}"


def open_ones(open_ids: Collection[str]) -> str:
    """List the open worlds, as the end of a sentence."""
    some = list(open_ids)[:_SHOWN]
    return f"open ones: {', '.join(some)}{' …' if len(open_ids) > _SHOWN else ''}" if some else "none is open"
