"""Follow a list to its end; cursors will be followed here too, once anybody has seen one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rma_adaptor.returnlogic.envelopes import Page
from rma_adaptor.returnlogic.models import Rma, newest_first


@dataclass(frozen=True)
class RmaList:
    """Hold every RMA that was read, newest first, each once; `is_complete` is false when there are more."""

    rows: tuple[Rma, ...]
    is_complete: bool = True


async def read_all(get_page: Callable[[int], Awaitable[Page]], *, max_pages: int) -> RmaList:
    """Read page 1 and what follows; stop at the end, at an empty or repeated page, or after `max_pages`.

    Contract: RL-PAGE-1, `page`, `pageSize` and `total` (assumed: ReturnLogic's paging is unknown).
    """
    found: dict[str, Rma] = {}
    has_more = True
    for number in range(1, max_pages + 1):
        page = await get_page(number)
        fresh = [row for row in page.rows if row.id not in found]
        found |= {row.id: row for row in reversed(fresh)}
        has_more = _has_more(page, len(found))
        if not fresh or page.has_cursor or not has_more:
            break
    return RmaList(newest_first(found.values()), is_complete=not has_more)


def _has_more(page: Page, read: int) -> bool:
    if page.has_cursor:
        return True
    if not page.rows:
        return False
    if page.total is not None:
        return read < page.total
    return page.page_size is not None and len(page.rows) >= page.page_size > 0
