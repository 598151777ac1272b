"""Decide what the answer to an auto-link request means for a profile (pure)."""

from collections.abc import Sequence
from typing import Any

from rma_mocks.gladly.entities import App, Outcome, Profile, Verdict
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.matching import shares
from rma_mocks.gladly.settings import USUAL, LookupSettings


def decide_auto_link(
    app: App, profile: Profile, results: Sequence[Result], settings: LookupSettings = USUAL
) -> tuple[Verdict, str | None]:
    """Return the verdict and, when the profile may be linked, the external customer id.

    Contract: Gladly, auto-linking (documented and observed): exactly one result, and an enabled field that is equal.
    """
    inputs: dict[str, Any] = {
        "results": len(results),
        "auto_linking": list(app.auto_linking),
        "profile_emails": [row.normalized for row in profile.emails],
        "result_emails": [email.lower() for result in results for email in result.emails],
    }
    if not results:
        return _no_match(app, inputs), None
    if len(results) > 1:
        return _too_many(app, inputs), None
    if not app.auto_linking:
        return _suggested(app, inputs), None
    field = next((name for name in app.auto_linking if shares(name, profile, results[0], settings)), None)
    if field is None:
        return _nothing_equal(app, inputs), None
    shared = "the same e-mail" if field == "emails" else "the same mobile number"
    sentence = f"Linked: {app.name} returned exactly one customer, with {shared}."
    flip = f"A second result from {app.name} would have left the profile unlinked."
    inputs |= {"field": field, "external_customer_id": results[0].external_customer_id}
    return _verdict(app, "GL-LINK-1", outcome=Outcome.LINKED, sentence=sentence, flip=flip, inputs=inputs), results[
        0
    ].external_customer_id


def not_asked(app: App, *, was_unlinked: bool) -> Verdict:
    """Say why no auto-link request was sent."""
    if was_unlinked:
        sentence = f"Not asked: this profile was once unlinked from {app.name}, so Gladly never auto-links it again."
        flip = "An agent can still link it by hand."
        return _verdict(app, "GL-LINK-5", outcome=Outcome.NOT_ASKED, sentence=sentence, flip=flip, inputs={})
    sentence = f"Not asked: Auto-linking is off for {app.name}."
    flip = "Switch Auto-linking on in the app's settings (field Customer Email), or link by hand."
    return _verdict(
        app, "GL-LINK-4", outcome=Outcome.NOT_ASKED, sentence=sentence, flip=flip, inputs={"auto_linking": []}
    )


def failed(app: App, sentence: str, *, rule: str) -> Verdict:
    """Say that no usable answer came."""
    flip = f"A usable answer from {app.name} within the time limit."
    return _verdict(app, rule, outcome=Outcome.FAILED, sentence=f"Failed: {sentence}.", flip=flip, inputs={})


def not_applied(app: App, culprit: str) -> Verdict:
    """Say that a good answer was dropped because another app failed in the same round."""
    sentence = f"Not applied: {culprit} failed, and one failing adaptor fails the lookup for all."
    flip = f"{culprit} answering, or being deactivated."
    return _verdict(app, "GL-ROUND-1", outcome=Outcome.FAILED, sentence=sentence, flip=flip, inputs={"failed": culprit})


def refreshed(app: App) -> Verdict:
    """Say that a linked profile was refreshed."""
    sentence = f"Refreshed: the profile is linked to {app.name}, so Gladly asked for its details."
    return _verdict(app, "GL-DETAIL-1", outcome=Outcome.REFRESHED, sentence=sentence, flip=None, inputs={})


def kept(app: App, count: int) -> Verdict:
    """Say that a linked profile keeps what it had, because the answer was not exactly one result."""
    sentence = f"Kept: {app.name} returned {count} customers for a linked profile, so nothing stored was touched."
    flip = "Exactly one result with the external customer id."
    return _verdict(app, "GL-DETAIL-2", outcome=Outcome.KEPT, sentence=sentence, flip=flip, inputs={"results": count})


def link_refused(app: App, count: int) -> Verdict:
    """Say that linking failed because the detailed lookup was not exactly one result."""
    sentence = f"Not linked: the detailed lookup at {app.name} returned {count} customers instead of exactly one."
    flip = "Exactly one result with the external customer id."
    return _verdict(
        app, "GL-LINK-7", outcome=Outcome.NOT_LINKED, sentence=sentence, flip=flip, inputs={"results": count}
    )


def linked_by_hand(app: App, external_customer_id: str) -> Verdict:
    """Say that an agent linked the profile."""
    sentence = f"Linked by hand: the detailed lookup at {app.name} returned exactly one customer."
    inputs = {"external_customer_id": external_customer_id}
    return _verdict(app, "GL-LINK-7", outcome=Outcome.LINKED, sentence=sentence, flip=None, inputs=inputs)


def not_shown(app: App, attributes: Sequence[str]) -> Verdict:
    """Say which attributes came and are stored, but on no customer card.

    Contract: Gladly, lookup adaptor FAQ and data behaviour (documented; GL-ATTR-3).
    """
    names = ", ".join(attributes[:-1]) + " and " + attributes[-1] if len(attributes) > 1 else attributes[0]
    them = "them" if len(attributes) > 1 else "it"
    sentence = f"Not shown: {app.name} sent {names}, but the customer profile definition does not list {them}."
    flip = f"Ask Gladly Support to add {names} to the customer profile definition."
    inputs = {"attributes": list(attributes)}
    return _verdict(app, "GL-ATTR-3", outcome=Outcome.NOT_SHOWN, sentence=sentence, flip=flip, inputs=inputs)


def _no_match(app: App, inputs: dict[str, Any]) -> Verdict:
    if not inputs["profile_emails"] and "emails" in app.auto_linking:
        flip = "Add the customer's e-mail to the profile."
    else:
        flip = f"A customer with this e-mail in {app.name}."
    sentence = f"Not linked: {app.name} returned no customer."
    return _verdict(app, "GL-LINK-6", outcome=Outcome.NOT_LINKED, sentence=sentence, flip=flip, inputs=inputs)


def _too_many(app: App, inputs: dict[str, Any]) -> Verdict:
    sentence = f"Not linked: {app.name} returned {inputs['results']} customers, and Gladly links only on exactly one."
    flip = "Leave one matching e-mail on the profile, or link by hand."
    return _verdict(app, "GL-LINK-2", outcome=Outcome.NOT_LINKED, sentence=sentence, flip=flip, inputs=inputs)


def _suggested(app: App, inputs: dict[str, Any]) -> Verdict:
    sentence = f"Not linked: {app.name} returned one customer, but Auto-linking is off, so this is a suggestion only."
    flip = "Switch Auto-linking on in the app's settings (field Customer Email), or link by hand."
    return _verdict(app, "GL-LINK-10", outcome=Outcome.NOT_LINKED, sentence=sentence, flip=flip, inputs=inputs)


def _nothing_equal(app: App, inputs: dict[str, Any]) -> Verdict:
    sentence = f"Not linked: the customer that {app.name} returned shares no enabled field with the profile."
    flip = "Return the customer's e-mail in emails[].original exactly as the profile has it."
    return _verdict(app, "GL-LINK-3", outcome=Outcome.NOT_LINKED, sentence=sentence, flip=flip, inputs=inputs)


def _verdict(
    app: App, rule: str, *, outcome: Outcome, sentence: str, flip: str | None, inputs: dict[str, Any]
) -> Verdict:
    return Verdict(app.id, app.name, rule, outcome, sentence, flip, inputs)
