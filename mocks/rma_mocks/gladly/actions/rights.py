"""Say whether an agent may run an action just now."""

from rma_mocks.gladly.actions.offers import Offer
from rma_mocks.gladly.entities import Conversation, LinkState, Profile
from rma_mocks.gladly.organisation import Organisation


def open_conversation(organisation: Organisation, profile: Profile) -> Conversation | None:
    """Return the newest conversation with a customer that is open."""
    talks = reversed(list(organisation.conversations.values()))
    return next((talk for talk in talks if talk.profile_id == profile.id and talk.status == "OPEN"), None)


def missing_conversation(organisation: Organisation, profile: Profile) -> str | None:
    """Say that actions wait for a conversation, or return None.

    Contract: Gladly, actions are run during an open conversation (documented; GL-ACT-3).
    """
    if organisation.actions_need_conversation and open_conversation(organisation, profile) is None:
        return "actions are run during a conversation, and none is open with this customer"
    return None


def why_not(organisation: Organisation, profile: Profile, offer: Offer) -> str | None:
    """Say why an offer may not be taken any more, or return None.

    Contract: Gladly, actions on linked profiles (documented; GL-ACT-3), with Enable Actions on (observed; GL-ACT-4).
    """
    if not (offer.app.is_active and offer.app.enable_actions):
        return f"actions are switched off for {offer.app.name}"
    if profile.link_to(offer.app.id).state is not LinkState.LINKED:
        return f"the profile is not linked to {offer.app.name}"
    return missing_conversation(organisation, profile)
