"""Erase rows that nobody has read for as long as their tenant wants them kept, and the old part of the audit log."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from rma_adaptor.audit import AuditLog
from rma_adaptor.errors import StoreUnavailable
from rma_adaptor.read_model import ReadModel
from rma_adaptor.telemetry import LOG
from rma_adaptor.tenants import Tenant

_HOUR_S = 3600.0


async def expire_rows(read_model: ReadModel, tenants: Iterable[Tenant], now: datetime) -> None:
    """Erase the rows of each tenant that were read longer than `retention_days` ago.

    Whoever is asked for is read anew, so that rows of that age are of people whom nobody asked for since; or
    ReturnLogic has not answered for as long, and then nothing of them is worth showing either.
    """
    for tenant in tenants:
        try:
            people = await read_model.expire(tenant.name, now - timedelta(days=tenant.retention_days))
        except StoreUnavailable:
            continue
        if people:
            LOG.info("rows expired", tenant=tenant.name, people=people)


async def expire(read_model: ReadModel, audit: AuditLog, tenants: Iterable[Tenant], now: datetime) -> None:
    """Erase what was kept for long enough, rows and audit log; what the database does not erase now, the next time."""
    await expire_rows(read_model, tenants, now)
    with suppress(StoreUnavailable):
        await audit.purge()


async def expire_on(
    read_model: ReadModel, audit: AuditLog, tenants: Callable[[], Iterable[Tenant]], clock: Callable[[], datetime]
) -> None:
    """Erase at once, and then every hour."""
    while True:
        await expire(read_model, audit, tenants(), clock())
        await asyncio.sleep(_HOUR_S)
