"""What a client may ask of a new world; everything has a default, unknown keys are refused."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from rma_mocks.core.entities import RETURN_REASONS, RETURN_TYPES, STATUSES
from rma_mocks.worlds.derive import MOST_PEOPLE

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
WorldId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
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
    """A declared shopper."""

    key: Key
    name: str
    email: str | None = None
    phone: str | None = None
    address: str = ""


class ItemSpec(_Spec):
    """A declared return item; `amount` in major units, by default the product's price."""

    product: str = "Trail Fleece Jacket"
    size: str | None = None
    colour: str | None = None
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    reason: Reason = "Too Small"
    return_type: ReturnType = "Refund"
    comment: str | None = None
    amount: Decimal | None = None


class RmaSpec(_Spec):
    """A declared return; `created` is a time, by default some days before the world's now."""

    key: Key | None = None
    of: Key
    status: Status = "Authorized"
    items: Annotated[list[ItemSpec], Field(min_length=1)] = Field(default_factory=lambda: [ItemSpec()])
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")] | None = None
    order_name: str | None = None
    created: AwareDatetime | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "USD"
    archived: bool = False


class OrderSpec(_Spec):
    """A declared purchase that nobody has returned yet."""

    of: Key
    name: str | None = None
    items: Annotated[list[ItemSpec], Field(min_length=1)]
    created: AwareDatetime | None = None


class ProfileSpec(_Spec):
    """A customer profile that exists in Gladly from the start."""

    key: Key
    name: str
    emails: list[str] = Field(default_factory=list)
    phones: list[str] = Field(default_factory=list)
    attributes: dict[str, str] = Field(default_factory=dict)


class AppSpec(_Spec):
    """A lookup adaptor, configured as ReturnLogic's set-up page says, with a signing key besides."""

    name: str = "ReturnLogic"
    url: str
    signing_key: str | None = None
    username: str = ""
    password: str = ""
    realm: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    auto_linking: AutoLinking = ["emails"]
    overwrite_existing_values: bool = False


class GladlySpec(_Spec):
    """Given credentials of the Gladly organisation."""

    organization: str | None = None
    username: str | None = None
    api_token: str | None = None
    lookup_timeout_s: Annotated[float, Field(gt=0, le=60)] = 15.0


class ReturnLogicSpec(_Spec):
    """Given credentials of the ReturnLogic team, and its limits (2 a second and 120 a minute, documented)."""

    team_id: str | None = None
    api_key: str | None = None
    per_second: Annotated[int, Field(ge=1)] = 2
    per_minute: Annotated[int, Field(ge=1)] = 120


class WorldSpec(_Spec):
    """A new world. `profiles` null means one customer profile for each declared person."""

    id: WorldId | None = None
    seed: int = 7
    customers: Annotated[int, Field(ge=0, le=min(10_000, MOST_PEOPLE))] = 50
    now: AwareDatetime | None = None
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
