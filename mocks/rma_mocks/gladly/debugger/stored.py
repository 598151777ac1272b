"""Tell what a detailed answer would store on a customer profile, from the profile before and after it."""

from dataclasses import dataclass
from typing import Any

from rma_mocks.gladly.entities import App, Permission, Profile
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Change:
    """A profile before and after a test, and the result that stands between."""

    before: Profile
    after: Profile
    result: Result


def stored_json(scratch: Organisation, app: App, change: Change) -> dict[str, Any]:
    """Render what would be stored: fields, attributes with what becomes of each, contacts and cards.

    Contract: Gladly, data behaviour (documented; GL-ATTR-1 to GL-ATTR-5, GL-CARD-1).
    """
    before, after, result = change.before, change.after, change.result
    fields = [
        {"name": name, "before": getattr(before, name), "after": getattr(after, name)}
        for name in ("name", "address", "image")
        if getattr(before, name) != getattr(after, name)
    ]
    emails = [row.original for row in before.emails], [row.original for row in after.emails]
    phones = [row.original for row in before.phones], [row.original for row in after.phones]
    cards = list(after.transactions.get(app.id, ()))
    return {
        "external_customer_id": result.external_customer_id,
        "fields": fields,
        "attributes": [_attribute(scratch, after, name, text) for name, text in result.custom_attributes.items()],
        "emails": _contacts(*emails, result.emails),
        "phones": _contacts(*phones, [number for number, _ in result.phones]),
        "cards": [{"type": str(card.get("type", "")), "title": _title(card)} for card in cards],
    }


def _attribute(scratch: Organisation, after: Profile, name: str, text: str) -> dict[str, str]:
    """Say what becomes of one attribute: shown, hidden, unlisted, cleared, or kept as an agent wrote it."""
    own = after.custom_attributes.get(name, "")
    if own != text:
        return {"name": name, "sent": text, "fate": "kept", "sentence": f"Gladly keeps its own value, {own!r}."}
    permission = scratch.permission_of(name)
    if permission is Permission.HIDDEN:
        fate, sentence = "hidden", "Stored, usable in rules, and never shown."
    elif scratch.unlisted([name]):
        fate, sentence = "unlisted", "Stored, but no card shows it: the customer profile definition does not list it."
    elif not text:
        fate, sentence = "cleared", "Blank: what was stored is cleared."
    else:
        fate, sentence = "shown", "Stored and shown on the customer card."
    return {"name": name, "sent": text, "fate": fate, "sentence": sentence}


def _contacts(before: list[str], after: list[str], sent: list[str]) -> dict[str, list[str]]:
    """Say which contacts are new, and which were dropped since another profile has them (documented; GL-ATTR-5)."""
    kept = {text.lower() for text in after}
    return {
        "added": [text for text in after if text not in before],
        "dropped": [text for text in sent if text.lower() not in kept],
    }


def _title(card: Any) -> str:
    return str(next((card[name] for name in ("orderNumber", "name", "title") if card.get(name)), ""))
