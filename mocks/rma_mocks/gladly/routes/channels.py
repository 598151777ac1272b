"""The channels: Gladly's chat widget and inbound e-mail."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rma_mocks.core.visits import unrecorded
from rma_mocks.gladly.channels import ACTIVITY, contact_in, say
from rma_mocks.gladly.contacts import checked_email
from rma_mocks.gladly.context import CurrentOrganisation, CurrentRounds, CurrentVisit, wanted_conversation
from rma_mocks.gladly.errors import GladlyError
from rma_mocks.gladly.formatters import desk_item
from rma_mocks.gladly.inputs import MessageText, OptionalName

router = APIRouter(prefix="/w/{world}", tags=["channels"])


class ChatStart(BaseModel):
    """What a visitor types before the chat begins. Contract: chat onboarding (documented; GL-CHAT-1)."""

    app_id: str
    email: str
    name: OptionalName = ""


class Message(BaseModel):
    """One message of the visitor."""

    text: MessageText


class InboundEmail(BaseModel):
    """An e-mail to the company's support address."""

    model_config = ConfigDict(populate_by_name=True)

    sender: str = Field(alias="from")
    subject: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""
    text: MessageText
    name: OptionalName = ""


@router.post("/chat/api/sessions", status_code=201)
async def start_chat(
    organisation: CurrentOrganisation, rounds: CurrentRounds, visit: CurrentVisit, start: ChatStart
) -> dict[str, str]:
    """Begin a chat; Gladly looks the visitor up before any agent sees it (documented; GL-CHAT-2)."""
    visit.operation = "start_chat"
    if start.app_id != organisation.chat_app_id:
        raise GladlyError(404, "not_exist", f"chat app {start.app_id} does not exist", attr="app_id")
    email = checked_email(start.email)
    conversation = contact_in(organisation, rounds.trigger, channel="CHAT", email=email, name=start.name)
    greeting = f"Welcome to {organisation.name}! How can we help with your return?"
    say(organisation, conversation, sender="system", text=greeting)
    return {"session_id": conversation.id, "greeting": greeting}


@router.get("/chat/api/sessions/{conversation_id}", dependencies=[Depends(unrecorded)])
async def read_chat(
    organisation: CurrentOrganisation,
    conversation_id: str,
    after: Annotated[int, Query(ge=0)] = 0,
    wait_s: Annotated[float, Query(ge=0, le=60)] = 0,
) -> dict[str, Any]:
    """Read a chat's messages from number `after` on; wait for one if there is none yet."""
    conversation = wanted_conversation(organisation, conversation_id)
    await organisation.world.changes.wait_until(lambda: len(conversation.items) > after, wait_s)
    rows = [desk_item(item) for item in conversation.items[after:] if item.sender != ACTIVITY]
    return {"messages": rows, "last": len(conversation.items)}


@router.post("/chat/api/sessions/{conversation_id}/messages", status_code=201)
async def send_message(
    organisation: CurrentOrganisation, visit: CurrentVisit, conversation_id: str, message: Message
) -> dict[str, Any]:
    """Say something in the chat."""
    visit.operation = "send_message"
    conversation = wanted_conversation(organisation, conversation_id)
    return desk_item(say(organisation, conversation, sender="customer", text=message.text))


@router.post("/channels/email", status_code=202)
async def receive_email(
    organisation: CurrentOrganisation, rounds: CurrentRounds, visit: CurrentVisit, mail: InboundEmail
) -> dict[str, str]:
    """Take an inbound e-mail; as on every channel the lookup comes first (documented; GL-CHAT-2)."""
    visit.operation = "inbound_email"
    sender = checked_email(mail.sender, attr="from")
    conversation = contact_in(
        organisation, rounds.trigger, channel="EMAIL", email=sender, name=mail.name, subject=mail.subject
    )
    say(organisation, conversation, sender="customer", text=mail.text)
    return {"conversation_id": conversation.id}
