"""Originate's calls, for staff: the RMA table, one RMA, orders, and returns created by hand."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from rma_mocks.core.entities import RETURN_REASONS, RETURN_TYPES, STATUSES
from rma_mocks.core.rma_list import RmaFilter, TooManyToSearch
from rma_mocks.core.visits import unrecorded
from rma_mocks.returnlogic.auth import CurrentVisit, PageTeam, doing, reading
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.inputs import StaffReturn, WantedRmas
from rma_mocks.returnlogic.returns import create_return
from rma_mocks.returnlogic.settings import Policies
from rma_mocks.returnlogic.views import choices, order_view, rma_row, rma_view

router = APIRouter(prefix="/w/{world}/originate/api", tags=["Originate"])

_ORDERS_SHOWN = 20


@router.get(
    "/settings",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-TYPE-1"},
)
async def get_settings(team: PageTeam) -> dict[str, Any]:
    """Show the store, who is signed in, and what forms and filters offer."""
    store = {"store_name": team.world.retailer.store_name, "staff_name": team.staff_name}
    return store | {"statuses": list(STATUSES)} | choices(team.policies)


@router.get(
    "/changes",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-TABLE-1"},
)
async def wait_for_changes(
    team: PageTeam, after: int = -1, wait_s: Annotated[float, Query(ge=0, le=60)] = 20
) -> dict[str, int]:
    """Answer as soon as something changed beyond `after`, or when the time is over, so that all windows agree."""
    return {"seq": await team.world.changes.wait_beyond(after, wait_s)}


@router.get(
    "/rmas",
    dependencies=[Depends(reading("list_rmas_page"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-TABLE-1"},
)
async def list_rmas(team: PageTeam, wanted: Annotated[WantedRmas, Query()]) -> dict[str, Any]:
    """List RMAs, newest first; search looks at order, RMA number, customer name and e-mail.

    Where more than 10,000 RMAs are derived, a search must be for a whole e-mail, order name or RMA number; others
    answer 422 with a sentence that says so.

    Contract: search fields and filters are documented (RL-TABLE-1); that the dates are those of the creation, in UTC
    and both inclusive, is assumed, as are the columns; the limit is ours.
    """
    chosen = _filter(wanted, team.policies)
    try:
        rows, total = team.world.retailer.rmas(limit=wanted.limit, offset=wanted.offset, wanted=chosen)
    except TooManyToSearch as too_many:
        raise ReturnLogicError(422, str(too_many)) from too_many
    return {"rmas": [rma_row(rma) for rma in rows], "total": total}


@router.get(
    "/rmas/{rma_id}",
    dependencies=[Depends(reading("open_rma"))],
    openapi_extra={"x-evidence": "observed", "x-rule": "RL-LINK-1"},
)
async def open_rma(
    team: PageTeam, visit: CurrentVisit, rma_id: str, via: Literal["desk"] | None = None
) -> dict[str, Any]:
    """Show one RMA; `via` says that the reader is an agent who followed the link on Gladly's desktop.

    Contract: page with who did what and when (documented; RL-TIMELINE-1).
    """
    if via == "desk":
        visit.sender = "agent"
    rma = team.world.retailer.rma(rma_id)
    if rma is None:
        raise ReturnLogicError(404, f"There is no RMA {rma_id}")
    return rma_view(rma, team)


@router.get(
    "/orders",
    dependencies=[Depends(doing("find_order"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-TABLE-1"},
)
async def find_orders(team: PageTeam, search: str = "") -> dict[str, Any]:
    """Find orders by a shopper's e-mail, newest first, or one by its name."""
    retailer = team.world.retailer
    if "@" in search:
        orders = retailer.orders_of_email(search)[:_ORDERS_SHOWN]
    else:
        order = retailer.order(search) if search.strip() else None
        orders = [order] if order else []
    return {"orders": [order_view(order, retailer) for order in orders]}


@router.post(
    "/rmas",
    status_code=201,
    dependencies=[Depends(doing("create_rma"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-CREATE-4"},
)
async def create_rma(team: PageTeam, wish: StaffReturn) -> dict[str, Any]:
    """Create a return for a shopper; return windows do not hold staff back (documented; RL-CREATE-4)."""
    order = team.world.retailer.order(wish.order_name)
    if order is None:
        problem = ("order_name", f"there is no order {wish.order_name}")
        raise ReturnLogicError(422, "This return cannot be created", (problem,))
    return rma_view(create_return(team, order, [item.wish() for item in wish.items], by=team.staff_name), team)


def _filter(wanted: WantedRmas, policies: Policies) -> RmaFilter:
    reasons = dict.fromkeys([*RETURN_REASONS, *(row.code for row in policies.reasons)])
    for field, value, known in (
        ("status", wanted.status, STATUSES),
        ("return_type", wanted.return_type, RETURN_TYPES),
        ("reason_code", wanted.reason_code, reasons),
    ):
        if value and value not in known:
            raise ReturnLogicError(422, "No such filter", ((field, f"must be one of {', '.join(known)}"),))
    if wanted.created_from and wanted.created_to and wanted.created_from > wanted.created_to:
        problem = ("created_to", "must not be before the first day")
        raise ReturnLogicError(422, "No such dates", (problem,))
    return RmaFilter(
        search=wanted.search.strip(),
        status=wanted.status,
        return_type=wanted.return_type,
        reason_code=wanted.reason_code,
        created_from=_midnight(wanted.created_from),
        created_before=_midnight(wanted.created_to, days=1),
        archived=wanted.archived,
    )


def _midnight(day: date | None, *, days: int = 0) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC) + timedelta(days=days)
