"""Serve the forms of actions and take them back, on the public port, to whoever signs like the tenant's Gladly."""

import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from rma_adaptor.actions.doing import Action, Doing
from rma_adaptor.actions.forms import Blank, Form, Message, Refusal, explaining
from rma_adaptor.actions.offers import ACTIONS, address_of
from rma_adaptor.actions.outcomes import Outcome, nobody_knows, refused
from rma_adaptor.actions.submitting import submit
from rma_adaptor.admitting import admit
from rma_adaptor.budget import Budget
from rma_adaptor.error_answers import error_answer
from rma_adaptor.errors import ActionUnknown, AdaptorError, ReturnLogicError
from rma_adaptor.services import Services
from rma_adaptor.telemetry import ActionRecord, log_unexpected
from rma_adaptor.tickets import Ticket, TicketBroken
from rma_adaptor.wire import ErrorAnswer

_AGENT = re.compile(r"[\x21-\x7e]{1,100}")
_OUT_OF_DATE = "What was offered is out of date. Open the profile again."
_NO_TICKET = "out-of-date"
"""Stands where a ticket does, and opens nothing."""

_PATHS = ("/t/{tenant}/actions/{action}/{ticket}", "/t/{tenant}/lookup/t/{again}/actions/{action}/{ticket}")
"""Where Gladly looks for a relative address: at the origin, or below the app's URL (GL-ACT-5, assumed)."""

_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorAnswer, "description": "Unsigned, wrongly signed, stale or replayed; all alike."},
    404: {"model": ErrorAnswer, "description": "No such tenant or action, or a tenant without `assumed_api`."},
}
_NOT_DONE: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The form was filled in wrongly; it stays open."},
    406: {"model": Refusal, "description": "It will not be done, or nobody knows; the reason is for the agent."},
}
_PARAMETERS = [
    {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    for name in ("tenant", "action", "ticket")
]
_SUBMITTED = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}

router = APIRouter()


@router.get(_PATHS[1], include_in_schema=False)
@router.get(
    _PATHS[0],
    summary="Show an action's form",
    response_model=Form,
    responses=_REFUSALS,
    openapi_extra={"parameters": _PARAMETERS},
)
async def get_form(request: Request) -> Response:
    """Answer with the form, or with one that says why there is none (GL-ACT-8, documented)."""
    record = ActionRecord(step="form")

    async def answer() -> Response:
        action, doing = await _let_in(request, record)
        if doing is None:
            record.outcome = "nothing_to_do"
            nowhere = f"/t/{record.tenant}/actions/{action.name}/{_NO_TICKET}"
            return Response(explaining(action.label, _OUT_OF_DATE).at(nowhere), media_type="application/json")
        blank = await _blank(action, doing)
        form = secrets.token_urlsafe(12) if blank.is_open else ""
        opened_at = int(doing.services.clock().timestamp())
        opened = Ticket(doing.ticket.email, doing.ticket.rma_id, form, opened_at if form else 0)
        address = address_of(doing.tenant, action, opened, doing.services.tickets)
        return Response(blank.at(address), media_type="application/json")

    return await _answered(request, record, answer)


@router.post(_PATHS[1], include_in_schema=False)
@router.post(
    _PATHS[0],
    summary="Do what a form asks for",
    response_model=Message,
    responses={**_REFUSALS, **_NOT_DONE},
    openapi_extra={"parameters": _PARAMETERS, "requestBody": _SUBMITTED},
)
async def post_form(request: Request) -> Response:
    """Do it, once for each opened form, and say what became of it (GL-ACT-9 to GL-ACT-12)."""
    record = ActionRecord(step="submit")

    async def answer() -> Response:
        action, doing = await _let_in(request, record)
        if doing is None:
            return _told(refused(_OUT_OF_DATE), record)
        return _told(await submit(action, doing, request.state.body), record)

    return await _answered(request, record, answer)


async def _let_in(request: Request, record: ActionRecord) -> tuple[Action, Doing | None]:
    """Say who asks for what; None stands for a ticket that cannot be taken any more.

    Raises:
        AdaptorError: The request is refused.
    """
    services: Services = request.app.state.services
    budget = Budget.of(services.settings.budget_s)
    tenant, came, trace = await admit(request, services, record, budget)
    action = ACTIONS.get(request.path_params["action"])
    if action is None or not tenant.assumed_api or request.path_params.get("again", tenant.name) != tenant.name:
        raise ActionUnknown
    record.action = action.name
    request.state.body = came.body
    try:
        ticket = services.tickets.open(tenant, action.name, request.path_params["ticket"])
    except TicketBroken:
        record.cause = "ticket_broken"
        return action, None
    agent = came.headers.get("gladly-agent-id", "")
    return action, Doing(services, tenant, budget, record, ticket, agent if _AGENT.fullmatch(agent) else "", trace)


async def _blank(action: Action, doing: Doing) -> Blank:
    try:
        blank = await action.form(doing)
    except ReturnLogicError as failure:
        doing.record.outcome, doing.record.cause = "outage", failure.code
        return explaining(action.label, f"{failure.reason}, so this cannot be done now. Try again later.")
    doing.record.outcome = "form" if blank.is_open else "nothing_to_do"
    return blank


def _told(outcome: Outcome, record: ActionRecord) -> Response:
    record.outcome = "repeated" if record.is_repeated else outcome.kind
    if outcome.cause != "-":
        record.cause = outcome.cause
    return JSONResponse(outcome.body(), status_code=outcome.status)


async def _answered(request: Request, record: ActionRecord, answer: Callable[[], Awaitable[Response]]) -> Response:
    services: Services = request.app.state.services
    try:
        return await answer()
    except AdaptorError as error:
        record.outcome = error.code if record.outcome == "-" else record.outcome
        return error_answer(error)
    except Exception as error:  # noqa: BLE001  the outermost handler, as for lookups
        record.outcome = "bug"
        log_unexpected(error, trace=record.trace)
        if record.step == "submit":
            # Nobody knows what was done before the bug showed itself.
            return JSONResponse(nobody_knows("bug").body(), status_code=406)
        return error_answer(AdaptorError("the adaptor failed; its log says where"))
    finally:
        services.metrics.count_action(record)
        record.write()
