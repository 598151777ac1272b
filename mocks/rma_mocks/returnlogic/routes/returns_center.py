"""The Returns Center's calls, for shoppers: find the order, send something back."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends

from rma_mocks.core.clock import stamp
from rma_mocks.core.entities import Order, Rma
from rma_mocks.core.visits import unrecorded
from rma_mocks.returnlogic.auth import PageTeam, doing, reading
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.inputs import EmailAddress, OrderLookup, ShopperCancel, ShopperReturn
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.carrying_out import carry_out
from rma_mocks.returnlogic.returns import create_return
from rma_mocks.returnlogic.views import choices, order_view, rma_view
from rma_mocks.returnlogic.wishes import why_closed

router = APIRouter(prefix="/w/{world}/returns-center/api", tags=["Returns Center"])

_ORDERS_IN_MAIL = 5


@router.get(
    "/settings",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-CHAT-1"},
)
async def get_settings(team: PageTeam) -> dict[str, Any]:
    """Show the store, the form's choices and the merchant's snippet, which carries the chat (RL-CHAT-1)."""
    embedded = team.returns_center
    snippet = {"src": embedded.javascript_snippet_url, "app_id": embedded.app_id}
    return (
        {"store_name": team.world.retailer.store_name}
        | choices(team.policies)
        | {"snippet": snippet if snippet["src"] else None}
    )


@router.post(
    "/order-lookups",
    dependencies=[Depends(doing("find_order"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-START-1"},
)
async def look_up_order(team: PageTeam, lookup: OrderLookup) -> dict[str, Any]:
    """Find the order by e-mail and name; with the e-mail alone, send the RMA Start mail.

    Contract: both ways are documented (RL-START-1); the mail's wording and links are ours.
    """
    if not lookup.order_name:
        return {"order": None, "rmas": [], "mail": _rma_start_mail(team, lookup.email)}
    order = _order_of(team, lookup.order_name, lookup.email)
    rmas = [rma_view(rma, team) for rma in team.world.retailer.rmas_of_order(order.name) if _is_of(rma, lookup.email)]
    closed = why_closed(team.policies, order, team.world.clock.now())
    view = order_view(order, team.world.retailer, team.policies) | {"why_closed": closed}
    return {"order": view, "rmas": rmas, "mail": None}


@router.post(
    "/rmas",
    status_code=201,
    dependencies=[Depends(doing("create_rma"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-CREATE-1"},
)
async def create_rma(team: PageTeam, wish: ShopperReturn) -> dict[str, Any]:
    """Create a return for the shopper who asks."""
    order = _order_of(team, wish.order_name, wish.email)
    wishes = [item.wish() for item in wish.items]
    return rma_view(create_return(team, order, wishes, by=moves.SHOPPER, is_bound=True), team)


@router.get(
    "/rmas/{rma_id}",
    dependencies=[Depends(reading("open_rma"))],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-START-1"},
)
async def open_rma(team: PageTeam, rma_id: str, email: EmailAddress) -> dict[str, Any]:
    """Show a shopper one of their RMAs, as far as it has come."""
    return rma_view(_rma_of(team, rma_id, email), team)


@router.post(
    "/rmas/{rma_id}/cancel",
    dependencies=[Depends(doing("cancel_rma"))],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-LIFE-10"},
)
async def cancel_rma(team: PageTeam, rma_id: str, shopper: ShopperCancel) -> dict[str, Any]:
    """Cancel an RMA for its shopper, who wants to keep the items after all."""
    _rma_of(team, rma_id, shopper.email)
    return rma_view(carry_out(team, rma_id, moves.cancel, by=moves.SHOPPER), team)


def _rma_of(team: Team, rma_id: str, email: str) -> Rma:
    rma = team.world.retailer.rma(rma_id)
    if rma is None or not _is_of(rma, email):
        raise ReturnLogicError(404, "No return of this number belongs to this e-mail address")
    return rma


def _is_of(rma: Rma, email: str) -> bool:
    return rma.email.lower() == email.lower()


def _order_of(team: Team, name: str, email: str) -> Order:
    order = team.world.retailer.order(name)
    if order is None or order.email.lower() != email.lower():
        problem = ("order_name", "no order of this number belongs to this e-mail address")
        raise ReturnLogicError(422, "We could not find that order", (problem,))
    return order


def _rma_start_mail(team: Team, email: str) -> dict[str, Any] | None:
    orders = team.world.retailer.orders_of_email(email)[:_ORDERS_IN_MAIL]
    if not orders:
        return None
    return {
        "to": email,
        "subject": f"Start your return with {team.world.retailer.store_name}",
        "orders": [
            {
                "name": order.name,
                "created_at": stamp(order.created_at),
                "link": "returns-center?" + urlencode({"email": order.email, "order": order.name}),
            }
            for order in orders
        ],
    }
