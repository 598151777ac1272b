"""The API's calls for single RMAs and their life. Contract: the calls are assumed (RL-API-1), what they do is not."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from rma_mocks.core.entities import Rma
from rma_mocks.core.wire import json_answer
from rma_mocks.returnlogic.api_inputs import NewComment, NewRma, Processed, Received, Rejected
from rma_mocks.returnlogic.api_json import comment_json, entry_json
from rma_mocks.returnlogic.api_route import ApiRoute, CurrentCaller
from rma_mocks.returnlogic.api_schemas import COMMENT, COMMENTS, TIMELINE, described
from rma_mocks.returnlogic.auth import Caller
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.formatters import rma_json
from rma_mocks.returnlogic.lifecycle import moves
from rma_mocks.returnlogic.lifecycle.carrying_out import NoSuchRma, carry_out
from rma_mocks.returnlogic.lifecycle.moves import Move
from rma_mocks.returnlogic.listing import whole_list
from rma_mocks.returnlogic.returns import create_return
from rma_mocks.returnlogic.schemas import RMA

router = APIRouter(prefix="/v1/rmas", tags=["API v1"], route_class=ApiRoute)

_EVIDENCE = {"x-evidence": "assumed", "x-rule": "RL-API-1"}
RmaId = Annotated[str, Path(alias="rmaId", description="The rlRmaId.", json_schema_extra=_EVIDENCE)]
ItemId = Annotated[int, Path(alias="itemId", description="Of one of its items.", json_schema_extra=_EVIDENCE)]


@router.get("/{rmaId}", **described(RMA, 404))
async def get_rma(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """Return one RMA."""
    return _answer(_found(caller, rma_id), caller)


@router.post("", **described(RMA, 404, 422, status=201))
async def create_rma(caller: CurrentCaller, wish: NewRma) -> Response:
    """Create a return on behalf of a shopper; whether it waits for staff is the merchant's policy (RL-CREATE-1)."""
    order = caller.team.world.retailer.order(wish.order_name)
    if order is None:
        problem = ("orderName", f"there is no order {wish.order_name}")
        raise ReturnLogicError(422, "This return cannot be created", (problem,))
    made = create_return(caller.team, order, [item.wish() for item in wish.items], by=caller.name)
    return _answer(made, caller, status=201)


@router.post("/{rmaId}/authorize", **described(RMA, 404, 409, rule="RL-LIFE-1"))
async def authorize_rma(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """Authorise a requested RMA; that cannot be undone."""
    return _moved(caller, rma_id, moves.authorize)


@router.post("/{rmaId}/reject", **described(RMA, 404, 409, rule="RL-LIFE-1"))
async def reject_rma(caller: CurrentCaller, rma_id: RmaId, wish: Rejected | None = None) -> Response:
    """Reject a requested RMA, perhaps with a reason; that cannot be undone."""
    return _moved(caller, rma_id, moves.reject_because(((wish and wish.reason) or "").strip()))


@router.post("/{rmaId}/cancel", **described(RMA, 404, 409, rule="RL-LIFE-10"))
async def cancel_rma(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """Cancel an RMA."""
    return _moved(caller, rma_id, moves.cancel)


@router.post("/{rmaId}/label/resend", **described(RMA, 404, 409, rule="RL-API-3"))
async def resend_label(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """Mail the return label to the shopper once more."""
    return _moved(caller, rma_id, moves.resend_label)


@router.post("/{rmaId}/items/{itemId}/receive", **described(RMA, 404, 409, 422, rule="RL-LIFE-6"))
async def receive_item(
    caller: CurrentCaller, rma_id: RmaId, item_id: ItemId, receipt: Received | None = None
) -> Response:
    """Receive pieces of an item, with disposition and comment; one piece without a body."""
    receipt = receipt or Received()
    if item_id not in {item.id for item in _found(caller, rma_id).items}:
        raise ReturnLogicError(404, f"RMA {rma_id} has no item {item_id}")
    return _moved(caller, rma_id, moves.receive(item_id, receipt.quantity, receipt.disposition, receipt.comment))


@router.post("/{rmaId}/process", **described(RMA, 404, 409, 422, rule="RL-LIFE-7"))
async def process_rma(caller: CurrentCaller, rma_id: RmaId, wish: Processed | None = None) -> Response:
    """Process one return type, or all that are left."""
    return _moved(caller, rma_id, moves.process(wish.return_type if wish else None))


@router.post("/{rmaId}/complete", **described(RMA, 404, 409, rule="RL-LIFE-3"))
async def complete_rma(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """Complete a processed RMA, for good."""
    return _moved(caller, rma_id, moves.complete)


@router.get("/{rmaId}/timeline", **described(TIMELINE, 404, rule="RL-TIMELINE-1"))
async def get_timeline(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """List who did what and when, the oldest first."""
    rows = [entry_json(entry, caller.team) for entry in _found(caller, rma_id).timeline]
    return whole_list(rows, caller.team, named="timeline")


@router.get("/{rmaId}/comments", **described(COMMENTS, 404))
async def list_comments(caller: CurrentCaller, rma_id: RmaId) -> Response:
    """List the comments on an RMA, the oldest first."""
    rows = [comment_json(comment, caller.team) for comment in _found(caller, rma_id).comments]
    return whole_list(rows, caller.team, named="comments")


@router.post("/{rmaId}/comments", **described(COMMENT, 404, status=201))
async def comment_on_rma(caller: CurrentCaller, rma_id: RmaId, comment: NewComment) -> Response:
    """Note something on an RMA, in whatever state it is."""
    done = carry_out(caller.team, rma_id, moves.comment_on(comment.text), by=caller.name)
    return json_answer(comment_json(done.comments[-1], caller.team), 201)


def _found(caller: Caller, rma_id: str) -> Rma:
    rma = caller.team.world.retailer.rma(rma_id)
    if rma is None:
        raise NoSuchRma(f"There is no RMA {rma_id}")
    return rma


def _moved(caller: Caller, rma_id: str, move: Move) -> Response:
    return _answer(carry_out(caller.team, rma_id, move, by=caller.name), caller)


def _answer(rma: Rma, caller: Caller, *, status: int = 200) -> Response:
    return json_answer(rma_json(rma, caller.team), status)
