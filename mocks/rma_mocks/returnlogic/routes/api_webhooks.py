"""The API's webhooks: register an address for a topic, list them, take one away. Contract: assumed (RL-HOOK-2)."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from rma_mocks.core.ids import digest, slug
from rma_mocks.core.wire import json_answer
from rma_mocks.returnlogic.api_inputs import NewWebhook
from rma_mocks.returnlogic.api_json import webhook_json
from rma_mocks.returnlogic.api_route import ApiRoute, CurrentCaller
from rma_mocks.returnlogic.api_schemas import WEBHOOK, WEBHOOKS, described
from rma_mocks.returnlogic.errors import ReturnLogicError
from rma_mocks.returnlogic.listing import whole_list
from rma_mocks.returnlogic.webhooks.addresses import why_not_sent_to
from rma_mocks.returnlogic.webhooks.rows import Webhook

router = APIRouter(prefix="/v1/webhooks", tags=["API v1"], route_class=ApiRoute)

_MOST = 100
_EVIDENCE = {"x-evidence": "assumed", "x-rule": "RL-HOOK-2"}
WebhookId = Annotated[str, Path(alias="webhookId", description="Of one that was listed.", json_schema_extra=_EVIDENCE)]


@router.post("", **described(WEBHOOK, 409, 422, rule="RL-HOOK-2", status=201))
async def register_webhook(caller: CurrentCaller, new: NewWebhook) -> Response:
    """Have every event of a topic sent to an address from now on."""
    hooks, world = caller.team.hooks, caller.team.world
    why_not = why_not_sent_to(new.address, hooks.settings.hosts)
    if why_not is not None:
        raise ReturnLogicError(422, "This webhook cannot be registered", (("address", why_not),))
    webhook_id = slug(digest(world.seed, "webhook", new.topic, new.address))
    if webhook_id in hooks.registered:
        problem = ("address", f"is registered for {new.topic} already")
        raise ReturnLogicError(409, "This webhook is registered already", (problem,))
    if len(hooks.registered) >= _MOST:
        raise ReturnLogicError(409, f"A team has at most {_MOST} webhooks; take one away first")
    webhook = Webhook(webhook_id, new.topic, new.address, new.secret, caller.client_id)
    hooks.register(webhook)
    return json_answer(webhook_json(webhook), 201)


@router.get("", **described(WEBHOOKS, rule="RL-HOOK-2"))
async def list_webhooks(caller: CurrentCaller) -> Response:
    """List what is registered, whoever of the team did so, the oldest first."""
    rows = [webhook_json(row) for row in caller.team.hooks.registered.values()]
    return whole_list(rows, caller.team, named="webhooks")


@router.delete("/{webhookId}", **described(None, 404, rule="RL-HOOK-2", status=204))
async def delete_webhook(caller: CurrentCaller, webhook_id: WebhookId) -> Response:
    """Send no more to it, not even what is still to be tried again."""
    if not caller.team.hooks.forget(webhook_id):
        raise ReturnLogicError(404, f"There is no webhook {webhook_id}")
    return Response(status_code=204)
