"""Let in what Gladly sends on the public port: whose it is, whole, signed, and for the first time."""

from typing import Protocol

from fastapi import Request

from rma_adaptor.auth import ReceivedRequest, authenticate
from rma_adaptor.budget import Budget
from rma_adaptor.errors import TenantUnknown
from rma_adaptor.receiving import received, trace_of
from rma_adaptor.services import Services
from rma_adaptor.tenants import Tenant


class Record(Protocol):
    """What is written down of a request as it becomes known."""

    tenant: str
    outcome: str
    trace: str


async def admit(
    request: Request, services: Services, record: Record, budget: Budget
) -> tuple[Tenant, ReceivedRequest, str]:
    """Return the tenant of the path, the request as it came, and Gladly's trace, empty when it sent none.

    Raises:
        AdaptorError: There is no such tenant, it is disabled, or the request is refused.
    """
    settings = services.settings
    tenant = services.tenants.get(request.path_params["tenant"])
    record.tenant = tenant.name
    if not tenant.is_enabled:
        record.outcome = "tenant_disabled"
        raise TenantUnknown
    came = await received(request, settings, budget)
    signature = authenticate(came, tenant, now=services.clock(), max_skew_s=settings.max_skew_s, guard=services.guard)
    if signature is not None and services.sharing is not None:
        await services.sharing.check_signature(tenant.name, signature)
    trace = trace_of(came)
    record.trace = trace or "-"
    return tenant, came, trace
