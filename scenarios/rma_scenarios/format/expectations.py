"""What a scenario may expect: of profiles, verdicts, searches, conversations, raw answers, and of the ledger."""

import re
from functools import cached_property
from typing import Annotated, Any, cast

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    GetJsonSchemaHandler,
    Tag,
    ValidationInfo,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

from rma_scenarios.format.matchers import Anything, Duration, List, Number, Text
from rma_scenarios.format.parts import Part, RuleId, unknown_word, word_of
from rma_scenarios.format.values import Limit

OPERATIONS = (
    *("auto_link", "manual_search", "detailed", "list_rmas"),
    *("open_profile", "add_email", "create_profile", "search", "link", "unlink", "reply", "set_app"),
    *("merge_profiles", "drop_match"),
    "test_lookup",
    *("click_action", "action_form", "send_form", "action_submit"),
    *("start_chat", "send_message", "inbound_email"),
    *("find_order", "create_rma", "open_rma", "list_rmas_page"),
    *("authorize_rma", "reject_rma", "cancel_rma", "approve_item", "process_rma", "complete_rma"),
    *("comment_on_rma", "delete_rma", "scan_label", "deliver_parcel", "receive_item", "inspect_item"),
    *("scan_packing_slip", "change_policies", "change_variants", "resend_label"),
    *("list_apps", "install_app", "uninstall_app", "exchange_token"),
    *("webhook", "register_webhook", "list_webhooks", "delete_webhook"),
    *("get_rma", "get_timeline", "list_comments", "list_orders", "get_order"),
    *("list_products", "list_variants", "get_sizing"),
    *("list_return_reasons", "list_dispositions", "list_return_types", "list_locations"),
)
PARTIES = ("customer", "agent", "admin", "merchant", "warehouse", "carrier", "api", "gladly", "adaptor", "returnlogic")
EVENTUALLY_WITHIN_S = 5.0
"""How long `eventually` waits in real time unless it says otherwise."""

_OF_KEY = re.compile(r"(profile|rma)_of_([a-z][a-z0-9_]*)")
_NAMED = {"profile": "customer profile", "rma": "RMA"}
"""Subjects that name what they look at, and the kind of name."""


class ProfileExpected(Part):
    """A customer profile as the agent's card shows it."""

    exists: bool | None = None
    linked: bool | None = None
    name: Text | None = None
    address: Text | None = None
    emails: List | None = None
    phones: List | None = None
    external_customer_id: Text | None = None
    attributes: dict[str, Text] | None = Field(default=None, description="By name; only those written are compared.")
    cards: Anything = Field(default=None, description="The transactions: a list, or a matcher such as {count: 2}.")
    actions: List | None = Field(
        default=None, description="The names of what may be run, on the profile and its cards."
    )


class VerdictExpected(Part):
    """One of the verdicts of the latest lookup round."""

    short = "rule"
    rule: RuleId | None = None
    outcome: word_of("linked", "not_linked", "refreshed", "kept", "not_asked", "failed", "not_shown") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    app: Text | None = None
    sentence: Text | None = None
    flip: Text | None = None
    results: Number | None = None


class SearchExpected(Part):
    """What the agent's search shows, over all systems searched."""

    matches: List | None = Field(default=None, description="The external customer ids found, in order.")
    shows: Text | None = Field(default=None, description="What a system without matches shows instead.")


class ActionExpected(Part):
    """What became of the action that was run."""

    short = "outcome"
    outcome: word_of("done", "invalid", "dismissed", "no_form") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    message: Text | None = None
    detail: Text | None = None
    errors: List | None = Field(default=None, description="As the agent reads them, each after the name of its input.")


class ConversationExpected(Part):
    """The latest conversation as the inbox lists it."""

    inbox: Text | None = None
    channel: Text | None = None
    subject: Text | None = None
    name: Text | None = None
    linked: bool | None = None
    activities: List | None = Field(default=None, description="What actions wrote into the timeline, oldest first.")


class AnswerExpected(Part):
    """The answer to a raw call."""

    short = "status"
    status: Number | None = None
    headers: dict[str, Text] | None = None
    body: Anything = None
    text: Text | None = None


class DebuggerExpected(Part):
    """What the Lookup Adaptor Debugger says of the test that was just run."""

    short = "outcome"
    outcome: word_of("linked", "not_linked", "not_asked", "failed", "choose") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    rule: RuleId | None = None
    sentence: Text | None = None
    flip: Text | None = None
    cause: Text | None = None
    what_to_do: Text | None = None
    found_by: Text | None = None
    steps: List | None = Field(default=None, description="The lookups that were sent, in order.")
    warnings: List | None = Field(default=None, description="What was odd in the last answer: place and sentence.")
    stores: dict[str, Text] | None = Field(
        default=None, description="By attribute: shown, hidden, unlisted, cleared or kept."
    )


class RmaExpected(Part):
    """An RMA as its page shows it."""

    short = "status"
    exists: bool | None = None
    status: Text | None = None
    email: Text | None = None
    customer_name: Text | None = None
    order_name: Text | None = None
    return_types: List | None = None
    archived: bool | None = None
    shipping_type: Text | None = None
    items: Anything = Field(default=None, description="Each with approved, received, disposition, processed and more.")
    totals: Anything = None
    label: Anything = None
    timeline: Anything = Field(default=None, description="Each with step, at, by and detail, oldest first.")
    mails: Anything = Field(default=None, description="What the shopper was sent: each with kind and at.")
    comments: Anything = Field(default=None, description="Each with text, at and by.")


class _OfRma(dict[str, Any]):
    """What is expected of an RMA by key; its class says so, since what is expected of a profile looks like it."""


class CallExpected(Part):
    """Calls of the ledger: those that agree with every word written here."""

    takes_null = frozenset()

    from_: word_of(*PARTIES) | None = Field(default=None, alias="from")  # type: ignore[valid-type]
    to: word_of("gladly", "adaptor", "returnlogic") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    operation: word_of(*OPERATIONS) | None = None  # type: ignore[valid-type]
    method: word_of("GET", "POST", "PUT", "PATCH", "DELETE") | None = None  # type: ignore[valid-type] # noqa: F821, RUF100
    path: str | None = Field(default=None, description="A pattern such as /v1/rmas*.")
    status: Number | None = None
    took: Duration | None = None


class CountedCallExpected(CallExpected):
    """Calls of the ledger, and how many there must be; at least one when nothing is said."""

    count: Number | None = None


class LedgerExpected(Part):
    """What all exchanges of the case so far come to."""

    takes_null = frozenset()

    auto_links: Number | None = None
    manual_searches: Number | None = None
    detailed_lookups: Number | None = None
    lookups: Number | None = Field(default=None, description="All three kinds together; raw ones are not among them.")
    failed_lookups: Number | None = None
    returnlogic_calls: Number | None = None
    slowest_lookup: Duration | None = None
    order: list[word_of(*OPERATIONS)] | None = Field(  # type: ignore[valid-type]
        None, min_length=1, description="Operations that began in this order; others may lie between."
    )
    calls: list[CountedCallExpected] | None = Field(default=None, min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, given: Any) -> Any:
        if given == {}:
            raise PydanticCustomError("says_nothing", "must say what holds")
        return given


class Expected(Part):
    """What must hold; besides these fields, `profile_of_KEY` names anybody's profile and `rma_of_KEY` any RMA."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)
    takes_null = frozenset()

    profile: ProfileExpected | None = Field(default=None, description="The profile that this step is about.")
    verdict: VerdictExpected | None = None
    search: SearchExpected | None = None
    action: ActionExpected | None = None
    conversation: ConversationExpected | None = None
    chat: List | None = Field(default=None, description="What the shopper reads in the chat, oldest first.")
    mail: Anything = Field(default=None, description="The mail that the Returns Center sent.")
    rma: RmaExpected | None = Field(default=None, description="The RMA that this step opened, made or changed.")
    answer: AnswerExpected | None = None
    debugger: DebuggerExpected | None = None
    refused: Text | None = Field(default=None, description="The step is refused with this reason.")
    ledger: LedgerExpected | None = None
    never: list[CallExpected] | None = Field(
        default=None, min_length=1, description="Calls that were not made since the step began."
    )
    exactly_once: list[CallExpected] | None = Field(
        default=None, min_length=1, description="Calls made once since the step began."
    )

    @cached_property
    def written(self) -> dict[str, Any]:
        """Return the expectation as plain data, as far as somebody wrote it."""
        return self.model_dump(by_alias=True, exclude_unset=True, warnings=False)

    @classmethod
    def names(cls) -> list[str]:
        """Return the keys as they are written."""
        return [*super().names(), *(f"{kind}_of_KEY" for kind in _NAMED)]

    @classmethod
    def knows(cls, key: str) -> bool:
        """Say whether a key is a subject, somebody's profile or an RMA."""
        return key in cls.model_fields or _OF_KEY.fullmatch(key) is not None

    @model_validator(mode="wrap")
    @classmethod
    def _read_named(cls, given: Any, handler: Any, info: ValidationInfo) -> Any:
        """Check each `profile_of_KEY` and `rma_of_KEY`: the key is declared, and what is expected is of that kind."""
        if not isinstance(given, dict):
            return handler(given)
        if not set(given) - {"within"}:
            raise PydanticCustomError("says_nothing", "must say what holds")
        declared, read = cast("dict[str, Any]", info.context or {}), dict(given)
        for name, value in given.items():
            found = _OF_KEY.fullmatch(name) if name not in cls.model_fields else None
            if found is None:
                continue
            keys = declared.get(_NAMED[found[1]])
            if keys is not None and found[2] not in keys:
                raise unknown_word(name, [f"{found[1]}_of_{key}" for key in keys], at_key=True)
            if found[1] == "rma":
                read[name] = _OfRma(value if isinstance(value, dict) else {RmaExpected.short: value})
        return handler(read)

    __pydantic_extra__: dict[
        str,
        Annotated[
            Annotated[ProfileExpected, Tag("a_profile")] | Annotated[RmaExpected, Tag("an_rma")],
            Discriminator(lambda value: "an_rma" if isinstance(value, _OfRma | RmaExpected) else "a_profile"),
        ],
    ]

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe `profile_of_KEY` and `rma_of_KEY` to editors."""
        schema = handler(core_schema)
        whole = handler.resolve_ref_schema(schema)
        kinds = zip(_NAMED, whole["additionalProperties"]["oneOf"], strict=True)
        whole["patternProperties"] = {f"^{kind}_of_[a-z][a-z0-9_]*$": part for kind, part in kinds}
        whole["additionalProperties"] = False
        return schema


class Finally(Expected):
    """What must hold at the end, over the whole case."""


class Eventually(Expected):
    """What must come to hold, soon."""

    within: Limit | None = Field(default=None, description="Real time; five seconds unless said.")

    @model_validator(mode="before")
    @classmethod
    def _waits(cls, given: Any) -> Any:
        if isinstance(given, dict) and "never" in given:
            sentence = "never holds at once, before anything can come; write it in expect or finally"
            raise PydanticCustomError("holds_at_once", sentence, {"at_key": "never"})
        return given
