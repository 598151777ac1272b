"""What happens to the parcel: the carrier scans and delivers it, the warehouse receives it in Collector."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from rma_mocks.core.entities import DISPOSITIONS
from rma_mocks.core.visits import unrecorded
from rma_mocks.returnlogic.auth import PageTeam, doing, reading
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.inputs import Receipt, Verdict
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.carrying_out import carry_out
from rma_mocks.returnlogic.views import rma_view

router = APIRouter(prefix="/w/{world}", tags=["Collector"])


@router.get(
    "/collector/api/settings",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-DISP-1"},
)
async def get_settings(team: PageTeam) -> dict[str, Any]:
    """Show the store and what the warehouse may say of an item."""
    return {"store_name": team.world.retailer.store_name, "dispositions": list(DISPOSITIONS)}


@router.get(
    "/collector/api/changes",
    dependencies=[Depends(unrecorded)],
    openapi_extra={"x-evidence": "assumed", "x-rule": "RL-SLIP-1"},
)
async def wait_for_changes(
    team: PageTeam, after: int = -1, wait_s: Annotated[float, Query(ge=0, le=60)] = 20
) -> dict[str, int]:
    """Answer as soon as something changed beyond `after`, or when the time is over."""
    return {"seq": await team.world.changes.wait_beyond(after, wait_s)}


@router.get(
    "/collector/api/rmas/{rma_id}",
    dependencies=[Depends(reading("scan_packing_slip"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-SLIP-1"},
)
async def scan_packing_slip(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Find the RMA whose packing slip was scanned.

    Contract: Collector scans a barcode on the packing slip (documented); that it is the RMA's number is assumed.
    """
    rma = team.world.retailer.rma(rma_id.strip())
    if rma is None:
        raise ReturnLogicError(404, f"No packing slip has the number {rma_id.strip()}")
    return rma_view(rma, team)


@router.post(
    "/collector/api/rmas/{rma_id}/items/{item_id}/receive",
    dependencies=[Depends(doing("receive_item"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-LIFE-6"},
)
async def receive(team: PageTeam, rma_id: str, item_id: int, receipt: Receipt) -> dict[str, Any]:
    """Receive pieces of an item, with disposition and comment."""
    move = moves.receive(item_id, receipt.quantity, receipt.disposition, receipt.comment)
    return rma_view(carry_out(team, rma_id, move, by=moves.WAREHOUSE), team)


@router.put(
    "/collector/api/rmas/{rma_id}/items/{item_id}/disposition",
    dependencies=[Depends(doing("inspect_item"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-DISP-1"},
)
async def inspect(team: PageTeam, rma_id: str, item_id: int, verdict: Verdict) -> dict[str, Any]:
    """Say what becomes of an item that was received."""
    move = moves.inspect(item_id, verdict.disposition, verdict.comment)
    return rma_view(carry_out(team, rma_id, move, by=moves.WAREHOUSE), team)


@router.post(
    "/carrier/api/rmas/{rma_id}/scan",
    dependencies=[Depends(doing("scan_label"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-LIFE-4"},
)
async def scan(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Scan the label: the parcel is in transit."""
    return rma_view(carry_out(team, rma_id, moves.scan, by=moves.CARRIER), team)


@router.post(
    "/carrier/api/rmas/{rma_id}/deliver",
    dependencies=[Depends(doing("deliver_parcel"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-LIFE-4"},
)
async def deliver(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Deliver the parcel."""
    return rma_view(carry_out(team, rma_id, moves.deliver, by=moves.CARRIER), team)
