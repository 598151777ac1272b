"""The RMAs that somebody wrote, found by number, e-mail, order and age without walking through them."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime

from rma_mocks.core.entities import Rma

Age = tuple[datetime, int, str]
"""What orders RMAs in time; equal times fall back to the number."""


def age_of(rma: Rma) -> Age:
    """Return what orders an RMA among others in time, the oldest first."""
    return rma.created_at, len(rma.id), rma.id


def newest_first(rmas: Iterable[Rma]) -> list[Rma]:
    """Sort RMAs by creation, the newest first."""
    return sorted(rmas, key=age_of, reverse=True)


class WrittenRmas:
    """Rows over a base; a row may stand in the place of one that the base derives."""

    def __init__(self) -> None:
        self._rows: dict[str, Rma] = {}
        self._of_email: dict[str, tuple[str, ...]] = {}
        self._of_order: dict[str, tuple[str, ...]] = {}
        self._of_status: dict[str, dict[str, None]] = {}
        self._ages: list[Age] = []
        self._gone: dict[str, Rma] = {}
        self._gone_ages: list[Age] = []

    def copy(self) -> "WrittenRmas":
        """Return the same rows, to which later writes are separate; all values are immutable, so nothing goes deep."""
        other = copy(self)
        other._rows, other._ages = dict(self._rows), list(self._ages)  # noqa: SLF001 -- one of our own kind
        other._of_email, other._of_order = dict(self._of_email), dict(self._of_order)  # noqa: SLF001
        other._of_status = {status: dict(ids) for status, ids in self._of_status.items()}  # noqa: SLF001
        other._gone, other._gone_ages = dict(self._gone), list(self._gone_ages)  # noqa: SLF001
        return other

    def replaces(self, rma_id: str) -> bool:
        """Tell whether a derived RMA is another than it was, or gone."""
        return rma_id in self._rows or rma_id in self._gone

    def get(self, rma_id: str) -> Rma | None:
        """Return one row."""
        return self._rows.get(rma_id)

    @property
    def by_id(self) -> Mapping[str, Rma]:
        """Return all rows by number, in the order in which they were first written."""
        return self._rows

    def rows(self) -> Iterable[Rma]:
        """Return all rows, in the order in which they were first written."""
        return self._rows.values()

    def of_email(self, email: str) -> list[Rma]:
        """Return a shopper's rows; e-mail in lower case."""
        return [self._rows[rma_id] for rma_id in self._of_email.get(email, ())]

    def of_order(self, name: str) -> list[Rma]:
        """Return an order's rows."""
        return [self._rows[rma_id] for rma_id in self._of_order.get(name, ())]

    def of_status(self, status: str) -> list[Rma]:
        """Return the rows of a status."""
        return [self._rows[rma_id] for rma_id in self._of_status.get(status, {})]

    @property
    def gone(self) -> Mapping[str, Rma]:
        """Return what somebody deleted, by number, as it was last; nothing else ever gets that number."""
        return self._gone

    @property
    def derived_gone(self) -> int:
        """Count the derived RMAs that somebody deleted."""
        return len(self._gone_ages)

    def gone_age(self, rank: int) -> Age:
        """Return the age of the deleted derived RMA that has `rank` newer ones among them."""
        return self._gone_ages[-1 - rank]

    @property
    def added(self) -> int:
        """Count the rows that are not in the place of a derived one."""
        return len(self._ages)

    def added_age(self, rank: int) -> Age:
        """Return the age of the added row that has `rank` newer ones among them."""
        return self._ages[-1 - rank]

    def write(self, rma: Rma, *, is_derived: bool) -> None:
        """Add a row, or replace the one with its number; `is_derived` says that the base has the number too."""
        old = self._rows.get(rma.id)
        if old is not None:
            self._forget(old, is_derived=is_derived)
        self._rows[rma.id] = rma
        _add(self._of_email, rma.email.lower(), rma.id)
        _add(self._of_order, rma.order_name, rma.id)
        self._of_status.setdefault(rma.status, {})[rma.id] = None
        if not is_derived:
            insort(self._ages, age_of(rma))

    def remove(self, rma: Rma, *, is_derived: bool) -> None:
        """Delete an RMA, whether or not it has a row; it stays gone."""
        old = self._rows.pop(rma.id, None)
        if old is not None:
            self._forget(old, is_derived=is_derived)
        self._gone[rma.id] = rma
        if is_derived:
            insort(self._gone_ages, age_of(rma))

    def _forget(self, old: Rma, *, is_derived: bool) -> None:
        _remove(self._of_email, old.email.lower(), old.id)
        _remove(self._of_order, old.order_name, old.id)
        del self._of_status[old.status][old.id]
        if not is_derived:
            del self._ages[bisect_left(self._ages, age_of(old))]


def _add(index: dict[str, tuple[str, ...]], key: str, rma_id: str) -> None:
    index[key] = (*index.get(key, ()), rma_id)


def _remove(index: dict[str, tuple[str, ...]], key: str, rma_id: str) -> None:
    index[key] = tuple(one for one in index[key] if one != rma_id)
