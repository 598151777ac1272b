"""The three lookup requests, as Gladly writes them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.settings import USUAL, LookupSettings


@dataclass(frozen=True, slots=True)
class Question:
    """One lookup: its name in verdicts and journal, and its body."""

    operation: str
    body: Mapping[str, Any]

    def encoded(self) -> bytes:
        """Write the body: compact, keys sorted, raw UTF-8.

        Contract: Gladly lookup requests, transport (observed; GL-ASK-1).
        """
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def auto_link(profile: Profile, settings: LookupSettings = USUAL) -> Question:
    """Ask whether an unlinked profile has a match.

    Contract: Gladly lookup requests, auto-linking (observed; GL-ASK-2).
    """
    return Question("auto_link", _envelope("BASIC", _snapshot(profile, settings), must_be_unique=False))


def manual_search(
    filled: Mapping[str, str], attributes: Iterable[str] = (), settings: LookupSettings = USUAL
) -> Question:
    """Ask with what an agent typed; the keys are the configured attributes, the values plain strings.

    Args:
        filled: What was typed, by attribute.
        attributes: All fields of the form, of which the blank ones are sent too if the settings say so.
        settings: How the organisation plays what is assumed.

    Contract: Gladly lookup requests, basic search (observed; blank fields left out is assumed; GL-ASK-3).
    """
    blank = dict.fromkeys(attributes, "") if settings.manual_search_blank == "empty" else {}
    return Question("manual_search", _envelope("BASIC", blank | dict(filled), must_be_unique=False))


def detailed(profile: Profile, external_customer_id: str, settings: LookupSettings = USUAL) -> Question:
    """Ask for everything about a linked, or about to be linked, profile.

    Contract: Gladly lookup requests, detailed lookup (documented; GL-ASK-4).
    """
    query = {**_snapshot(profile, settings), "externalCustomerId": external_customer_id}
    return Question("detailed", _envelope("DETAILED", query, must_be_unique=True))


def _envelope(level: str, query: Mapping[str, Any], *, must_be_unique: bool) -> Mapping[str, Any]:
    return {"lookupLevel": level, "query": dict(query), "uniqueMatchRequired": must_be_unique}


def _snapshot(profile: Profile, settings: LookupSettings) -> dict[str, Any]:
    emails = sorted(profile.emails, key=lambda row: not row.is_primary)
    own = {
        "id": profile.id,
        "name": profile.name,
        "emails": [row.original for row in emails],
        "phones": [row.original for row in profile.phones],
    }
    stored = {key: value for key, value in profile.custom_attributes.items() if value}
    # An attribute that is called like a field of Gladly's own must not stand in for it.
    flat = {key: value for key, value in stored.items() if key not in {*own, "externalCustomerId", "customAttributes"}}
    query: dict[str, Any] = {key: value for key, value in own.items() if value}
    if stored and settings.attributes_in != "flat":
        query["customAttributes"] = stored
    return query if settings.attributes_in == "nested" else flat | query
