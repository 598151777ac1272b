"""Offers, forms and outcomes to JSON, as the desk's own pages read them."""

from typing import Any

from rma_mocks.gladly.actions.judging import Judgement
from rma_mocks.gladly.actions.offers import Offer, offers_on
from rma_mocks.gladly.actions.rights import missing_conversation
from rma_mocks.gladly.actions.running import OpenForm
from rma_mocks.gladly.entities import Profile
from rma_mocks.gladly.organisation import Organisation


def desk_actions(organisation: Organisation, profile: Profile) -> dict[str, Any]:
    """Render what may be run on a profile; `why_not` is a sentence while nothing may."""
    offers = offers_on(organisation, profile)
    return {
        "offers": [desk_offer(row) for row in offers.rows],
        "why_not": missing_conversation(organisation, profile) if offers.rows else None,
        "warnings": list(offers.warnings),
    }


def desk_offer(offer: Offer) -> dict[str, Any]:
    """Render an offer; where its form is stays with the mock."""
    return {
        "id": offer.id,
        "name": offer.name,
        "app": offer.app.id,
        "app_name": offer.app.name,
        "card": offer.card,
        "order_number": offer.order_number or None,
    }


def desk_form(opened: OpenForm) -> dict[str, Any]:
    """Render a form that is open."""
    return {"id": opened.id, "action": desk_offer(opened.offer), **opened.form.as_json()}


def desk_judgement(judgement: Judgement) -> dict[str, Any]:
    """Render what became of a form that was sent."""
    return {
        "outcome": judgement.outcome.value,
        "rule": judgement.rule,
        "message": judgement.message,
        "detail": judgement.detail,
        "errors": [row.as_json() for row in judgement.errors],
    }
