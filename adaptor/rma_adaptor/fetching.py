"""Ask ReturnLogic for one person's rows, as lookups and actions do alike."""

from collections.abc import Callable

from rma_adaptor.budget import Budget
from rma_adaptor.matching import rows_of
from rma_adaptor.rows.readings import Reading
from rma_adaptor.services import Services
from rma_adaptor.tenants import Tenant


async def fetch_rows(
    services: Services,
    tenant: Tenant,
    email: str,
    *,
    budget: Budget,
    on_call: Callable[[], None],
    trace: str = "",
    is_background: bool = False,
) -> tuple[Reading, int]:
    """Return what ReturnLogic lists of a person now, and how many rows of other people were dropped.

    Args:
        email: Normalised.
        on_call: Told of every call that is made.
        trace: Gladly's X-B3-TraceId.
        is_background: Whether nobody waits for the answer.

    Raises:
        ReturnLogicError: No usable answer.
    """
    asked_at = services.clock()
    found = await services.client.rmas_by_email(
        email,
        team=services.team_of(tenant),
        budget=budget,
        is_background=is_background,
        trace=trace,
        watch=services.call_watch(tenant.name, on_call),
    )
    matched = rows_of(email, found, trust_filter=tenant.trust_filter)
    services.metrics.count_dropped(tenant.name, matched.dropped)
    return Reading(matched.rows, asked_at, matched.is_complete, source=tenant.source), matched.dropped
