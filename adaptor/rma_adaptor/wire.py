"""Speak Gladly's lookup protocol: what it asks, and the shapes it is answered in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from rma_adaptor.errors import LookupMalformed

_EMAIL_KEYS = ("emails", "email")
_ARRAY_KEYS = (*_EMAIL_KEYS, "phones", "phone")


@dataclass(frozen=True)
class BasicLookup:
    """Ask who a person might be, by the e-mails given (as typed, not normalised)."""

    emails: tuple[str, ...]
    is_auto_link: bool


@dataclass(frozen=True)
class DetailedLookup:
    """Ask for everything about the linked person."""

    external_customer_id: str


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class Email(_Answer):
    """Give one e-mail the way Gladly wants it in answers: an object, not a bare string."""

    original: str


class ActionOffer(_Answer):
    """Offer an action; Gladly asks for its form at `formUrl`, which is relative (GL-ACT-1, GL-ACT-5)."""

    name: str
    form_url: str


class Product(_Answer):
    """Show one return item on a card."""

    id: str | None = None
    name: str | None = None
    sku: str | None = None
    quantity: str | int | None = None
    status: str | None = None


class Fulfillment(_Answer):
    """Show the return label on a card."""

    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    product_ids: tuple[str, ...] | None = None


class OrderCard(_Answer):
    """Show one RMA as an ORDER transaction, the one type that Gladly displays without its staff's help."""

    type: Literal["ORDER"] = "ORDER"
    order_number: str
    rma_number: str
    status: str | None = None
    order_status: str | None = None
    created_at: str | None = None
    order_total: str | None = None
    currency_code: str | None = None
    order_link: str | None = None
    item_count: str | int | None = None
    return_type: str | None = None
    note: str | None = None
    products: tuple[Product, ...] = ()
    fulfillments: tuple[Fulfillment, ...] = ()
    actions: tuple[ActionOffer, ...] | None = None


class CustomerResult(_Answer):
    """Describe one person; a key left out keeps what the profile knows, an empty string clears it.

    Contract: GL-ATTR-2 (documented, "Data Behavior").
    """

    external_customer_id: str
    name: str | None = None
    emails: tuple[Email, ...] | None = None
    custom_attributes: dict[str, str | int] | None = None
    transactions: tuple[OrderCard, ...] | None = None
    actions: tuple[ActionOffer, ...] | None = None


class LookupResponse(_Answer):
    """Answer a lookup; `results` is the sole top-level key."""

    results: tuple[CustomerResult, ...] = ()

    def as_json(self) -> bytes:
        """Write it as Gladly reads it; what is None is left out."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()


class Problem(BaseModel):
    """Say what is wrong; `attr` is empty when it is the whole request."""

    attr: str
    code: str
    detail: str


class ErrorAnswer(BaseModel):
    """Answer what was refused or could not be found out."""

    errors: tuple[Problem, ...]


def _as_list(value: object) -> object:
    return value.split(",") if isinstance(value, str) else [] if value is None else value


class LookupQuery(BaseModel):
    """Document the keys of `query` that are read; all others are accepted and left alone."""

    emails: Annotated[list[str] | str, BeforeValidator(_as_list)] = Field(default=[], examples=[["ana@example.com"]])
    email: Annotated[list[str] | str, BeforeValidator(_as_list)] = Field(default=[], examples=["ana@example.com"])
    id: str = Field(default="", description="Gladly's customer id; sent by auto-link, not by manual search.")
    externalCustomerId: str = Field(default="", description="DETAILED only: our id, the e-mail in lower case.")  # noqa: N815


class LookupRequest(BaseModel):
    """Document what Gladly posts; `parse_lookup` reads it."""

    lookupLevel: Literal["BASIC", "DETAILED"]  # noqa: N815  Gladly's spelling
    query: LookupQuery
    uniqueMatchRequired: bool = False  # noqa: N815


def parse_lookup(body: bytes, *, max_depth: int = 20) -> BasicLookup | DetailedLookup:
    """Read Gladly's question by its shape.

    Args:
        body: The exact bytes, already authenticated.

    Raises:
        LookupMalformed: For a broken envelope only, naming the field; unknown keys are kept out silently.

    Contract: GL-ASK-2, GL-ASK-3 and GL-ASK-4; what is refused follows a third-party adaptor (observed).
    """
    document = json_object(body, max_depth)
    level = document.get("lookupLevel")
    if level not in ("BASIC", "DETAILED"):
        raise LookupMalformed("lookupLevel", "lookupLevel must be BASIC or DETAILED")
    query = document.get("query")
    if not isinstance(query, dict):
        raise LookupMalformed("query", "query must be an object")
    if level == "BASIC":
        return BasicLookup(emails=_emails(query), is_auto_link=_is_auto_link(query))
    is_unique = document.get("uniqueMatchRequired")
    if is_unique is not None and is_unique is not True:
        raise LookupMalformed("uniqueMatchRequired", "uniqueMatchRequired must be true for DETAILED")
    external_id = query.get("externalCustomerId")
    if not isinstance(external_id, str) or not external_id.strip():
        raise LookupMalformed("externalCustomerId", "externalCustomerId must be a non-empty string for DETAILED")
    return DetailedLookup(external_customer_id=external_id)


def json_object(body: bytes, max_depth: int) -> Mapping[str, Any]:
    """Return the object that a body is.

    Raises:
        LookupMalformed: It is something else, or nested too deeply.
    """
    try:
        document = _JSON.decode(body.decode())
    except (ValueError, RecursionError):
        raise LookupMalformed("", "the body must be JSON in UTF-8") from None
    if not isinstance(document, dict):
        raise LookupMalformed("", "the body must be a JSON object")
    if _is_deeper(document, max_depth):
        raise LookupMalformed("", f"the body must not be nested deeper than {max_depth} levels")
    return document


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


_JSON = json.JSONDecoder(parse_constant=_refuse_constant)
"""Made once: `json.loads` with a setting of its own makes one for every text."""


def _is_deeper(document: dict[str, Any], levels: int) -> bool:
    layer: list[dict[str, Any] | list[Any]] = [document]
    for _ in range(levels):
        if not layer:
            return False
        inside = (node.values() if isinstance(node, dict) else node for node in layer)
        layer = [child for children in inside for child in children if isinstance(child, dict | list)]
    return bool(layer)


def _emails(query: Mapping[str, Any]) -> tuple[str, ...]:
    """Collect e-mails: arrays, single strings, comma-separated strings; null and blank mean none."""
    found: list[str] = []
    for key in _EMAIL_KEYS:
        values = _as_list(query.get(key))
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise LookupMalformed(key, f"{key} must be a string or an array of strings")
        found += values
    return tuple(stripped for value in found if (stripped := value.strip()))


def _is_auto_link(query: Mapping[str, Any]) -> bool:
    """Tell auto-link from manual search, which share every flag.

    Arrays come from auto-link only. `id` alone does too, but an e-mail as a plain string outweighs it, because
    an agent's search must never be answered like an auto-link during an outage.

    Contract: GL-ASK-5, the shape of `query` is the only difference (assumed from Gladly's sample).
    """
    if any(isinstance(query.get(key), list) for key in _ARRAY_KEYS):
        return True
    return "id" in query and not any(query.get(key) for key in _EMAIL_KEYS)
