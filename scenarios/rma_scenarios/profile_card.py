"""Read the customer profile that the desk shows: what a report or a notebook tells of it."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit


def linked_to(profile: Mapping[str, Any]) -> list[str]:
    """Return the names of the systems that a profile is linked to."""
    return [str(link.get("name")) for link in profile.get("links") or [] if link.get("state") == "LINKED"]


def card_facts(profile: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return what stands under the name, label and text, in the card's order; what is empty is left out.

    A group of transactions is one fact: each card's number and status.
    """
    for label, rows in (("E-mail", "emails"), ("Phone", "phones")):
        yield from ((label, str(row.get("original") or "")) for row in profile.get(rows) or [])
    for attribute in profile.get("attributes") or []:
        if attribute.get("value"):
            yield str(attribute.get("label") or attribute.get("name")), str(attribute["value"])
    for group in profile.get("transactions") or []:
        yield str(group.get("title")), "; ".join(map(_card_words, group.get("cards") or []))


def is_web_link(text: Any) -> bool:
    """Say whether a browser may follow a text; a `javascript:` link of a broken answer stays text."""
    return isinstance(text, str) and urlsplit(text).scheme in {"http", "https"}


def _card_words(card: Mapping[str, Any]) -> str:
    words = [card.get("orderNumber") or card.get("type"), card.get("orderStatus")]
    return " · ".join(str(word) for word in words if word)
