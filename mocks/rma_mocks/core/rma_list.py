"""List the RMAs of a retailer of any size: pages newest first, and what may be searched for."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rma_mocks.core.base import Base
from rma_mocks.core.entities import Rma
from rma_mocks.core.written import WrittenRmas, newest_first

MOST_FILTERED = 10_000
"""Up to so many derived RMAs are all looked at for a search or a filter; more would keep everybody else waiting."""

_WHOLE = re.compile(r"#?[0-9]+|[^@\s]+@[^@\s]+\.[^@\s]+")
"""What is a whole order name, RMA number or e-mail, not a part."""


@dataclass(frozen=True, slots=True)
class RmaFilter:
    """Which RMAs are wanted; all that is left empty, None or `shown` wants everything.

    Args:
        search: What must appear in order, RMA number, customer name or e-mail.
        status: The only status wanted.
        return_type: What at least one item must be returned for.
        reason_code: Why at least one item must come back.
        created_from: The earliest creation, timezone-aware.
        created_before: The first moment that is too late.
        archived: Whether archived RMAs are among the others, left out, or the only ones.
    """

    search: str = ""
    status: str = ""
    return_type: str = ""
    reason_code: str = ""
    created_from: datetime | None = None
    created_before: datetime | None = None
    archived: Literal["shown", "hidden", "only"] = "shown"

    def takes(self, rma: Rma) -> bool:
        """Tell whether an RMA is among those that are wanted."""
        return (
            self.status in ("", rma.status)
            and (self.archived == "shown" or rma.archived is (self.archived == "only"))
            and (self.created_from is None or rma.created_at >= self.created_from)
            and (self.created_before is None or rma.created_at < self.created_before)
            and (not self.return_type or any(item.return_type == self.return_type for item in rma.items))
            and (not self.reason_code or any(item.reason_code == self.reason_code for item in rma.items))
            and self.search.strip().casefold() in _searchable(rma)
        )


EVERY_RMA = RmaFilter()


class TooManyToSearch(Exception):
    """A filter that would need deriving everything; the message says what to do instead."""


def page_of(base: Base, written: WrittenRmas, *, limit: int, offset: int) -> tuple[list[Rma], int]:
    """Return one page of all RMAs, newest first, and how many there are in all, without deriving any other."""
    total = base.rmas_total - written.derived_gone + written.added
    ranks = range(offset, min(offset + limit, total))

    def place(rank: int) -> int:
        """Return how many RMAs of both kinds are newer than the added row of this rank among its kind."""
        return rank + _left_since(base, written, written.added_age(rank)[0])

    first = bisect_left(range(written.added), offset, key=place)
    added = {}
    for rank in range(first, written.added):
        if place(rank) not in ranks:
            break
        added[place(rank)] = written.get(written.added_age(rank)[2])
    derived = _newest_left(base, written, offset - first, len(ranks) - len(added))
    rows = [added.get(rank) or next(derived) for rank in ranks]
    return [written.get(row.id) or row for row in rows], total


def every_rma(base: Base, written: WrittenRmas) -> Iterable[Rma]:
    """Derive all RMAs as they are now, in no order."""
    yield from written.rows()
    yield from (rma for rma in base.every_rma() if not written.replaces(rma.id))


def matching(rmas: Iterable[Rma], wanted: RmaFilter) -> list[Rma]:
    """Return the RMAs that a filter takes, newest first."""
    return newest_first(rma for rma in rmas if wanted.takes(rma))


def refuse_part(search: str, total: int) -> None:
    """Refuse to search so many RMAs for what is not a whole e-mail, order name or RMA number.

    Raises:
        TooManyToSearch: Always, unless it is one of these.
    """
    if not _WHOLE.fullmatch(search):
        raise TooManyToSearch(
            f"This retailer has {total:,} derived RMAs, too many to look at each one for a filter or a part of a text;"
            " search for a whole e-mail address, order name or RMA number instead"
        )


def _left_since(base: Base, written: WrittenRmas, moment: datetime) -> int:
    """Count the derived RMAs, but for the deleted ones, that were created at a moment or later."""
    since = base.rmas_since(moment)
    return since - bisect_left(range(written.derived_gone), since, key=lambda place: _rank(base, written, place))


def _newest_left(base: Base, written: WrittenRmas, first: int, count: int) -> Iterator[Rma]:
    """Derive RMAs, but for the deleted ones, newest first, from the one that has `first` newer ones."""
    gone = range(written.derived_gone)
    skipped = bisect_right(gone, first, key=lambda place: _rank(base, written, place) - place)
    derived = base.newest_rmas(first + skipped, count + len(gone) - skipped)
    return (rma for rma in derived if rma.id not in written.gone)


def _rank(base: Base, written: WrittenRmas, place: int) -> int:
    """Return how many derived RMAs, deleted or not, are newer than the deleted one that has `place` newer ones."""
    return base.rmas_since(written.gone_age(place)[0]) - 1


def _searchable(rma: Rma) -> str:
    return f"{rma.id}\n{rma.order_name}\n{rma.customer_name}\n{rma.email}".casefold()
