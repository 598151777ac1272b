"""Hide people in a recorded case: who somebody is goes, who is the same person as before stays."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from rma_scenarios.flow.exchanges import parse_json

_KINDS = {
    "name": "person",
    "firstname": "person",
    "lastname": "person",
    "fullname": "person",
    "customername": "person",
    "email": "e-mail",
    "emails": "e-mail",
    "customeremail": "e-mail",
    "emailaddress": "e-mail",
    "externalcustomerid": "e-mail",
    "linkedas": "e-mail",
    "from": "e-mail",
    "phone": "phone",
    "phones": "phone",
    "mobilephone": "phone",
    "address": "address",
    "address1": "address",
    "street": "address",
    "comment": "comment",
    "customercomments": "comment",
    "warehousecomment": "comment",
    "text": "words",
    "subject": "words",
}
"""What a key of a body holds, by its name in lower case without signs. A `name` counts as a person's only beside an
e-mail, a phone or an address: apps and products have names too."""

_CONTACTS = {"e-mail", "phone", "address"}
_EMAIL = re.compile(r"[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.])\+\d[\d ()-]{6,}\d")
_SERVICES = {"gladly", "adaptor", "returnlogic"}
"""Who calls whom in a journal; an app may be called so too."""

_SHORTEST = 3
"""Shorter texts stand in too many words that are no person."""


def numbers_for(people: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """Return what puts numbers in the place of people in any text, and words for what looks like an e-mail or phone.

    Args:
        people: Texts that tell of people, each behind its kind, such as `person` or `e-mail`.
    """
    labels = _labels(people)
    longest_first = sorted(labels, key=len, reverse=True)
    # A name may be a part of a key, such as profile_of_gina, so here an underscore ends a word.
    pattern = re.compile(
        rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])" if labels else r"(?!)", re.IGNORECASE
    )

    def replaced(text: str) -> str:
        known = pattern.sub(lambda found: labels.get(found[0].lower(), "person"), text)
        return _PHONE.sub("phone", _EMAIL.sub("e-mail", known))

    return replaced


def people_of(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return whom the journal and the customer profile of a case's row tell of."""
    for exchange in row.get("journal") or []:
        for body in (exchange.get("request_body"), exchange.get("response_body")):
            yield from people_in(parse_json(body) if isinstance(body, str) else body)
    yield from people_in(row.get("card"))


def _labels(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return by what each text about a person is replaced; parts of a name, and an address in a URL, like the whole."""
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for kind, text in people:
        whole = text.strip().lower()
        if whole in labels or whole in _SERVICES:
            continue
        counts[kind] += 1
        label = labels[whole] = f"{kind} {counts[kind]}"
        labels.setdefault(quote(whole, safe=""), label)
        for part in whole.split() if kind == "person" else []:
            labels.setdefault(part, label)
    return labels


def people_in(value: Any, kind: str | None = None) -> Iterator[tuple[str, str]]:
    """Return whom plain data tells of: each text about a person, behind its kind.

    Args:
        value: The data.
        kind: What it tells when it is a text; what stands below keys that are known says so itself.
    """
    if isinstance(value, str):
        if kind and len(value.strip()) >= _SHORTEST:
            yield kind, value
    elif isinstance(value, list):
        for item in value:
            yield from people_in(item, kind)
    elif isinstance(value, Mapping):
        kinds = {key: _KINDS.get(re.sub(r"[^a-z0-9]", "", key.lower())) for key in value}
        is_person = bool(_CONTACTS & set(kinds.values()))
        for key, inner in value.items():
            found = kinds[key] if kinds[key] != "person" or is_person or "customer" in key.lower() else None
            # `emails: [{original, normalized}]`: what stands in a list of contacts is one, whatever its key.
            yield from people_in(inner, found or (kind if kind in _CONTACTS and isinstance(inner, str) else None))


def mapped(value: Any, replaced: Callable[[str], str]) -> Any:
    """Return data with every text in it replaced, in the JSON of bodies too; keys stay."""
    if isinstance(value, str):
        body = parse_json(value) if value[:1] in {"{", "["} else None
        # JSON may write a letter in two ways, so a body is read before it is searched.
        return replaced(value) if body is None else json.dumps(mapped(body, replaced), ensure_ascii=False)
    if isinstance(value, list | tuple):
        return [mapped(item, replaced) for item in value]
    if isinstance(value, Mapping):
        return {key: mapped(inner, replaced) for key, inner in value.items()}
    return value
