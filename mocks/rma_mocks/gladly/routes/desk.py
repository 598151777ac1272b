"""The desk's API: organisation, apps, inbox and conversations, as the agent's pages and scenario steps use it."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from rma_mocks.core.visits import unrecorded
from rma_mocks.core.world import Part
from rma_mocks.gladly.channels import say
from rma_mocks.gladly.context import CurrentOrganisation, CurrentVisit, WantedApp, WantedConversation
from rma_mocks.gladly.formatters import desk_app, desk_conversation, desk_item, desk_round
from rma_mocks.gladly.inputs import MessageText
from rma_mocks.gladly.lookups.merging import remove_pulled
from rma_mocks.gladly.organisation import INBOXES

router = APIRouter(prefix="/w/{world}/desk/api", tags=["desk"])


class AppChange(BaseModel):
    """What an administrator may change on the app page here."""

    model_config = ConfigDict(extra="forbid")

    auto_linking: list[Literal["emails", "phones.mobile"]] | None = None
    overwrite_existing_values: bool | None = None
    is_active: bool | None = None


class Reply(BaseModel):
    """A message from the agent."""

    text: MessageText


@router.get("/organisation", dependencies=[Depends(unrecorded)])
async def get_organisation(organisation: CurrentOrganisation) -> dict[str, Any]:
    """Show the organisation, its apps, inboxes and the routing rule."""
    rule = organisation.routing_rule
    return {
        "id": organisation.id,
        "name": organisation.name,
        "agent": {"id": "agent-1", "name": organisation.agent_name},
        "apps": [desk_app(app) for app in organisation.apps],
        "inboxes": [{"id": name.lower(), "name": name} for name in INBOXES],
        "routing_rule": {
            "attribute": rule.attribute,
            "is_not": rule.is_not,
            "inbox": rule.inbox,
            "otherwise": INBOXES[-1],
        },
        "returns_center_url": organisation.returns_center_url,
        "stage_url": organisation.stage_url,
        "lookups": {"timeout_s": organisation.lookup_timeout_s, **asdict(organisation.lookups)},
    }


@router.get("/changes", dependencies=[Depends(unrecorded)])
async def wait_for_changes(
    organisation: CurrentOrganisation,
    after: int = -1,
    wait_s: Annotated[float, Query(ge=0, le=60)] = 20,
) -> dict[str, int]:
    """Answer as soon as something changed beyond `after`, or when the time is over."""
    return {"seq": await organisation.world.changes.wait_beyond(after, wait_s)}


@router.get("/idle", dependencies=[Depends(unrecorded)])
async def wait_until_idle(
    organisation: CurrentOrganisation, wait_s: Annotated[float, Query(ge=0, le=60)] = 20
) -> dict[str, bool]:
    """Answer as soon as no lookup or routing is under way, or when the time is over."""
    await organisation.world.changes.wait_until(lambda: organisation.is_idle, wait_s)
    return {"idle": organisation.is_idle}


@router.patch("/apps/{app_id}")
async def change_app(
    organisation: CurrentOrganisation, visit: CurrentVisit, app: WantedApp, change: AppChange
) -> dict[str, Any]:
    """Change an app's page; switching an app off removes what was pulled from it.

    Contract: custom integration settings (documented; GL-APP-1).
    """
    visit.operation, visit.sender = "set_app", "admin"
    if change.auto_linking is not None:
        app.auto_linking = tuple(dict.fromkeys(change.auto_linking))
    if change.overwrite_existing_values is not None:
        app.overwrite_existing_values = change.overwrite_existing_values
    if change.is_active is not None:
        app.is_active = change.is_active
        if not app.is_active:
            remove_pulled(organisation, app)
    organisation.world.changed(Part.SETTINGS)
    return desk_app(app)


@router.get("/conversations", dependencies=[Depends(unrecorded)])
async def list_conversations(organisation: CurrentOrganisation) -> dict[str, Any]:
    """List every conversation, the newest first."""
    rows = reversed(list(organisation.conversations.values()))
    return {"conversations": [desk_conversation(organisation, row) for row in rows]}


@router.get("/conversations/{conversation_id}", dependencies=[Depends(unrecorded)])
async def get_conversation(organisation: CurrentOrganisation, conversation: WantedConversation) -> dict[str, Any]:
    """Show one conversation with its messages, oldest first."""
    row = desk_conversation(organisation, conversation)
    return row | {"items": [desk_item(item) for item in conversation.items]}


@router.post("/conversations/{conversation_id}/replies", status_code=201)
async def reply(
    organisation: CurrentOrganisation, visit: CurrentVisit, conversation: WantedConversation, reply: Reply
) -> dict[str, Any]:
    """Answer the customer."""
    visit.operation = "reply"
    return desk_item(say(organisation, conversation, sender="agent", text=reply.text))


@router.get("/rounds", dependencies=[Depends(unrecorded)])
async def list_rounds(
    organisation: CurrentOrganisation, limit: Annotated[int, Query(ge=1, le=200)] = 20
) -> dict[str, Any]:
    """List the latest lookup rounds with their verdicts, the newest first."""
    return {"rounds": [desk_round(row) for row in list(organisation.rounds)[:limit]]}
