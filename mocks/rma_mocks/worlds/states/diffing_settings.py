"""Say in words how apps, webhooks, policies, and how ReturnLogic's API is played, differ between two states."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from rma_mocks.gladly.entities import App
from rma_mocks.gladly.state import OrganisationState
from rma_mocks.returnlogic.settings import Policies, Variants
from rma_mocks.returnlogic.webhooks.rows import Webhook


def app_changes(before: OrganisationState, after: OrganisationState) -> Iterator[str]:
    """Return one sentence a change of an app's page; apps neither come nor go."""
    for old, new in zip(before.apps, after.apps, strict=True):
        yield from _app(old, new)


def webhook_changes(before: Iterable[Webhook], after: Iterable[Webhook]) -> Iterator[str]:
    """Return one sentence for each webhook that came or went."""
    old, new = {row.id: row for row in before}, {row.id: row for row in after}
    yield from (f"ReturnLogic tells {row.address} of {row.topic}." for key, row in new.items() if key not in old)
    yield from (f"{row.address} is no longer told of {row.topic}." for key, row in old.items() if key not in new)


def _app(old: App, new: App) -> Iterator[str]:
    if old.is_active != new.is_active:
        yield f"The app {new.name} was switched {'on' if new.is_active else 'off'}."
    if old.auto_linking != new.auto_linking:
        fields = ", ".join(new.auto_linking)
        yield f"Auto-linking of {new.name} is " + (f"on for {fields}." if fields else "off.")
    if old.overwrite_existing_values != new.overwrite_existing_values:
        yield f"{new.name} may {'now' if new.overwrite_existing_values else 'no longer'} overwrite existing values."
    if old.enable_actions != new.enable_actions:
        yield f"Actions of {new.name} were switched {'on' if new.enable_actions else 'off'}."


def variant_changes(before: Variants, after: Variants) -> Iterator[str]:
    """Return one sentence a setting of what nobody published."""
    yield from _settings(before, after, "ReturnLogic's API plays {} as {} in the place of {}.")


def policy_changes(before: Policies, after: Policies) -> Iterator[str]:
    """Return one sentence a decision of the merchant."""
    yield from _settings(before, after, "The merchant's policy {} is {} in the place of {}.")


def _settings(before: Variants | Policies, after: Variants | Policies, sentence: str) -> Iterator[str]:
    old = asdict(before)
    for name, value in asdict(after).items():
        if value != old[name]:
            yield sentence.format(name, *(_written(given) for given in (value, old[name])))


def _written(value: Any) -> str:
    return str(value) if isinstance(value, str | Decimal) else json.dumps(value, ensure_ascii=False)
