"""Read which actions an adaptor offers on a customer profile and on its cards."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rma_mocks.core.ids import digest, slug
from rma_mocks.gladly.entities import App, LinkState, Profile
from rma_mocks.gladly.foreign_json import text_of
from rma_mocks.gladly.lookups.odd_cards import WITH_ACTIONS
from rma_mocks.gladly.organisation import Organisation

_MOST = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """One action that an agent may run; `card` is its place among the app's cards, None on the profile itself.

    `id` follows from what the action is, not from where it stands: an answer that orders its cards anew never makes
    an agent run another action than the one that was clicked.
    """

    id: str
    app: App
    name: str
    form_url: str
    card: int | None = None
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered, and one sentence for each row that is not."""

    rows: tuple[Offer, ...]
    warnings: tuple[str, ...]

    def find(self, offer_id: str) -> Offer | None:
        """Return an offer that stands."""
        return next((row for row in self.rows if row.id == offer_id), None)


def offers_on(organisation: Organisation, profile: Profile) -> Offers:
    """Return what all apps offer on a profile that is linked to them, the profile's own actions first.

    Contract: Gladly, actions in the answer to a detailed lookup (documented; GL-ACT-1, GL-ACT-2).
    """
    apps = [app for app in organisation.active_apps if app.enable_actions]
    found = [row for app in apps if profile.link_to(app.id).state is LinkState.LINKED for row in _of_app(app, profile)]
    rows = {row.id: row for row in found if isinstance(row, Offer)}
    return Offers(tuple(rows.values()), tuple(row for row in found if isinstance(row, str)))


def _of_app(app: App, profile: Profile) -> Iterator[Offer | str]:
    yield from _read(app, profile.actions.get(app.id), "actions")
    for place, card in enumerate(profile.transactions.get(app.id, ())):
        if card.get("actions") in (None, []):
            continue
        where, kind = f"transactions[{place}].actions", card.get("type")
        if kind in WITH_ACTIONS:
            yield from _read(app, card["actions"], where, card=place, order_number=text_of(card, "orderNumber"))
        else:
            yield f"{app.name}: {where} is ignored, only ORDER and SUBSCRIPTION cards have actions, not {kind}"


def _read(
    app: App, given: Any, where: str, *, card: int | None = None, order_number: str = ""
) -> Iterator[Offer | str]:
    if given is None:
        return
    if not isinstance(given, list):
        yield f"{app.name}: {where} is ignored, it is not a list"
        return
    for place, row in enumerate(given[:_MOST]):
        name, form_url = (text_of(row, field).strip() for field in ("name", "formUrl")) if _is_row(row) else ("", "")
        missing = [field for field, value in (("name", name), ("formUrl", form_url)) if not value]
        if missing:
            yield f"{app.name}: {where}[{place}] is ignored, it has no {' and no '.join(missing)}"
        else:
            yield Offer(_id_of(app, order_number, name, form_url), app, name, form_url, card, order_number)
    if len(given) > _MOST:
        yield f"{app.name}: {where} has {len(given)} rows, of which this mock shows the first {_MOST}"


def _is_row(row: object) -> bool:
    return isinstance(row, dict)


def _id_of(app: App, *parts: str) -> str:
    return slug(digest(0, "action", app.id, *parts))
