"""Do in this process what another one tells: forget, mark, read tenants again."""

from dataclasses import dataclass

from rma_adaptor.installations import Installations
from rma_adaptor.metrics import Metrics
from rma_adaptor.read_model import ReadModel
from rma_adaptor.sharing.news import Item
from rma_adaptor.telemetry import warn_of_unsigned
from rma_adaptor.tenant_store import TenantStore


@dataclass(frozen=True)
class Hearing:
    """Change what this process remembers; what is stored has been changed by whoever tells of it."""

    tenants: TenantStore
    installations: Installations
    read_model: ReadModel
    metrics: Metrics

    async def act(self, item: Item) -> None:
        """Do what an item says.

        Raises:
            StoreUnavailable: The tenants cannot be read, or rows not be erased.
        """
        if item.kind == "tenants":
            await self.catch_up()
        elif item.kind == "stale":
            self.read_model.mark_here(item.tenant, item.emails, item.rma_ids)
        else:
            # From the store as well: this process may have kept there what it was fetching until now.
            for email in [None] if item.emails is None else item.emails:
                await self.read_model.erase(item.tenant, email)

    async def start_anew(self) -> None:
        """Drop all rows from memory, and read all tenants again.

        Raises:
            StoreUnavailable: The tenants cannot be read.
        """
        for tenant in self.tenants.all():
            self.read_model.forget_here(tenant.name)
        await self.catch_up()

    async def catch_up(self) -> None:
        """Read all tenants and installations again, and forget what was read of one with another key or address.

        Raises:
            StoreUnavailable: They cannot be read.
        """
        await self.installations.all()
        for before, after in await self.tenants.reload():
            if after is not None and after.is_open_to_all:
                warn_of_unsigned(after.name)
            if before is not None and (after is None or after.asks_otherwise_than(before)):
                self.read_model.forget_here(before.name)
            if before is not None and after is None:
                self.metrics.forget(before.name)
