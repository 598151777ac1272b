"""Follow a list to its end, whatever it says about its pages."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from rma_adaptor.returnlogic.envelopes import Page
from rma_adaptor.returnlogic.models import Rma, newest_first

_USUAL_SIZES = frozenset({10, 20, 25, 30, 50, 100, 200, 250, 500, 1000})
"""As many rows in an answer that says nothing of pages may be a full page."""


@dataclass(frozen=True)
class RmaList:
    """Hold every RMA that was read, newest first, each once; `is_complete` is false when there may be more."""

    rows: tuple[Rma, ...]
    is_complete: bool = True


@dataclass(frozen=True)
class Stretch:
    """Name a part of the list by the parameters that ask for it; `is_guess` where no answer spoke of it."""

    params: Mapping[str, str] = field(default_factory=dict)
    is_guess: bool = False


async def read_all(get_page: Callable[[Stretch], Awaitable[Page | None]], *, max_pages: int) -> RmaList:
    """Read the first page and what follows; stop at the end, at an empty or repeated page, or after `max_pages`.

    Args:
        get_page: Returns a part of the list, or None where ReturnLogic will not have our guess.
        max_pages: How many parts are read at most.

    Contract: RL-PAGE-2, `page`, `pageSize` and `total`, or a cursor (assumed: ReturnLogic's paging is unknown).
    """
    found: dict[str, Rma] = {}
    stretch = Stretch()
    for number in range(1, max_pages + 1):
        page = await get_page(stretch)
        if page is None:
            break
        fresh = [row for row in page.rows if row.id not in found]
        found |= {row.id: row for row in reversed(fresh)}
        following = _next(page, number, len(found))
        if following is None:
            return RmaList(newest_first(found.values()), is_complete=not _is_another_list(page, number, len(found)))
        if not fresh or following == stretch:
            break
        stretch = following
    return RmaList(newest_first(found.values()), is_complete=False)


def _is_another_list(page: Page, number: int, read: int) -> bool:
    """Tell whether a later part counts fewer than were read before it, so that it ends another list than began.

    That happens where the filter is honoured for one call and not for the next (RL-RMAS-3).
    """
    return number > 1 and page.total is not None and page.total < read


def _next(page: Page, number: int, read: int) -> Stretch | None:
    """Return where the list goes on, or None at its end."""
    if page.cursor is not None:
        return Stretch(page.cursor)
    following = {"page": str(number + 1)}
    if page.total is not None:
        return Stretch(following) if read < page.total else None
    if page.page_size is not None:
        return Stretch(following) if len(page.rows) >= page.page_size > 0 else None
    return Stretch(following, is_guess=True) if len(page.rows) in _USUAL_SIZES else None
