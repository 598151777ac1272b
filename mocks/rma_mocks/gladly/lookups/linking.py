"""Decide what the answer to an auto-link request means for a profile (pure)."""

from collections.abc import Sequence
from typing import Any

from rma_mocks.gladly.entities import App, Outcome, Profile, Verdict
from rma_mocks.gladly.lookups.answer import Result
from rma_mocks.gladly.lookups.changes import OnAnswer, OnProfile
from rma_mocks.gladly.lookups.flips import (
    flip_of_no_match,
    flip_of_nothing_equal,
    flip_of_suggestion,
    flip_of_switched_off,
)
from rma_mocks.gladly.lookups.matching import shared_value
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
        return _no_match(app, profile, settings, inputs=inputs), None
    if len(results) > 1:
        return _too_many(app, profile, results, settings=settings, inputs=inputs), None
    if not app.auto_linking:
        return _suggested(app, profile, results[0], settings=settings, inputs=inputs), None
    field = next((name for name in app.auto_linking if shared_value(name, profile, results[0], settings)), None)
    if field is None:
        return _nothing_equal(app, profile, results[0], settings=settings, inputs=inputs), None
    inputs |= {"field": field, "external_customer_id": results[0].external_customer_id}
    return _linked(app, field, inputs), results[0].external_customer_id


def not_asked(app: App, profile: Profile, settings: LookupSettings = USUAL, *, was_unlinked: bool) -> Verdict:
    """Say why no auto-link request was sent."""
    if was_unlinked:
        return Verdict(
            app=app.id,
            app_name=app.name,
            rule="GL-LINK-5",
            outcome=Outcome.NOT_ASKED,
            sentence=f"Not asked: this profile was once unlinked from {app.name}, so Gladly never auto-links it again.",
            flip="An agent can still link it by hand.",
            change=OnProfile("link_by_hand"),
        )
    flip, change = flip_of_switched_off(app, profile, settings)
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-4",
        outcome=Outcome.NOT_ASKED,
        sentence=f"Not asked: Auto-linking is off for {app.name}.",
        flip=flip,
        inputs={"auto_linking": []},
        change=change,
    )


def _linked(app: App, field: str, inputs: dict[str, Any]) -> Verdict:
    shared = "the same e-mail" if field == "emails" else "the same mobile number"
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-1",
        outcome=Outcome.LINKED,
        sentence=f"Linked: {app.name} returned exactly one customer, with {shared}.",
        flip=f"A second result from {app.name} would have left the profile unlinked.",
        inputs=inputs,
        change=OnAnswer(app.id, "auto_link", "two"),
    )


def _no_match(app: App, profile: Profile, settings: LookupSettings, *, inputs: dict[str, Any]) -> Verdict:
    flip, change = flip_of_no_match(app, profile, settings)
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-6",
        outcome=Outcome.NOT_LINKED,
        sentence=f"Not linked: {app.name} returned no customer.",
        flip=flip,
        inputs=inputs,
        change=change,
    )


def _too_many(
    app: App, profile: Profile, results: Sequence[Result], *, settings: LookupSettings, inputs: dict[str, Any]
) -> Verdict:
    fitting = [row for row in results if any(shared_value(name, profile, row, settings) for name in app.auto_linking)]
    flip = "Leave one matching e-mail on the profile, or link by hand."
    if len(profile.emails) < 2:  # noqa: PLR2004 -- there is none to take away
        flip = f"Link by hand, or a {app.name} that returns only the customer who matches."
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-2",
        outcome=Outcome.NOT_LINKED,
        sentence=f"Not linked: {app.name} returned {len(results)} customers, and Gladly links only on exactly one.",
        flip=flip,
        inputs=inputs,
        change=OnProfile("link_by_hand", (fitting or results)[0].external_customer_id),
    )


def _suggested(
    app: App, profile: Profile, result: Result, *, settings: LookupSettings, inputs: dict[str, Any]
) -> Verdict:
    flip, change = flip_of_suggestion(app, profile, result, settings)
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-10",
        outcome=Outcome.NOT_LINKED,
        sentence=f"Not linked: {app.name} returned one customer, but Auto-linking is off, so this is a suggestion "
        "only.",
        flip=flip,
        inputs=inputs,
        change=change,
    )


def _nothing_equal(
    app: App, profile: Profile, result: Result, *, settings: LookupSettings, inputs: dict[str, Any]
) -> Verdict:
    flip, change = flip_of_nothing_equal(app, profile, result, settings)
    return Verdict(
        app=app.id,
        app_name=app.name,
        rule="GL-LINK-3",
        outcome=Outcome.NOT_LINKED,
        sentence=f"Not linked: the customer that {app.name} returned shares no enabled field with the profile.",
        flip=flip,
        inputs=inputs,
        change=change,
    )
