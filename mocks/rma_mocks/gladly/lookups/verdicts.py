"""Say what became of a lookup that did not decide about auto-linking: detailed answers, links by hand, failures."""

from collections.abc import Sequence

from rma_mocks.gladly.entities import App, Outcome, Verdict
from rma_mocks.gladly.lookups.changes import OnAdaptor, OnAnswer, OnDefinition

_ONE = "Exactly one result with the external customer id."


def failed(app: App, sentence: str, *, rule: str) -> Verdict:
    """Say that no usable answer came."""
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule=rule,
        outcome=Outcome.FAILED,
        sentence=f"Failed: {sentence}.",
        flip=f"A usable answer from {app.name} within the time limit.",
        change=OnAdaptor(app.id),
    )


def not_applied(app: App, culprit: App) -> Verdict:
    """Say that a good answer was dropped because another app failed in the same round."""
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-ROUND-1",
        outcome=Outcome.FAILED,
        sentence=f"Not applied: {culprit.name} failed, and one failing adaptor fails the lookup for all.",
        flip=f"{culprit.name} answering, or being deactivated.",
        inputs={"failed": culprit.name},
        change=OnAdaptor(culprit.id),
    )


def refreshed(app: App) -> Verdict:
    """Say that a linked profile was refreshed."""
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-DETAIL-1",
        outcome=Outcome.REFRESHED,
        sentence=f"Refreshed: the profile is linked to {app.name}, so Gladly asked for its details.",
        change=OnAnswer(app.id, "detailed", "none"),
    )


def kept(app: App, count: int) -> Verdict:
    """Say that a linked profile keeps what it had, because the answer was not exactly one result."""
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-DETAIL-2",
        outcome=Outcome.KEPT,
        sentence=f"Kept: {app.name} returned {count} customers for a linked profile, so nothing stored was touched.",
        flip=_ONE,
        inputs={"results": count},
        change=OnAnswer(app.id, "detailed", "exactly_one"),
    )


def link_refused(app: App, count: int) -> Verdict:
    """Say that linking failed because the detailed lookup was not exactly one result."""
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-7",
        outcome=Outcome.NOT_LINKED,
        sentence=f"Not linked: the detailed lookup at {app.name} returned {count} customers instead of exactly one.",
        flip=_ONE,
        inputs={"results": count},
        change=OnAnswer(app.id, "detailed", "exactly_one"),
    )


def linked_by_hand(app: App, external_customer_id: str) -> Verdict:
    """Say that an agent linked the profile."""
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-7",
        outcome=Outcome.LINKED,
        sentence=f"Linked by hand: the detailed lookup at {app.name} returned exactly one customer.",
        inputs={"external_customer_id": external_customer_id},
        change=OnAnswer(app.id, "detailed", "none"),
    )


def nobody_found(app: App) -> Verdict:
    """Say that an agent's search found nobody to link.

    Contract: Gladly, link a customer profile by hand (documented; GL-SEARCH-1).
    """
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-SEARCH-1",
        outcome=Outcome.NOT_LINKED,
        sentence=f"Not linked: the search in {app.name} found no customer.",
        flip="A result for the agent to pick; an adaptor in trouble may answer nobody, too.",
        inputs={"results": 0},
        change=OnAnswer(app.id, "manual_search", "exactly_one"),
    )


def not_shown(app: App, attributes: Sequence[str]) -> Verdict:
    """Say which attributes came and are stored, but on no customer card.

    Contract: Gladly, lookup adaptor FAQ and data behaviour (documented; GL-ATTR-3).
    """
    names = ", ".join(attributes[:-1]) + " and " + attributes[-1] if len(attributes) > 1 else attributes[0]
    them = "them" if len(attributes) > 1 else "it"
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-ATTR-3",
        outcome=Outcome.NOT_SHOWN,
        sentence=f"Not shown: {app.name} sent {names}, but the customer profile definition does not list {them}.",
        flip=f"Ask Gladly Support to add {names} to the customer profile definition.",
        inputs={"attributes": list(attributes)},
        change=OnDefinition(tuple(attributes)),
    )
