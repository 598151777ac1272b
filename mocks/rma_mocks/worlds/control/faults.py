"""The control API's scripted failures; the backstage page calls the same functions under its own address."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from rma_mocks.core.clock import stamp
from rma_mocks.core.faults import KINDS, Fault, FaultError
from rma_mocks.core.world import Part
from rma_mocks.worlds.control.errors import ControlError, ControlRoute
from rma_mocks.worlds.control.inputs import NewFault
from rma_mocks.worlds.control.worlds import Wanted

router = APIRouter(route_class=ControlRoute)


@router.get("/faults")
async def list_faults(found: Wanted) -> dict[str, Any]:
    """List what was scripted and not removed, the oldest first; of what is over, the latest hundred.

    `state` is `to come`, `active` or `over`; `calls` counts what matched while it was active, `hits` what it hit.
    `kinds` says what each kind does.
    """
    now = found.world.clock.now()
    rows = [_fault_row(fault, now) for fault in found.world.faults.scripted]
    return {"faults": rows, "kinds": KINDS}


@router.post("/faults", status_code=201)
async def script_fault(found: Wanted, new: NewFault) -> dict[str, Any]:
    """Script one more failure; the first active one that fits a call hits it, unless its dice spare the call."""
    world = found.world
    now = world.clock.now()
    try:
        fault = world.faults.add(Fault(**new.model_dump()), now=now)
    except FaultError as error:
        raise ControlError(400, str(error)) from error
    world.mark(Part.SETTINGS)
    return _fault_row(fault, now)


@router.delete("/faults", status_code=204)
async def clear_faults(found: Wanted) -> Response:
    """Let everything work again."""
    found.world.faults.clear()
    found.world.mark(Part.SETTINGS)
    return Response(status_code=204)


@router.delete("/faults/{fault_id}", status_code=204)
async def remove_fault(found: Wanted, fault_id: int) -> Response:
    """Take one failure back; the others stay."""
    if not found.world.faults.remove(fault_id):
        raise ControlError(404, f"there is no fault {fault_id} in this world; GET …/faults lists those there are")
    found.world.mark(Part.SETTINGS)
    return Response(status_code=204)


def _fault_row(fault: Fault, now: datetime) -> dict[str, Any]:
    return {
        "id": fault.id,
        "lane": fault.lane,
        "kind": fault.kind,
        "path": fault.path,
        "times": fault.times,
        "status": fault.status,
        "latency_ms": fault.latency_ms,
        "percent": fault.percent,
        "begins_at": stamp(fault.begins_at) if fault.begins_at else None,
        "ends_at": stamp(fault.ends_at) if fault.ends_at else None,
        "state": fault.state(now),
        "calls": fault.calls,
        "hits": fault.hits,
    }
