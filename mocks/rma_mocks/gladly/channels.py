"""Contacts that come in: find or make the profile, look it up, then let the rules route it."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import replace

from rma_mocks.core.ids import digest, slug
from rma_mocks.core.world import Part
from rma_mocks.gladly.entities import Conversation, ConversationItem, Profile, Round
from rma_mocks.gladly.errors import ProfileMerged
from rma_mocks.gladly.organisation import INBOXES, Organisation

ACTIVITY = "activity"
"""The sender of a timeline item that tells of an action."""

Trigger = Callable[[Profile, str], Awaitable[Round]]


def contact_in(
    organisation: Organisation, trigger: Trigger, *, channel: str, email: str, name: str = "", subject: str = ""
) -> Conversation:
    """Open a conversation for an inbound contact; lookup and routing follow in the background.

    Contract: Gladly, contact by e-mail address finds or makes the profile (documented; GL-CHAT-1), and the lookup
    comes before the rules (documented; GL-CHAT-2).
    """
    profile = organisation.profiles.of_email(email)
    if profile is None:
        profile = organisation.profiles.add(name=name or email, emails=[email], phones=[])
    conversation = Conversation(
        id=_free_id(organisation),
        profile_id=profile.id,
        channel=channel,
        created_at=organisation.world.clock.now(),
        subject=subject,
    )
    organisation.conversations[conversation.id] = conversation
    organisation.world.changed(Part.CONVERSATION, conversation.id)
    organisation.in_background(_look_up_and_route(organisation, trigger, conversation))
    return conversation


def say(organisation: Organisation, conversation: Conversation, *, sender: str, text: str) -> ConversationItem:
    """Add a message to a conversation."""
    item = ConversationItem(
        id=slug(digest(organisation.world.seed, conversation.id, len(conversation.items))),
        sender=sender,
        text=text,
        at=organisation.world.clock.now(),
    )
    conversation.items.append(item)
    organisation.world.changed(Part.CONVERSATION, conversation.id)
    return item


def note_activity(organisation: Organisation, conversation: Conversation, *, message: str, detail: str) -> None:
    """Write into a conversation what an agent's action came to; the customer does not see it.

    Contract: Gladly, the timeline after an action (documented and observed; GL-ACT-9).
    """
    item = say(organisation, conversation, sender=ACTIVITY, text=message)
    conversation.items[-1] = replace(item, detail=detail)


async def _look_up_and_route(organisation: Organisation, trigger: Trigger, conversation: Conversation) -> None:
    """Look up whom the conversation is with; after a merge that is another profile than the one that began it."""
    while (profile := organisation.profiles.of_id(conversation.profile_id)) is not None:
        with contextlib.suppress(ProfileMerged):
            await trigger(profile, "contact_in")
            conversation.inbox = inbox_for(organisation, profile)
            organisation.world.changed(Part.CONVERSATION, conversation.id)
            return


def _free_id(organisation: Organisation) -> str:
    number = len(organisation.conversations)
    while (made := slug(digest(organisation.world.seed, "conversation", number))) in organisation.conversations:
        number += 1
    return made


def inbox_for(organisation: Organisation, profile: Profile) -> str:
    """Return where the rules send a contact; they see custom attributes only.

    Contract: Gladly, rules on custom attributes (documented; GL-ROUTE-1); the one rule here is our example.
    """
    rule = organisation.routing_rule
    value = profile.custom_attributes.get(rule.attribute, "")
    return rule.inbox if value not in ("", rule.is_not) else INBOXES[-1]
