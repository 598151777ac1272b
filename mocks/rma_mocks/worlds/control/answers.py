"""What the control API answers, for its documentation only; the answers themselves are built without these models."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from rma_mocks.worlds.control.answers_inside import (
    Answer,
    ApiKey,
    ClockFace,
    FaultList,
    FaultRow,
    InstallationList,
    InstallationRow,
    JournalPage,
    PeoplePage,
    ProductList,
    Silence,
    StrayList,
    TeamSettings,
    WebhookList,
)


class Refusal(Answer):
    """Why a call was refused."""

    message: str = Field(description="One sentence that names the field and says what to write.")


class AppLink(Answer):
    """A lookup app of a world; its requests are unsigned when the key is null."""

    id: str
    name: str
    url: str
    signing_key: str | None


class GladlyLinks(Answer):
    """A world as Gladly sees it: its organisation, what opens its REST API, and its pages."""

    organization: str
    username: str
    api_token: str
    url: str = Field(description="Where the world's pages of the mock Gladly begin.")
    api_url: str
    desk_url: str
    chat_app_id: str
    apps: list[AppLink]


class PublicAppLink(Answer):
    """An app that the team may install; opening `install_url` does so, and leads to `redirect_url`."""

    name: str
    redirect_url: str
    client_id: str
    client_secret: str
    install_url: str


class ReturnLogicLinks(Answer):
    """A world as ReturnLogic sees it: its team, what opens its API, its pages, and its apps."""

    team_id: str
    api_key: str
    url: str = Field(description="Where the world's pages of the mock ReturnLogic begin.")
    api_url: str
    originate_url: str
    returns_center_url: str
    apps: list[PublicAppLink]


class PersonLink(Answer):
    """A declared shopper."""

    name: str
    email: str | None
    phone: str | None


class OrderLink(Answer):
    """A declared order with the ids of its lines, and where the shopper returns something of it."""

    name: str
    items: list[int]
    url: str


class RmaLink(Answer):
    """A declared RMA with the ids of its return items, and its page."""

    id: str
    order: str
    items: list[int]
    tracking_number: str | None
    url: str


class WorldLinks(Answer):
    """Everything that a client needs of a world; what was declared is found under its key."""

    id: str
    seed: int
    now: str = Field(description="The world's time, ISO 8601 in UTC.")
    customers: int = Field(description="How many people there are, the declared ones too.")
    stage_url: str
    gladly: GladlyLinks
    returnlogic: ReturnLogicLinks
    people: dict[str, PersonLink]
    profiles: dict[str, str] = Field(description="Ids of the declared customer profiles.")
    orders: dict[str, OrderLink]
    rmas: dict[str, RmaLink]


class WorldList(Answer):
    """The open worlds, the oldest first."""

    worlds: list[WorldLinks]


class GalleryRow(Answer):
    """An edge case: what it is, what should happen, and what it declares, by key."""

    key: str
    about: str
    outcome: str
    people: dict[str, Any]
    profiles: dict[str, Any]
    rmas: dict[str, Any]


class GalleryList(Answer):
    """Every edge case that a new world may ask for."""

    entries: list[GalleryRow]


class SnapshotRow(Answer):
    """A state that was put aside; `at` is the world's time then."""

    name: str
    at: str


class SnapshotList(Answer):
    """The states that were put aside, the oldest first."""

    snapshots: list[SnapshotRow]


class ResetDone(Answer):
    """What was brought back; `adaptor` is null where there is none to tell."""

    world: str
    what: str
    adaptor: Literal["forgot", "did not answer"] | None


class RestoreDone(Answer):
    """The state that a world is in again; `adaptor` is null where there is none to tell."""

    world: str
    restored: str
    adaptor: Literal["forgot", "did not answer"] | None


class Changes(Answer):
    """What is different, one sentence a change."""

    since: str
    changes: list[str]
    more: int


ANSWERS: dict[str, tuple[str, type[BaseModel] | None]] = {
    "open_world": ("Opened", WorldLinks),
    "list_worlds": ("The open worlds", WorldList),
    "list_gallery": ("Edge cases", GalleryList),
    "get_world": ("The world", WorldLinks),
    "fork_world": ("Opened, where the other world stands", WorldLinks),
    "delete_world": ("Closed", None),
    "list_people": ("People", PeoplePage),
    "list_products": ("What there is", ProductList),
    "read_clock": ("The time", ClockFace),
    "move_clock": ("The time from now on", ClockFace),
    "list_faults": ("Failures", FaultList),
    "script_fault": ("Scripted", FaultRow),
    "clear_faults": ("Everything works again", None),
    "remove_fault": ("Taken back", None),
    "read_journal": ("Exchanges", JournalPage),
    "clear_journal": ("Forgotten", None),
    "read_team": ("How it is played", TeamSettings),
    "set_team": ("How it is played from now on", TeamSettings),
    "list_strays": ("Calls of no world", StrayList),
    "forget_strays": ("Forgotten", None),
    "wait_until_idle": ("Idle, or the time is over", Silence),
    "renew_key": ("Issued", ApiKey),
    "list_installations": ("Apps and installations", InstallationList),
    "install_app": ("Installed", InstallationRow),
    "uninstall_app": ("Uninstalled", None),
    "list_webhooks": ("Webhooks and deliveries", WebhookList),
    "register_stack": ("Kept", None),
    "read_stack": ("What somebody registered", None),
    "list_snapshots": ("States", SnapshotList),
    "take_snapshot": ("Put aside", SnapshotRow),
    "delete_snapshot": ("Dropped", None),
    "restore_snapshot": ("Back in that state", RestoreDone),
    "reset_world": ("Brought back", ResetDone),
    "read_diff": ("Changes", Changes),
}
"""What each call answers when all is well, by the name of its function, and the shape of that."""

MODELS: tuple[Any, ...] = (Refusal, *dict.fromkeys(model for _, model in ANSWERS.values() if model is not None))
"""Every shape that the documentation names."""
