"""What the control API answers about the inside of a world, for its documentation only."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from rma_mocks.returnlogic.variants_spec import VariantsSpec


class Answer(BaseModel):
    """A shape that may have more fields than are told."""

    model_config = ConfigDict(extra="allow")


class PersonRow(Answer):
    """A person of a world; `key` is null for a derived one."""

    key: str | None
    name: str
    email: str | None
    phone: str | None
    rma_ids: list[str]


class PeoplePage(Answer):
    """Some of a world's people, and how many there are."""

    people: list[PersonRow]
    total: int


class Event(Answer):
    """What is due next in a world's future, and when in its time."""

    at: str
    what: str


class ProductRow(Answer):
    """A product: sizes from small to large, measurements by size, and every variant with its stock."""

    name: str
    code: str
    kind: str
    price: str
    currency: str
    colours: list[str]
    sizes: list[str]
    size_chart: dict[str, Any]
    variants: list[dict[str, Any]]


class ProductList(Answer):
    """What a retailer sells."""

    products: list[ProductRow]


class ClockFace(Answer):
    """A world's time; `next_event` is null when nothing is due."""

    now: str
    is_frozen: bool
    next_event: Event | None


class FaultRow(Answer):
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


class FaultList(Answer):
    """What was scripted and not removed, in the order in which it is tried, and what each kind does."""

    faults: list[FaultRow]
    kinds: dict[str, str]


class ExchangeRow(Answer):
    """One exchange; `status` is null, and `error` a sentence, when no answer came.

    `seq` numbers exchanges as they ended, `begun` as they began, whatever the world's clock shows.
    """

    seq: int
    begun: int
    lane: str
    direction: str
    method: str
    path: str
    status: int | None
    at: str
    duration_ms: float


class JournalPage(Answer):
    """Exchanges, the oldest first."""

    exchanges: list[ExchangeRow]
    last: int
    begun: int
    truncated: bool


class StrayRow(Answer):
    """A call that belongs to no world; `hint` says in a sentence what came near."""

    lane: str
    method: str
    path: str
    status: int | None
    at: str
    hint: str


class StrayList(Answer):
    """The last calls that belonged to no world, the oldest first."""

    strays: list[StrayRow]


class Silence(Answer):
    """Whether nothing is under way."""

    idle: bool


class ApiKey(Answer):
    """The API key that holds from now on."""

    api_key: str


class InstallationRow(Answer):
    """An app and its installation; `code` is null once it was taken, the tokens are null until then.

    `redirected_to` is where the retailer's browser was sent, with the code.
    """

    name: str
    client_id: str
    team_id: str
    state: Literal["not installed", "waits for its developer", "installed"]
    code: str | None
    redirected_to: str | None
    bearer_token: str | None
    refresh_token: str | None
    token_expires_at: str | None


class InstallationList(Answer):
    """The apps that a team may install."""

    installations: list[InstallationRow]


class WebhookRow(Answer):
    """A registered webhook; `client_id` is the app's that did so, null for the team's key."""

    id: str
    topic: str
    address: str
    is_signed: bool
    client_id: str | None


class DeliveryRow(Answer):
    """One event on its way to one webhook, with every attempt; `due_at` is null once it is over."""

    id: str
    event: str
    webhook: str
    topic: str
    rma_id: str
    occurred_at: str
    outcome: Literal["pending", "delivered", "given up", "dropped"]
    due_at: str | None
    attempts: list[dict[str, Any]]


class WebhookList(Answer):
    """Webhooks, and the deliveries to them, the oldest first."""

    webhooks: list[WebhookRow]
    deliveries: list[DeliveryRow]


class TeamSettings(Answer):
    """How a world's ReturnLogic plays what nobody published."""

    variants: VariantsSpec
