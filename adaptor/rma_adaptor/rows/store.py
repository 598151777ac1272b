"""Say what a place must do in which rows outlive the process, or which several processes share."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from rma_adaptor.rows.readings import Person, Reading


@dataclass(frozen=True)
class Kept:
    """Hold rows as they were kept; stale ones are for outages only."""

    reading: Reading
    is_stale: bool = False


class RowStore(Protocol):
    """Keep each person's last good rows behind the read model's memory.

    Rows are a cache: whatever is lost costs one call. Marks and erasures are not: they are done when the call returns.
    """

    async def load(self, person: Person) -> Kept | None:
        """Return what is kept of a person; None also when the place does not answer, so it never raises."""

    def keep(self, person: Person, kept: Kept) -> None:
        """Keep rows soon, without making anybody wait; no rows at all take the place of older ones, too."""

    async def forget(self, tenant: str, email: str | None = None) -> None:
        """Erase a tenant's rows, all or one person's, also those that were to be kept soon.

        Raises:
            StoreUnavailable: The place does not answer.
        """

    async def mark_stale(self, tenant: str, emails: Collection[str], rma_ids: Collection[str]) -> bool:
        """Mark what was read until now of these people, and of whoever has these RMAs; tell whether that is anybody.

        Raises:
            StoreUnavailable: The place does not answer.
        """

    async def mark_all_stale(self, tenant: str) -> None:
        """Mark what was read until now of all of a tenant's people, at the cost of one write.

        Raises:
            StoreUnavailable: The place does not answer.
        """

    async def expire(self, tenant: str, before: datetime) -> int:
        """Erase what was read before a moment; return how many people's rows that were.

        Raises:
            StoreUnavailable: The place does not answer.
        """
