"""What the control API answers, for its documentation only; the answers themselves are built without these models."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(extra="allow")


class Refusal(_Answer):
    """Why a call was refused."""

    message: str = Field(description="One sentence that names the field and says what to write.")


class AppLink(_Answer):
    """A lookup app of a world; its requests are unsigned when the key is null."""

    id: str
    name: str
    url: str
    signing_key: str | None


class GladlyLinks(_Answer):
    """A world as Gladly sees it: its organisation, what opens its REST API, and its pages."""

    organization: str
    username: str
    api_token: str
    url: str = Field(description="Where the world's pages of the mock Gladly begin.")
    api_url: str
    desk_url: str
    chat_app_id: str
    apps: list[AppLink]


class ReturnLogicLinks(_Answer):
    """A world as ReturnLogic sees it: its team, what opens its API, and its pages."""

    team_id: str
    api_key: str
    url: str = Field(description="Where the world's pages of the mock ReturnLogic begin.")
    api_url: str
    originate_url: str
    returns_center_url: str


class PersonLink(_Answer):
    """A declared shopper."""

    name: str
    email: str | None
    phone: str | None


class OrderLink(_Answer):
    """A declared order with the ids of its lines, and where the shopper returns something of it."""

    name: str
    items: list[int]
    url: str


class RmaLink(_Answer):
    """A declared RMA with the ids of its return items, and its page."""

    id: str
    order: str
    items: list[int]
    tracking_number: str | None
    url: str


class WorldLinks(_Answer):
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


class WorldList(_Answer):
    """The open worlds, the oldest first."""

    worlds: list[WorldLinks]


class GalleryRow(_Answer):
    """An edge case: what it is, what should happen, and what it declares, by key."""

    key: str
    about: str
    outcome: str
    people: dict[str, Any]
    profiles: dict[str, Any]
    rmas: dict[str, Any]


class GalleryList(_Answer):
    """Every edge case that a new world may ask for."""

    entries: list[GalleryRow]


class PersonRow(_Answer):
    """A person of a world; `key` is null for a derived one."""

    key: str | None
    name: str
    email: str | None
    phone: str | None
    rma_ids: list[str]


class PeoplePage(_Answer):
    """Some of a world's people, and how many there are."""

    people: list[PersonRow]
    total: int


class Event(_Answer):
    """What is due next in a world's future, and when in its time."""

    at: str
    what: str


class ClockFace(_Answer):
    """A world's time; `next_event` is null when nothing is due."""

    now: str
    is_frozen: bool
    next_event: Event | None


class FaultRow(_Answer):
    """A scripted failure; `calls` counts what matched while it was active, `hits` what it hit."""

    id: int
    lane: str
    kind: str
    path: str
    times: int | None
    percent: int
    begins_at: str | None
    ends_at: str | None
    state: Literal["to come", "active", "over"]
    calls: int
    hits: int


class FaultList(_Answer):
    """What was scripted and not removed, in the order in which it is tried, and what each kind does."""

    faults: list[FaultRow]
    kinds: dict[str, str]


class ExchangeRow(_Answer):
    """One exchange; `status` is null, and `error` a sentence, when no answer came."""

    seq: int
    lane: str
    direction: str
    method: str
    path: str
    status: int | None
    at: str
    duration_ms: float


class JournalPage(_Answer):
    """Exchanges, the oldest first."""

    exchanges: list[ExchangeRow]
    last: int
    truncated: bool


class StrayRow(_Answer):
    """A call that belongs to no world; `hint` says in a sentence what came near."""

    lane: str
    method: str
    path: str
    status: int | None
    at: str
    hint: str


class StrayList(_Answer):
    """The last calls that belonged to no world, the oldest first."""

    strays: list[StrayRow]


class Silence(_Answer):
    """Whether nothing is under way."""

    idle: bool


class ApiKey(_Answer):
    """The API key that holds from now on."""

    api_key: str


class SnapshotRow(_Answer):
    """A state that was put aside; `at` is the world's time then."""

    name: str
    at: str


class SnapshotList(_Answer):
    """The states that were put aside, the oldest first."""

    snapshots: list[SnapshotRow]


class ResetDone(_Answer):
    """What was brought back; `adaptor` is null where there is none to tell."""

    world: str
    what: str
    adaptor: Literal["forgot", "did not answer"] | None


class RestoreDone(_Answer):
    """The state that a world is in again; `adaptor` is null where there is none to tell."""

    world: str
    restored: str
    adaptor: Literal["forgot", "did not answer"] | None


class Changes(_Answer):
    """What is different, one sentence a change."""

    since: str
    changes: list[str]


ANSWERS: dict[str, tuple[str, type[BaseModel] | None]] = {
    "open_world": ("Opened", WorldLinks),
    "list_worlds": ("The open worlds", WorldList),
    "list_gallery": ("Edge cases", GalleryList),
    "get_world": ("The world", WorldLinks),
    "fork_world": ("Opened, where the other world stands", WorldLinks),
    "delete_world": ("Closed", None),
    "list_people": ("People", PeoplePage),
    "read_clock": ("The time", ClockFace),
    "move_clock": ("The time from now on", ClockFace),
    "list_faults": ("Failures", FaultList),
    "script_fault": ("Scripted", FaultRow),
    "clear_faults": ("Everything works again", None),
    "remove_fault": ("Taken back", None),
    "read_journal": ("Exchanges", JournalPage),
    "clear_journal": ("Forgotten", None),
    "list_strays": ("Calls of no world", StrayList),
    "forget_strays": ("Forgotten", None),
    "wait_until_idle": ("Idle, or the time is over", Silence),
    "renew_key": ("Issued", ApiKey),
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
