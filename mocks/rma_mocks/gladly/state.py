"""What a Gladly organisation holds at one moment, so that a world can be forked, put aside and brought back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from rma_mocks.core.world import Part
from rma_mocks.gladly.entities import App, AttributeDefinition, Conversation, Permission, Profile, RoutingRule
from rma_mocks.gladly.organisation import Organisation
from rma_mocks.gladly.profiles import Profiles
from rma_mocks.gladly.settings import LookupSettings


@dataclass(frozen=True, slots=True)
class OrganisationState:
    """Profiles, conversations and settings; whoever takes one out copies it, so nothing later changes them here."""

    apps: tuple[App, ...]
    definition: tuple[AttributeDefinition, ...]
    routing_rule: RoutingRule
    field_permissions: dict[str, Permission]
    lookup_timeout_s: float
    lookups: LookupSettings
    form_url_join: Literal["origin", "app_url"]
    actions_need_conversation: bool
    card_labels: dict[str, str]
    profiles: tuple[Profile, ...] = ()
    conversations: tuple[Conversation, ...] = ()

    def with_data_of(self, other: "OrganisationState") -> "OrganisationState":
        """Return these settings with another state's profiles and conversations."""
        return replace(self, profiles=other.profiles, conversations=other.conversations)

    def profiles_of(self, emails: Iterable[str]) -> list[Profile]:
        """Return the profiles that hold any of these e-mails, given in lower case."""
        wanted = set(emails)
        return [profile for profile in self.profiles if wanted & {row.normalized for row in profile.emails}]

    def with_people_of(self, other: "OrganisationState", emails: Iterable[str]) -> "OrganisationState":
        """Return this state in which the people of these e-mails are as another state has them.

        Their profiles, and the conversations of these, are the other's; everybody else's are untouched. Where one was
        merged with somebody else's, that one is theirs as well.
        """
        ids = {profile.id for profile in [*other.profiles_of(emails), *self.profiles_of(emails)]}
        one_by_now = [{profile.id, *(row.id for row in profile.merged)} for profile in self.profiles]
        ids = ids.union(*(merged for merged in one_by_now if merged & ids))
        theirs = [profile for profile in other.profiles if profile.id in ids]
        kept = [profile for profile in self.profiles if profile.id not in ids]
        talks = [talk for talk in self.conversations if talk.profile_id not in ids]
        back = [talk for talk in other.conversations if talk.profile_id in ids]
        return replace(self, profiles=(*theirs, *kept), conversations=(*back, *talks))


def state_of(organisation: Organisation) -> OrganisationState:
    """Return how things stand; profiles that nobody met yet follow from the seed and cost nothing."""
    return replace(
        settings_of(organisation),
        profiles=tuple(profile.copy() for profile in organisation.profiles.made),
        conversations=tuple(talk.copy() for talk in organisation.conversations.values()),
    )


def settings_of(organisation: Organisation) -> OrganisationState:
    """Return how an organisation is set, without anybody in it."""
    return OrganisationState(
        apps=tuple(app.copy() for app in organisation.apps),
        definition=tuple(organisation.definition),
        routing_rule=organisation.routing_rule,
        field_permissions=dict(organisation.field_permissions),
        lookup_timeout_s=organisation.lookup_timeout_s,
        lookups=organisation.lookups,
        form_url_join=organisation.form_url_join,
        actions_need_conversation=organisation.actions_need_conversation,
        card_labels=dict(organisation.card_labels),
    )


def enter_state(organisation: Organisation, state: OrganisationState) -> None:
    """Go on from a state; lookups that are under way are given up, rounds that were played stay on record."""
    organisation.close()
    organisation.apps = [app.copy() for app in state.apps]
    organisation.definition = list(state.definition)
    organisation.routing_rule = state.routing_rule
    organisation.field_permissions = dict(state.field_permissions)
    organisation.lookup_timeout_s = state.lookup_timeout_s
    organisation.lookups = state.lookups
    organisation.form_url_join = state.form_url_join
    organisation.actions_need_conversation = state.actions_need_conversation
    organisation.open_forms.clear()
    organisation.card_labels = dict(state.card_labels)
    organisation.profiles = Profiles(organisation.world)
    organisation.profiles.take(profile.copy() for profile in state.profiles)
    organisation.conversations = {talk.id: talk.copy() for talk in state.conversations}
    organisation.world.changed(Part.WHOLE)
