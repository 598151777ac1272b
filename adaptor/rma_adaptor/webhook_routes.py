"""Take ReturnLogic's webhooks on the public port: note what they hint at, and ask ReturnLogic nothing."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from rma_adaptor.budget import Budget
from rma_adaptor.error_answers import error_answer
from rma_adaptor.errors import AdaptorError, RowsUnavailable
from rma_adaptor.receiving import received
from rma_adaptor.services import Services
from rma_adaptor.telemetry import LOG, log_unexpected
from rma_adaptor.webhooks import Hint, admit, check_signature, hint_of
from rma_adaptor.wire import ErrorAnswer

_REFUSALS = {
    401: "The tenant wants a signature, and it is missing or wrong.",
    404: "No such tenant, it takes no webhooks, or the secret is wrong; all alike.",
    408: "The body did not arrive within the time budget.",
    413: "The body is too large.",
    503: "The hint could not be kept; send it again.",
}

router = APIRouter()


@router.post(
    "/t/{tenant}/webhooks/{secret}",
    summary="Take ReturnLogic's webhook as a hint",
    status_code=204,
    responses={status: {"model": ErrorAnswer, "description": text} for status, text in _REFUSALS.items()},
)
async def post_webhook(request: Request, tenant: str, secret: str) -> Response:
    """Mark what is kept of whoever it is about as stale, durably, before the answer.

    A disabled tenant's are taken too: it may be enabled again, and its rows are kept until then.

    Contract: RL-HOOK-1 and RL-HOOK-4, any 2xx within five seconds means delivered, else it comes again (assumed).
    """
    services: Services = request.app.state.services
    known = services.tenants.find(tenant)
    outcome = "bug"
    try:
        outcome = await _noted(request, services, admit(known, secret).name)
        return Response(status_code=204)
    except AdaptorError as error:
        outcome = error.code
        return error_answer(error)
    except Exception as error:  # noqa: BLE001  the outermost handler: a bug must not reach the server's traceback log
        log_unexpected(error)
        return error_answer(AdaptorError("the adaptor failed; its log says where"))
    finally:
        name = known.name if known is not None else "-"
        services.metrics.count_webhook(name, outcome)
        LOG.info("webhook", tenant=name, outcome=outcome)


async def _noted(request: Request, services: Services, tenant: str) -> str:
    budget = Budget.of(services.settings.budget_s)
    came = await received(request, services.settings, budget)
    # As it is now: its secrets may have been changed while the body came.
    check_signature(services.tenants.get(tenant), came.headers, came.body)
    hint = hint_of(came.body)
    # Goes on when ReturnLogic gives up: what was to be marked is marked.
    marking = asyncio.create_task(_marked(services, tenant, hint))
    done, _ = await asyncio.wait({marking}, timeout=budget.left_s())
    if not done:
        marking.add_done_callback(_look_at)
        raise RowsUnavailable
    is_somebody = marking.result()
    return "person" if is_somebody else "everybody" if hint.is_readable else "unreadable"


async def _marked(services: Services, tenant: str, hint: Hint) -> bool:
    return await services.read_model.mark_stale(tenant, hint.emails, hint.rma_ids)


def _look_at(task: asyncio.Task[Any]) -> None:
    # asyncio warns about errors that nobody looked at; this one has been told of as a 503 already.
    if not task.cancelled():
        task.exception()
