"""What a client may ask of a new world; everything has a default, unknown keys are refused."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rma_mocks.core.entities import RETURN_REASONS, RETURN_TYPES, STATUSES
from rma_mocks.worlds.derive import MOST_PEOPLE
from rma_mocks.worlds.texts import (
    AttributeName,
    Currency,
    Email,
    HeaderName,
    HeaderValue,
    Key,
    LookupUrl,
    Moment,
    OrderName,
    PhoneNumber,
    Realm,
    RmaId,
    Seed,
    Token,
    UserName,
    WorldId,
)

AutoLinking = list[Literal["emails", "phones.mobile"]]


def _one_of(values: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in values:
            raise ValueError(f"{value!r} is unknown; write one of: {', '.join(values)}")
        return value

    return AfterValidator(check)


Status = Annotated[str, _one_of(STATUSES)]
ReturnType = Annotated[str, _one_of(RETURN_TYPES)]
Reason = Annotated[str, _one_of(tuple(RETURN_REASONS.values()))]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonSpec(_Spec):
    """A declared shopper; `key` is what the rest of the world and its answer call them."""

    key: Key
    name: str
    email: Email | None = None
    phone: PhoneNumber | None = None
    address: str = ""


class ItemSpec(_Spec):
    """A declared return item; `amount` in major units, by default the product's price.

    `exchange_size` is the size that an exchange brings, by default the one that fits the reason.
    """

    product: str = "Trail Fleece Jacket"
    size: str | None = None
    colour: str | None = None
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    reason: Reason = "Too Small"
    return_type: ReturnType = "Refund"
    comment: str | None = None
    exchange_size: str | None = None
    amount: Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=2)] | None = None


class RmaSpec(_Spec):
    """A declared return, with an order of its own; `created` is by default some days before the world's now."""

    key: Key | None = None
    of: Key
    status: Status = "Authorized"
    items: Annotated[list[ItemSpec], Field(min_length=1)] = Field(default_factory=lambda: [ItemSpec()])
    id: RmaId | None = None
    order_name: OrderName | None = None
    created: Moment | None = None
    currency: Currency = "USD"
    archived: bool = False


class OrderSpec(_Spec):
    """A declared purchase that nobody has returned yet; `of` is a person's key."""

    key: Key | None = None
    of: Key
    name: OrderName | None = None
    items: Annotated[list[ItemSpec], Field(min_length=1)]
    created: Moment | None = None


class ProfileSpec(_Spec):
    """A customer profile that exists in Gladly from the start."""

    key: Key
    name: str
    emails: list[Email] = Field(default_factory=list)
    phones: list[PhoneNumber] = Field(default_factory=list)
    attributes: dict[str, str] = Field(default_factory=dict)


class AppSpec(_Spec):
    """A lookup adaptor, configured as ReturnLogic's set-up page says, with a signing key besides."""

    name: str = "ReturnLogic"
    url: LookupUrl
    signing_key: str | None = None
    username: str = ""
    password: str = ""
    realm: Realm = ""
    headers: dict[HeaderName, HeaderValue] = Field(default_factory=dict)
    auto_linking: AutoLinking = ["emails"]
    overwrite_existing_values: bool = False


class GladlySpec(_Spec):
    """Given id and credentials of the Gladly organisation, which no two open worlds may share, and what it is set to.

    `definition` names the custom attributes that the customer profile definition lists, in the order of the card; by
    default all that our adaptor sends. Contract: others are not shown (documented; GL-ATTR-3).
    """

    organization: Token | None = None
    username: UserName | None = None
    api_token: Token | None = None
    lookup_timeout_s: Annotated[float, Field(gt=0, le=60)] = 15.0
    definition: list[AttributeName] | None = None


class ReturnLogicSpec(_Spec):
    """Given id and key of the ReturnLogic team, which no two open worlds may share, and its limits.

    Contract: 2 calls a second and 120 a minute (documented; RL-LIMIT-1).
    """

    team_id: Token | None = None
    api_key: Token | None = None
    per_second: Annotated[int, Field(ge=1, le=1_000_000)] = 2
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 120


class ForkedApp(_Spec):
    """Where a fork's lookup app is, and the key that its requests are signed with."""

    url: LookupUrl
    signing_key: str | None = None


class ForkSpec(_Spec):
    """What is different about a fork; everything has a default.

    `id` is the next free one by default. `apps` gives other addresses to the lookup apps, by place; the rest keep
    theirs. Credentials and team id are always new.
    """

    id: WorldId | None = None
    apps: list[ForkedApp] = Field(default_factory=list)


class WorldSpec(_Spec):
    """A new world: the same seed and fields give the same one.

    `id` is the next free one by default. `customers` counts the derived people, who come after the declared ones.
    `now` is its first moment, by default the real time; everything derived lies before it. With the `profile` strict
    the mocks send only what is documented or observed, with assumed also what the vendors must send but nobody
    published. `profiles` null means one customer profile in Gladly for each declared person.
    """

    id: WorldId | None = None
    seed: Seed = 7
    customers: Annotated[int, Field(ge=0, le=MOST_PEOPLE)] = 50
    now: Moment | None = None
    store_name: str = "Northwind Trail Co."
    profile: Literal["assumed", "strict"] = "assumed"
    people: list[PersonSpec] = Field(default_factory=list)
    orders: list[OrderSpec] = Field(default_factory=list)
    rmas: list[RmaSpec] = Field(default_factory=list)
    profiles: list[ProfileSpec] | None = None
    apps: list[AppSpec] = Field(default_factory=list)
    gladly: GladlySpec = Field(default_factory=GladlySpec)
    returnlogic: ReturnLogicSpec = Field(default_factory=ReturnLogicSpec)

    def start(self, real_now: datetime) -> datetime:
        """Return the world's first moment."""
        return self.now or real_now
