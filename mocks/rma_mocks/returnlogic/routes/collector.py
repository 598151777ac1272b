"""What happens to the parcel: the carrier scans and delivers it, the warehouse receives it in Collector."""

from typing import Any

from fastapi import APIRouter, Depends

from rma_mocks.returnlogic.auth import PageTeam, doing
from rma_mocks.returnlogic.inputs import Receipt, Verdict
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.carrying_out import carry_out
from rma_mocks.returnlogic.views import rma_view

router = APIRouter(prefix="/w/{world}", tags=["Collector"])


@router.post(
    "/collector/api/rmas/{rma_id}/items/{item_id}/receive",
    dependencies=[Depends(doing("receive_item"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-LIFE-6"},
)
async def receive(team: PageTeam, rma_id: str, item_id: int, receipt: Receipt) -> dict[str, Any]:
    """Receive pieces of an item, with disposition and comment."""
    move = moves.receive(item_id, receipt.quantity, receipt.disposition, receipt.comment)
    return rma_view(carry_out(team, rma_id, move, by=moves.WAREHOUSE))


@router.put(
    "/collector/api/rmas/{rma_id}/items/{item_id}/disposition",
    dependencies=[Depends(doing("inspect_item"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-DISP-1"},
)
async def inspect(team: PageTeam, rma_id: str, item_id: int, verdict: Verdict) -> dict[str, Any]:
    """Say what becomes of an item that was received."""
    move = moves.inspect(item_id, verdict.disposition, verdict.comment)
    return rma_view(carry_out(team, rma_id, move, by=moves.WAREHOUSE))


@router.post(
    "/carrier/api/rmas/{rma_id}/scan",
    dependencies=[Depends(doing("scan_label"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-LIFE-4"},
)
async def scan(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Scan the label: the parcel is in transit."""
    return rma_view(carry_out(team, rma_id, moves.scan, by=moves.CARRIER))


@router.post(
    "/carrier/api/rmas/{rma_id}/deliver",
    dependencies=[Depends(doing("deliver_parcel"))],
    openapi_extra={"x-evidence": "documented", "x-rule": "RL-LIFE-4"},
)
async def deliver(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Deliver the parcel."""
    return rma_view(carry_out(team, rma_id, moves.deliver, by=moves.CARRIER))
