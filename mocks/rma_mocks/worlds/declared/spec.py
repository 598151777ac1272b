"""What a client may ask of a new world; everything has a default, unknown keys are refused."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rma_mocks.core.entities import FREE_SHIPPING, SHIPPING_TYPES, STATUSES, WITHOUT_LABEL
from rma_mocks.core.texts import Amount, Label, one_of
from rma_mocks.returnlogic.policies_spec import ReturnType
from rma_mocks.worlds.declared.lookup_spec import Answers, Attribute, Labelled, LookupSpec, PageSpec
from rma_mocks.worlds.declared.returnlogic_spec import ReturnLogicSpec
from rma_mocks.worlds.declared.texts import (
    AttributeName,
    Currency,
    Email,
    GladlyId,
    HeaderName,
    HeaderValue,
    ItemId,
    Key,
    Line,
    LookupUrl,
    Moment,
    Name,
    OrderName,
    PageUrl,
    PhoneNumber,
    Prose,
    Realm,
    RmaId,
    Secret,
    Seed,
    Token,
    TrackingNumber,
    UserName,
    Word,
    WorldId,
)
from rma_mocks.worlds.derived.base import MOST_PEOPLE

MOST_DECLARED = 2_000
"""A world with more people than anybody would write has them derived."""

_MOST_PARTS = 100

Entry = TypeVar("Entry")
Declared = Annotated[list[Entry], Field(max_length=MOST_DECLARED)]
Parts = Annotated[list[Entry], Field(max_length=_MOST_PARTS)]
AutoLinking = list[Literal["emails", "phones.mobile"]]


def _listed(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


def _unlabelled(given: Any) -> Any:
    return dict.fromkeys(given) if isinstance(given, list) and all(isinstance(row, str) for row in given) else given


TransactionType = Literal["ORDER", "SUBSCRIPTION", "FLIGHT", "STAY", "GENERIC"]
Status = Annotated[str, one_of(STATUSES)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PersonSpec(_Spec):
    """A declared shopper; `key` is what the rest of the world and its answer call them."""

    key: Key
    name: Name
    email: Email | None = None
    phone: PhoneNumber | None = None
    address: Line = ""


class ItemSpec(_Spec):
    """A declared return item; `amount` in major units, by default the product's price.

    `id` is that of the order line and of the return item, which are one. `exchange_size` is the size that an exchange
    brings, by default the one that fits the reason. `reason` is the description of a default reason or of one of the
    merchant's (`returnlogic.policies.reasons`). `sent` says how many have left the warehouse, by default all.
    """

    id: ItemId | None = None
    product: Name = "Trail Fleece Jacket"
    size: Word | None = None
    colour: Word | None = None
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    reason: Name = "Too Small"
    return_type: ReturnType = "Refund"
    comment: Prose | None = None
    exchange_size: Word | None = None
    amount: Amount | None = None
    sent: Annotated[int, Field(ge=0, le=100)] | None = None


class LabelSpec(_Spec):
    """A given return label; what is left out is invented."""

    carrier: Word = "USPS"
    tracking_number: TrackingNumber | None = None
    tracking_url: PageUrl | None = None


class RmaSpec(_Spec):
    """A declared return, with an order of its own; `created` is by default some days before the world's now.

    `label` null means that there is none; without it there is one, unless the return was rejected or its
    `shipping_type` brings none (RL-SHIP-2).
    """

    key: Key | None = None
    of: Key
    status: Status = "Authorized"
    items: Annotated[Parts[ItemSpec], Field(min_length=1)] = Field(default_factory=lambda: [ItemSpec()])
    id: RmaId | None = None
    order_name: OrderName | None = None
    created: Moment | None = None
    currency: Currency = "USD"
    archived: bool = False
    label: LabelSpec | None = None
    shipping_type: Annotated[str, one_of(SHIPPING_TYPES)] = FREE_SHIPPING

    @property
    def has_label(self) -> bool:
        """Tell whether there is a return label."""
        if "label" in self.model_fields_set:
            return self.label is not None
        return self.status != "Rejected" and self.shipping_type not in WITHOUT_LABEL


class OrderSpec(_Spec):
    """A declared purchase that nobody has returned yet; `of` is a person's key.

    `shipped` is its latest shipment, by default when it was made. `exchange_of` is the number of the RMA that brought
    it, where it came by an exchange.
    """

    key: Key | None = None
    of: Key
    name: OrderName | None = None
    items: Annotated[Parts[ItemSpec], Field(min_length=1)]
    created: Moment | None = None
    shipped: Moment | None = None
    exchange_of: RmaId | None = None


class ProfileSpec(_Spec):
    """A customer profile that exists in Gladly from the start.

    `linked_as` is the external customer id with which the first app is linked already; `attributes` came from there.
    Contract: callers may choose ids of profiles, URL-safe and short (documented; GL-REST-3).
    """

    key: Key
    id: GladlyId | None = None
    name: Name
    emails: Parts[Email] = Field(default_factory=list)
    phones: Parts[PhoneNumber] = Field(default_factory=list)
    attributes: Annotated[dict[AttributeName, Prose], Field(max_length=_MOST_PARTS)] = Field(default_factory=dict)
    linked_as: Token | None = None


class AppSpec(_Spec):
    """A lookup adaptor, configured as ReturnLogic's set-up page says, with a signing key besides.

    Without `url` it is scripted: this mock answers its lookups as `answers` says, either one answer to all of them or
    one each for `auto_link`, `manual_search` and `detailed`. Text is sent as it is, anything else as JSON.
    Its actions are answered by `pages`, which are named by their path below the app's URL.
    """

    id: GladlyId | None = None
    name: Name = "ReturnLogic"
    url: LookupUrl | None = None
    answers: Answers = None
    pages: Annotated[dict[Token, PageSpec], Field(max_length=_MOST_PARTS)] = Field(default_factory=dict)
    signing_key: Secret | None = None
    username: Secret = ""
    password: Secret = ""
    realm: Realm = ""
    headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=_MOST_PARTS)] = Field(default_factory=dict)
    auto_linking: Annotated[AutoLinking, Field(max_length=_MOST_PARTS)] = ["emails"]
    overwrite_existing_values: bool = False
    search_query_attributes: Annotated[Parts[Labelled], Field(min_length=1)] | None = None
    search_results_attributes: Annotated[Parts[Labelled], Field(min_length=1)] | None = None
    enable_actions: bool = True


class GladlySpec(_Spec):
    """Given id and credentials of the Gladly organisation, which no two open worlds may share, and what it is set to.

    `definition` names the custom attributes that the customer profile definition lists, in the order of the card, with
    label and permission if need be; by default all that our adaptor sends. `name` and `address` in it are the profile's
    own fields. Contract: attributes that it does not list are not shown (documented; GL-ATTR-3).
    `form_url_join` says how relative addresses of forms are joined (assumed; GL-ACT-5); agents may run actions at any
    time, against the documented rule (GL-ACT-3), where `actions_need_conversation` is false.

    `transaction_types` names the types that are shown besides ORDER (GL-CARD-3): a list, or labels by type, of which
    null is the default one.
    """

    organization: Token | None = None
    username: UserName | None = None
    api_token: Token | None = None
    chat_app_id: Token = "returns-center"
    lookup_timeout_s: Annotated[float, Field(gt=0, le=60)] = 15.0
    definition: Parts[Attribute] | None = None
    lookups: LookupSpec = Field(default_factory=LookupSpec)
    form_url_join: Literal["origin", "app_url"] = "origin"
    actions_need_conversation: bool = True
    transaction_types: Annotated[dict[TransactionType, Label | None], BeforeValidator(_unlabelled)] = Field(
        default_factory=dict
    )


class WorldSpec(_Spec):
    """A new world: the same seed and fields give the same one.

    `id` is the next free one by default. `customers` counts the derived people, who come after the declared ones.
    `now` is its first moment, by default the real time; everything derived lies before it. With the `profile` strict
    the mocks send only what is documented or observed, with assumed also what the vendors must send but nobody
    published. `profiles` null means one customer profile in Gladly for each declared person. `gallery` adds edge cases
    by key, or all of them, after everything else that is declared.
    """

    id: WorldId | None = None
    seed: Seed = 7
    customers: Annotated[int, Field(ge=0, le=MOST_PEOPLE)] = 50
    now: Moment | None = None
    store_name: Name = "Northwind Trail Co."
    profile: Literal["assumed", "strict"] = "assumed"
    people: Declared[PersonSpec] = Field(default_factory=list)
    orders: Declared[OrderSpec] = Field(default_factory=list)
    rmas: Declared[RmaSpec] = Field(default_factory=list)
    profiles: Declared[ProfileSpec] | None = None
    gallery: Annotated[Parts[str], BeforeValidator(_listed)] = Field(default_factory=list)
    apps: Parts[AppSpec] = Field(default_factory=list)
    gladly: GladlySpec = Field(default_factory=GladlySpec)
    returnlogic: ReturnLogicSpec = Field(default_factory=ReturnLogicSpec)

    def start(self, real_now: datetime) -> datetime:
        """Return the world's first moment."""
        return self.now or real_now
