"""What one Gladly organisation holds: apps, customer profiles, conversations, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from rma_mocks.gladly.lookups.changes import Change


class Permission(StrEnum):
    """What an agent may see and do with a field (documented, GL-ATTR-1)."""

    EDITABLE = "EDITABLE"
    VISIBLE = "VISIBLE"
    HIDDEN = "HIDDEN"


class LinkState(StrEnum):
    """Where a customer profile stands with one app (assumed, GL-LINK-8)."""

    NEW = "NEW"
    LINKED = "LINKED"
    UNLINKED = "UNLINKED"


@dataclass(frozen=True, slots=True)
class LabelledAttribute:
    """One row of the app page: the key on the wire and the label that people read."""

    attribute: str
    label: str


@dataclass(slots=True)
class App:
    """One lookup adaptor as an administrator configured it.

    `answers` is what a scripted app answers, by operation, at a URL of this mock's own; None for one that is elsewhere.

    Contract: Gladly, "Set up custom integration" (documented).
    """

    id: str
    name: str
    url: str
    signing_key: str | None = None
    username: str = ""
    password: str = ""
    realm: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    search_query_attributes: tuple[LabelledAttribute, ...] = (LabelledAttribute("email", "Email"),)
    search_results_attributes: tuple[LabelledAttribute, ...] = (LabelledAttribute("email", "Email"),)
    auto_linking: tuple[str, ...] = ("emails",)
    overwrite_existing_values: bool = False
    is_active: bool = True
    answers: dict[str, Any] | None = None

    def copy(self) -> "App":
        """Return the same app, whose later settings are its own."""
        return replace(self, headers=dict(self.headers))


@dataclass(frozen=True, slots=True)
class AttributeDefinition:
    """One custom attribute of the customer profile definition, which Gladly's staff maintains."""

    name: str
    label: str
    permission: Permission = Permission.VISIBLE


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address as written and as matched."""

    original: str
    is_primary: bool = False

    @property
    def normalized(self) -> str:
        """Return the form in which addresses are compared."""
        return self.original.strip().lower()


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone number in E.164 and what kind of phone it is; an empty type means other."""

    original: str
    type: str = ""


@dataclass(slots=True)
class Link:
    """A profile's tie to one app."""

    state: LinkState = LinkState.NEW
    external_customer_id: str | None = None


@dataclass(slots=True)
class Profile:
    """Gladly's record of a person; its e-mails are changed through `Profiles`, which finds profiles by them."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    address: str = ""
    image: str = ""
    emails: tuple[Email, ...] = ()
    phones: list[Phone] = field(default_factory=list)
    custom_attributes: dict[str, str] = field(default_factory=dict)
    attribute_sources: dict[str, str] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    transactions: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    verdicts: tuple["Verdict", ...] = ()
    warnings: tuple["AnswerWarning", ...] = ()

    def copy(self) -> "Profile":
        """Return the same profile, whose later changes are its own."""
        return replace(
            self,
            phones=list(self.phones),
            custom_attributes=dict(self.custom_attributes),
            attribute_sources=dict(self.attribute_sources),
            links={app_id: replace(link) for app_id, link in self.links.items()},
            transactions={app_id: list(cards) for app_id, cards in self.transactions.items()},
        )

    def link_to(self, app_id: str) -> Link:
        """Return the tie to an app; a profile starts as NEW with each."""
        return self.links.setdefault(app_id, Link())

    @property
    def is_linked(self) -> bool:
        """Tell whether any app is linked."""
        return any(link.state is LinkState.LINKED for link in self.links.values())


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """Something odd in an answer that was used all the same; `place` leads to it, such as `results.0.emails.1`."""

    app: str
    app_name: str
    place: str
    sentence: str
    rule: str = "GL-ANSWER-3"


class Outcome(StrEnum):
    """What a lookup came to; NOT_SHOWN stands beside the verdict that decided, never alone."""

    LINKED = "linked"
    NOT_LINKED = "not_linked"
    REFRESHED = "refreshed"
    KEPT = "kept"
    NOT_ASKED = "not_asked"
    FAILED = "failed"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a lookup linked or did not: the rule that decided, what it looked at, and what would flip it.

    `flip` tells people what `change` tells programs.
    """

    app: str
    app_name: str
    rule: str
    outcome: Outcome
    sentence: str
    flip: str | None = None
    inputs: Mapping[str, Any] = field(default_factory=dict)
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """All lookups of one trigger; they succeed or fail together (GL-ROUND-1)."""

    id: str
    trigger: str
    profile_id: str
    at: datetime
    duration_ms: float
    verdicts: tuple[Verdict, ...]
    warnings: tuple[AnswerWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationItem:
    """One message, or one line of the system's own."""

    id: str
    sender: str
    text: str
    at: datetime


@dataclass(slots=True)
class Conversation:
    """A contact on one channel; it has no inbox until the rules have run."""

    id: str
    profile_id: str
    channel: str
    created_at: datetime
    subject: str = ""
    inbox: str | None = None
    status: str = "OPEN"
    items: list[ConversationItem] = field(default_factory=list)

    def copy(self) -> "Conversation":
        """Return the same conversation, which goes on by itself."""
        return replace(self, items=list(self.items))


@dataclass(frozen=True, slots=True)
class RoutingRule:
    """Send a contact to an inbox when a custom attribute is something other than a value."""

    attribute: str
    is_not: str
    inbox: str
