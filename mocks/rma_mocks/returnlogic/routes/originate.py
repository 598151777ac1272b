"""Originate's calls, for staff: the RMA table, one RMA, orders, and returns created by hand."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from rma_mocks.core.entities import STATUSES
from rma_mocks.core.rma_list import TooManyToSearch
from rma_mocks.core.visits import unrecorded
from rma_mocks.returnlogic.auth import CurrentVisit, PageTeam, doing, reading
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.inputs import StaffReturn
from rma_mocks.returnlogic.returns import create_return
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
    return store | {"statuses": list(STATUSES)} | choices()


@router.get(
    "/rmas",
    dependencies=[Depends(doing("list_rmas_page"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-TABLE-1"},
)
async def list_rmas(
    team: PageTeam,
    search: str = "",
    status: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 25,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> dict[str, Any]:
    """List RMAs, newest first; search looks at order, RMA number, customer name and e-mail.

    Where more than 10,000 RMAs are derived, a search must be for a whole e-mail, order name or RMA number; others
    answer 422 with a sentence that says so.

    Contract: search fields and the status filter are documented (RL-TABLE-1); the columns are assumed, the limit ours.
    """
    if status and status not in STATUSES:
        raise ReturnLogicError(422, "No such status", (("status", f"must be one of {', '.join(STATUSES)}"),))
    try:
        rows, total = team.world.retailer.rmas(limit=limit, offset=offset, search=search, status=status)
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
    return rma_view(rma)


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
    return rma_view(create_return(team, order, [item.wish() for item in wish.items], by=team.staff_name))
