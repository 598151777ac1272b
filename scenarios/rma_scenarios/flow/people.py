"""Hide people in a recorded case: who somebody is goes, who is the same person as before stays."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
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
_SHORTEST = 3
"""Shorter texts stand in too many words that are no person."""


def masked_people(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case's row with every person replaced by a number: `person 1`, `e-mail 2`, `phone 1`.

    What is replaced is what any body of the journal, or the customer profile, names as a person, and whatever looks
    like an e-mail address or a phone number; it is replaced wherever it stands.
    """
    labels = _labels(row)
    longest_first = sorted(labels, key=len, reverse=True)
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)" if labels else r"(?!)", re.IGNORECASE
    )

    def replaced(text: str) -> str:
        known = pattern.sub(lambda found: labels.get(found[0].lower(), "person"), text)
        return _PHONE.sub("phone", _EMAIL.sub("e-mail", known))

    return {key: _mapped(value, replaced) for key, value in row.items()}


def _labels(row: Mapping[str, Any]) -> dict[str, str]:
    """Return by what each text about a person is replaced; parts of a name, and an address in a URL, like the whole."""
    labels: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for kind, text in _people(row):
        whole = text.strip().lower()
        if whole in labels:
            continue
        counts[kind] += 1
        label = labels[whole] = f"{kind} {counts[kind]}"
        labels.setdefault(quote(whole, safe=""), label)
        for part in whole.split() if kind == "person" else []:
            labels.setdefault(part, label)
    return labels


def _people(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for exchange in row.get("journal") or []:
        for body in (exchange.get("request_body"), exchange.get("response_body")):
            yield from _in(parse_json(body) if isinstance(body, str) else body)
    yield from _in(row.get("card"))


def _in(value: Any, kind: str | None = None) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if kind and len(value.strip()) >= _SHORTEST:
            yield kind, value
    elif isinstance(value, list):
        for item in value:
            yield from _in(item, kind)
    elif isinstance(value, Mapping):
        kinds = {key: _KINDS.get(re.sub(r"[^a-z0-9]", "", key.lower())) for key in value}
        is_person = bool(_CONTACTS & set(kinds.values()))
        for key, inner in value.items():
            found = kinds[key] if kinds[key] != "person" or is_person or "customer" in key.lower() else None
            # `emails: [{original, normalized}]`: what stands in a list of contacts is one, whatever its key.
            yield from _in(inner, found or (kind if kind in _CONTACTS and isinstance(inner, str) else None))


def _mapped(value: Any, replaced: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        body = parse_json(value) if value[:1] in {"{", "["} else None
        # JSON may write a letter in two ways, so a body is read before it is searched.
        return replaced(value) if body is None else json.dumps(_mapped(body, replaced), ensure_ascii=False)
    if isinstance(value, list | tuple):
        return [_mapped(item, replaced) for item in value]
    if isinstance(value, Mapping):
        return {key: _mapped(inner, replaced) for key, inner in value.items()}
    return value
