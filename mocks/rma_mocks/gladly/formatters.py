"""Rows to JSON: Gladly's REST shapes, and the shapes that the desk's own pages read."""

from collections.abc import Mapping
from typing import Any

from rma_mocks.core.clock import stamp
from rma_mocks.gladly.entities import (
    AnswerWarning,
    App,
    Conversation,
    ConversationItem,
    LabelledAttribute,
    LinkState,
    Permission,
    Profile,
    Round,
    Verdict,
)
from rma_mocks.gladly.organisation import Organisation

_CARD_LABELS = {
    "ORDER": ("Order", "Orders"),
    "SUBSCRIPTION": ("Subscription", "Subscriptions"),
    "FLIGHT": ("Reservation", "Reservations"),
    "STAY": ("Stay", "Stays"),
    "GENERIC": ("Transaction", "Transaction"),
}
"""Default card labels by count, one and several; the plurals are documented, GL-CARD-1."""

_MIXED_LABELS = ("Transaction", "Transactions")


def rest_profile(profile: Profile) -> dict[str, Any]:
    """Render a profile as the REST API does; unset fields are left out.

    Contract: Gladly REST API, customers (documented; empty phone type observed; GL-REST-3).
    """
    links = {app: link.external_customer_id for app, link in profile.links.items() if link.state is LinkState.LINKED}
    row = {
        "id": profile.id,
        "name": profile.name,
        "image": profile.image,
        "address": profile.address,
        "emails": [_rest_email(profile, place) for place in range(len(profile.emails))],
        "phones": [
            {"original": phone.original, "normalized": phone.original, "regionCode": "US", "type": phone.type}
            for phone in profile.phones
        ],
        "externalCustomerIds": links,
        "customAttributes": dict(profile.custom_attributes),
        "createdAt": stamp(profile.created_at),
        "updatedAt": stamp(profile.updated_at),
    }
    return {key: value for key, value in row.items() if value not in ("", [], {})}


def desk_profile(organisation: Organisation, profile: Profile) -> dict[str, Any]:
    """Render a profile as the agent's customer card shows it."""
    return {
        "id": profile.id,
        "name": shown_field(organisation, profile, "name"),
        "address": shown_field(organisation, profile, "address"),
        "image": profile.image,
        "emails": [{"original": row.original, "primary": row.is_primary} for row in profile.emails],
        "phones": [{"original": row.original, "type": row.type} for row in profile.phones],
        "links": [_desk_link(profile, app) for app in organisation.active_apps],
        "is_linked": profile.is_linked,
        "attributes": _desk_attributes(organisation, profile),
        "transactions": [
            _desk_cards(profile, app) for app in organisation.active_apps if app.id in profile.transactions
        ],
        "verdicts": [desk_verdict(row) for row in profile.verdicts],
        "warnings": [desk_warning(row) for row in profile.warnings],
    }


def shown_field(organisation: Organisation, profile: Profile, field: str) -> str:
    """Return name, address or a custom attribute as agents see it: one that is HIDDEN is blank (GL-ATTR-1)."""
    is_own = field in organisation.field_permissions
    permission = organisation.field_permissions[field] if is_own else organisation.permission_of(field)
    value = str(getattr(profile, field)) if is_own else profile.custom_attributes.get(field, "")
    return "" if permission is Permission.HIDDEN else value


def desk_app(app: App) -> dict[str, Any]:
    """Render an app's page; secrets are never shown."""
    return {
        "id": app.id,
        "name": app.name,
        "url": app.url,
        "is_signed": bool(app.signing_key),
        "auto_linking": list(app.auto_linking),
        "search_query_attributes": [_labelled(row) for row in app.search_query_attributes],
        "search_results_attributes": [_labelled(row) for row in app.search_results_attributes],
        "overwrite_existing_values": app.overwrite_existing_values,
        "is_active": app.is_active,
    }


def desk_conversation(organisation: Organisation, conversation: Conversation) -> dict[str, Any]:
    """Render a conversation's row in the inbox."""
    profile = organisation.profiles.of_id(conversation.profile_id)
    latest = conversation.items[-1] if conversation.items else None
    return {
        "id": conversation.id,
        "profile_id": conversation.profile_id,
        "name": shown_field(organisation, profile, "name") if profile else "",
        "channel": conversation.channel,
        "subject": conversation.subject,
        "inbox": conversation.inbox,
        "status": conversation.status,
        "preview": latest.text[:120] if latest else "",
        "updated_at": stamp(latest.at if latest else conversation.created_at),
        "is_linked": bool(profile and profile.is_linked),
    }


def desk_item(item: ConversationItem) -> dict[str, Any]:
    """Render one message."""
    return {"id": item.id, "from": item.sender, "text": item.text, "at": stamp(item.at)}


def desk_verdict(verdict: Verdict) -> dict[str, Any]:
    """Render one verdict."""
    return {
        "app": verdict.app,
        "app_name": verdict.app_name,
        "rule": verdict.rule,
        "outcome": verdict.outcome.value,
        "sentence": verdict.sentence,
        "flip": verdict.flip,
        "change": verdict.change.as_json() if verdict.change else None,
        "inputs": dict(verdict.inputs),
    }


def desk_warning(warning: AnswerWarning) -> dict[str, str]:
    """Render what is odd in an answer that was used all the same."""
    return {
        "app": warning.app,
        "app_name": warning.app_name,
        "rule": warning.rule,
        "place": warning.place,
        "sentence": warning.sentence,
    }


def desk_round(row: Round) -> dict[str, Any]:
    """Render one round."""
    return {
        "id": row.id,
        "trigger": row.trigger,
        "profile_id": row.profile_id,
        "at": stamp(row.at),
        "duration_ms": row.duration_ms,
        "verdicts": [desk_verdict(verdict) for verdict in row.verdicts],
        "warnings": [desk_warning(warning) for warning in row.warnings],
    }


def _rest_email(profile: Profile, place: int) -> Mapping[str, Any]:
    email = profile.emails[place]
    row: dict[str, Any] = {"normalized": email.normalized, "original": email.original}
    return row | ({"primary": True} if email.is_primary else {})


def _desk_link(profile: Profile, app: App) -> dict[str, Any]:
    link = profile.link_to(app.id)
    return {
        "app": app.id,
        "name": app.name,
        "state": link.state.value,
        "external_customer_id": link.external_customer_id,
    }


def _desk_attributes(organisation: Organisation, profile: Profile) -> list[dict[str, str]]:
    """Show what the profile definition lists (GL-ATTR-3): VISIBLE only with a value, HIDDEN never (GL-ATTR-1)."""
    rows = []
    for definition in organisation.definition:
        value = profile.custom_attributes.get(definition.name, "")
        is_shown = definition.permission is Permission.EDITABLE or (
            definition.permission is Permission.VISIBLE and bool(value)
        )
        if is_shown:
            rows.append(
                {
                    "name": definition.name,
                    "label": definition.label,
                    "value": value,
                    "permission": definition.permission.value,
                }
            )
    return rows


def _desk_cards(profile: Profile, app: App) -> dict[str, Any]:
    cards = list(profile.transactions[app.id])
    kinds = {str(card.get("type", "GENERIC")) for card in cards} or {"ORDER"}
    one, several = _CARD_LABELS.get(kinds.pop(), _CARD_LABELS["GENERIC"]) if len(kinds) == 1 else _MIXED_LABELS
    title = f"{len(cards)} {one if len(cards) == 1 else several}"
    return {"app": app.id, "name": app.name, "title": title, "cards": cards}


def _labelled(row: LabelledAttribute) -> dict[str, str]:
    return {"attribute": row.attribute, "label": row.label}
