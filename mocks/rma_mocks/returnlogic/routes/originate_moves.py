"""What staff does with an RMA in Originate; each call answers with the RMA as it is afterwards.

What cannot be done as things stand is answered with 409 and the rule, what makes no sense with 422.
"""

from typing import Any

from fastapi import APIRouter, Depends, Response

from rma_mocks.returnlogic.auth import PageTeam, doing
from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.inputs import Approval, Note, Processing
from rma_mocks.returnlogic.lifecycle import carrying_out, moves
from rma_mocks.returnlogic.lifecycle.moves import Move
from rma_mocks.returnlogic.views import rma_view

router = APIRouter(prefix="/w/{world}/originate/api/rmas/{rma_id}", tags=["Originate"])


def _evidence(evidence: str, rule: str) -> dict[str, str]:
    return {"x-evidence": evidence, "x-rule": rule}


def _by_staff(team: Team, rma_id: str, move: Move) -> dict[str, Any]:
    return rma_view(carrying_out.carry_out(team, rma_id, move, by=team.staff_name), team)


@router.post(
    "/authorize",
    dependencies=[Depends(doing("authorize_rma"))],
    openapi_extra=_evidence("documented", "RL-LIFE-1"),
)
async def authorize(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Authorise a requested RMA; that cannot be undone."""
    return _by_staff(team, rma_id, moves.authorize)


@router.post(
    "/reject",
    dependencies=[Depends(doing("reject_rma"))],
    openapi_extra=_evidence("documented", "RL-LIFE-1"),
)
async def reject(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Reject a requested RMA; that cannot be undone."""
    return _by_staff(team, rma_id, moves.reject)


@router.post(
    "/cancel",
    dependencies=[Depends(doing("cancel_rma"))],
    openapi_extra=_evidence("assumed", "RL-LIFE-10"),
)
async def cancel(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Cancel an RMA."""
    return _by_staff(team, rma_id, moves.cancel)


@router.put(
    "/items/{item_id}/approval",
    dependencies=[Depends(doing("approve_item"))],
    openapi_extra=_evidence("documented", "RL-LIFE-15"),
)
async def approve(team: PageTeam, rma_id: str, item_id: int, approval: Approval) -> dict[str, Any]:
    """Approve an item, or no longer do so."""
    return _by_staff(team, rma_id, moves.set_approval(item_id, is_approved=approval.approved))


@router.post(
    "/process",
    dependencies=[Depends(doing("process_rma"))],
    openapi_extra=_evidence("documented", "RL-LIFE-7"),
)
async def process(team: PageTeam, rma_id: str, wish: Processing | None = None) -> dict[str, Any]:
    """Process one return type, or all that are left."""
    return _by_staff(team, rma_id, moves.process(wish.return_type if wish else None))


@router.post(
    "/complete",
    dependencies=[Depends(doing("complete_rma"))],
    openapi_extra=_evidence("documented", "RL-LIFE-3"),
)
async def complete(team: PageTeam, rma_id: str) -> dict[str, Any]:
    """Complete a processed RMA, for good."""
    return _by_staff(team, rma_id, moves.complete)


@router.post(
    "/comments",
    status_code=201,
    dependencies=[Depends(doing("comment_on_rma"))],
    openapi_extra=_evidence("assumed", "RL-API-1"),
)
async def comment(team: PageTeam, rma_id: str, note: Note) -> dict[str, Any]:
    """Note something on an RMA."""
    return _by_staff(team, rma_id, moves.comment_on(note.text))


@router.delete(
    "",
    status_code=204,
    dependencies=[Depends(doing("delete_rma"))],
    openapi_extra=_evidence("documented", "RL-LIFE-12"),
)
async def delete(team: PageTeam, rma_id: str) -> Response:
    """Delete an RMA."""
    carrying_out.delete(team, rma_id)
    return Response(status_code=204)
