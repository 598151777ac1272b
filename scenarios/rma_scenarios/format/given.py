"""The world that a scenario starts from."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from rma_scenarios.format.gallery import GALLERY
from rma_scenarios.format.lookups import AttributeGiven, LabelledGiven, LookupsGiven
from rma_scenarios.format.parts import Part, PersonKey, written
from rma_scenarios.format.returnlogic import ReturnLogicGiven
from rma_scenarios.format.values import (
    AutoLinkField,
    Email,
    GalleryEntry,
    Key,
    Moment,
    Reason,
    ReturnType,
    Seconds,
    Sentence,
    ShippingType,
    Status,
)

SCENARIO_NOW = "2026-03-02T15:00:00Z"
"""The first moment of every world that does not say otherwise."""

_MAX_AGE_S = 30.0
_NO_LABEL = "none"

Quantity = Annotated[int, Field(ge=1, le=100)]
TransactionType = Literal["ORDER", "SUBSCRIPTION", "FLIGHT", "STAY", "GENERIC"]
ItemId = Annotated[int, Field(ge=1, le=2**53 - 1)]


def _entries(given: Any) -> Any:
    """Read `all`, or one entry alone, as a list."""
    if given == "all":
        return list(GALLERY)
    return [given] if isinstance(given, str) else given


Entries = Annotated[
    list[GalleryEntry],
    BeforeValidator(_entries, json_schema_input_type=Literal["all"] | GalleryEntry | list[GalleryEntry]),
]


class PersonGiven(Part):
    """A shopper whom both vendors know."""

    name: Sentence
    email: Email | None = None
    phone: str | None = Field(default=None, description="With country code, such as +16505550100.")
    address: str | None = None


class ItemGiven(Part):
    """A line of an order or a return."""

    short = "product"
    id: ItemId | None = None
    product: Sentence = "Trail Fleece Jacket"
    size: str | None = None
    colour: str | None = None
    quantity: Quantity | None = None
    reason: Reason | None = None
    return_type: ReturnType | None = None
    comment: str | None = None
    exchange_size: str | None = Field(default=None, description="What an exchange brings; else the next size.")
    sent: Annotated[int, Field(ge=0)] | None = Field(default=None, description="How many were sent; else all of them.")
    amount: int | float | None = Field(default=None, ge=0, description="In the currency's major unit; else the price.")


class OrderGiven(Part):
    """A purchase that nobody has returned yet."""

    of: PersonKey
    items: list[ItemGiven] = Field(min_length=1)
    name: str | None = Field(default=None, description="The store's own number, such as '#1001'.")
    created: Moment | None = None
    shipped: Moment | None = Field(default=None, description="Its latest shipment; else when it was made.")


class LabelGiven(Part):
    """The return label; what is left out is invented."""

    short = "carrier"
    carrier: Sentence | None = Field(default=None, description="The word none for a return without label.")
    tracking_number: str | None = None
    tracking_url: str | None = None


class RmaGiven(Part):
    """A return, with the order that it comes from."""

    of: PersonKey
    status: Status | None = None
    items: list[ItemGiven] | None = None
    id: str | None = Field(default=None, description="The RMA number; else the next free one.")
    order_name: str | None = None
    created: Moment | None = None
    currency: str | None = None
    archived: bool | None = None
    label: LabelGiven | None = None
    shipping_type: ShippingType | None = None


class ProfileGiven(Part):
    """A customer profile that Gladly has from the start."""

    id: str | None = None
    name: Sentence
    emails: list[Email] | None = None
    phones: list[str] | None = None
    attributes: dict[str, str] | None = None
    linked_as: str | None = Field(default=None, description="Linked already, as this external customer id.")


class AppGiven(Part):
    """The lookup app as an administrator configured it in Gladly."""

    id: str | None = None
    name: Sentence | None = None
    auto_linking: list[AutoLinkField] | None = Field(
        default=None, description="Which fields may auto-link; [] for off."
    )
    overwrite_existing_values: bool | None = None
    enable_actions: bool | None = None
    signing_key: str | None = Field(
        default=None, description="Another key than the adaptor's: every lookup is refused."
    )
    username: str | None = None
    password: str | None = None
    realm: str | None = None
    headers: dict[str, str] | None = None
    search_query_attributes: list[LabelledGiven] | None = None
    search_results_attributes: list[LabelledGiven] | None = None


class PageGiven(Part):
    """One answer of an app that the mock plays."""

    status: int | None = Field(default=None, ge=200, le=599)
    answer: Any = None


class OtherAppGiven(AppGiven):
    """A further lookup app of the organisation, at any URL, or one that the mock itself plays."""

    name: Sentence
    url: str | None = None
    answers: Any = Field(
        default=None,
        description="What it answers, in place of a url: one answer to all lookups, or one each for auto_link, "
        "manual_search and detailed; text is sent as it is.",
    )

    pages: dict[str, PageGiven] | None = Field(
        default=None, description="What it answers to the forms of its actions, by path below its own."
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.url is None) == (self.answers is None):
            raise PydanticCustomError("somewhere", "needs a url, or the answers that the mock gives in its place")
        return self


class AdaptorGiven(Part):
    """The adaptor: an own one at `url`, or settings of ours for this world."""

    url: str | None = Field(
        default=None, description="Lookup URL of another adaptor; cases with one run one after another."
    )
    signing_key: str | None = Field(default=None, description="The key that adaptor checks signatures with.")
    max_age: Seconds | None = Field(default=None, description="How old rows may be before ReturnLogic is asked again.")
    attributes: list[str] | dict[str, str] | None = None
    rma_link: Literal["newest_open", "table"] | None = None
    trust_filter: bool | None = None
    not_found_is_empty: bool | None = None
    allow_unsigned: bool | None = None
    max_cards: int | None = None
    counts: Literal["text", "number"] | None = None
    link_hosts: list[str] | None = Field(default=None, description="Hosts that links may lead to besides carriers'.")
    assumed_api: bool | None = Field(
        default=None, description="Whether calls that ReturnLogic is only assumed to have may be made."
    )


class GladlyGiven(Part):
    """What is special about the Gladly organisation."""

    profile_definition: list[AttributeGiven] | None = Field(
        default=None, description="The attributes that Gladly's staff has set up; name and address may be among them."
    )
    transaction_types: list[TransactionType] | dict[TransactionType, Sentence | None] | None = Field(
        default=None, description="The types of cards that are shown besides ORDER; a label of one's own by type."
    )
    lookup_timeout: Seconds | None = None
    lookups: LookupsGiven | None = None
    form_url_join: Literal["origin", "app_url"] | None = Field(
        default=None, description="How relative addresses of action forms are joined."
    )
    actions_need_conversation: bool | None = Field(default=None, description="false: agents may run actions any time.")
    organization: str | None = None
    username: str | None = None
    api_token: str | None = None
    chat_app_id: str | None = None


class Given(Part):
    """The world at the start; whatever is left out is the toolkit's usual."""

    world: str | None = Field(default=None, description="Play in this world, which is open already, and leave it open.")
    seed: int | None = None
    now: Moment | None = None
    customers: int | None = Field(
        default=None, ge=0, description="How many people are derived besides the declared ones."
    )
    profile: Literal["assumed", "strict"] | None = Field(
        default=None, description="strict: only what the vendors published."
    )
    store_name: Sentence | None = None
    app: AppGiven | None = None
    other_apps: list[OtherAppGiven] | None = None
    adaptor: AdaptorGiven | None = None
    gallery: Entries | None = Field(default=None, description="Edge cases of the mocks by key, or all of them.")
    people: dict[Key, PersonGiven] | None = None
    orders: dict[Key, OrderGiven] | None = None
    rmas: dict[Key, RmaGiven] | None = None
    profiles: dict[Key, ProfileGiven] | None = Field(
        default=None, description="Without it, everybody declared has one."
    )
    gladly: GladlyGiven | None = None
    returnlogic: ReturnLogicGiven | None = None

    @model_validator(mode="after")
    def _alone(self) -> Self:
        if self.world is not None and len(self.model_fields_set) > 1:
            raise PydanticCustomError("alone", "plays in a world that is open already, so world stands alone there")
        return self

    def world_spec(self) -> dict[str, Any]:
        """Return what the control API is asked to open."""
        spec: dict[str, Any] = {"seed": 7, "now": SCENARIO_NOW, "customers": 0}
        spec |= written(self, "seed", "now", "customers", "profile", "store_name", "gallery")
        for kind in ("people", "orders", "rmas", "profiles"):
            rows = getattr(self, kind)
            if rows is not None:
                spec[kind] = [{"key": key, **written(row)} for key, row in rows.items()]
        for row in spec.get("rmas", ()):
            if row.get("label", {}).get("carrier") == _NO_LABEL:
                row["label"] = None
        if self.app:
            spec["app"] = written(self.app)
        if self.other_apps:
            spec["apps"] = [written(app) for app in self.other_apps]
        given = (
            *("organization", "username", "api_token", "chat_app_id"),
            *("transaction_types", "form_url_join", "actions_need_conversation"),
        )
        gladly = written(self.gladly, *given)
        if self.gladly and self.gladly.lookup_timeout is not None:
            gladly["lookup_timeout_s"] = self.gladly.lookup_timeout
        if self.gladly and self.gladly.profile_definition is not None:
            gladly["definition"] = [written(row) for row in self.gladly.profile_definition]
        if self.gladly and self.gladly.lookups is not None:
            gladly["lookups"] = written(self.gladly.lookups)
        return spec | {"gladly": gladly, "returnlogic": self.returnlogic.spec() if self.returnlogic else {}}

    def tenant(self) -> dict[str, Any]:
        """Return the settings of our adaptor's tenant."""
        adaptor = self.adaptor or AdaptorGiven()
        names = (
            *("attributes", "rma_link", "trust_filter", "not_found_is_empty", "allow_unsigned", "max_cards"),
            *("counts", "link_hosts", "assumed_api"),
        )
        max_age_s = _MAX_AGE_S if adaptor.max_age is None else adaptor.max_age
        return {"max_age_s": max_age_s, **written(adaptor, *names)}
