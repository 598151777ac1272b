"""What a client needs of a world: ids, credentials, and where everything is."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from rma_mocks.core.clock import stamp
from rma_mocks.core.entities import Order, Rma
from rma_mocks.gladly.entities import App
from rma_mocks.returnlogic.oauth.apps import PublicApp
from rma_mocks.worlds.registry import OpenWorld, Worlds


def world_links(worlds: Worlds, found: OpenWorld) -> dict[str, Any]:
    """Render a world for the control API; the credentials are invented, so nothing is masked."""
    world, organisation, team = found.world, found.organisation, found.team
    gladly, returnlogic = worlds.gladly_url, worlds.returnlogic_url
    pages, admin = f"{gladly}/w/{world.id}", f"{returnlogic}/w/{world.id}"
    return {
        "id": world.id,
        "seed": world.seed,
        "now": stamp(world.clock.now()),
        "customers": world.retailer.people_total,
        "stage_url": f"{pages}/stage",
        "gladly": {
            "organization": organisation.id,
            "username": organisation.username,
            "api_token": organisation.api_token,
            "url": pages,
            "api_url": f"{gladly}/api/v1",
            "desk_url": f"{pages}/desk",
            "chat_app_id": organisation.chat_app_id,
            "apps": [_app(app) for app in organisation.apps],
        },
        "returnlogic": {
            "team_id": team.team_id,
            "api_key": team.api_key,
            "url": admin,
            "api_url": f"{returnlogic}/v1",
            "originate_url": f"{admin}/originate",
            "returns_center_url": f"{admin}/returns-center",
            "apps": [_public_app(app, admin) for app in team.grants.apps.values()],
        },
        **_declared(found, admin),
    }


def _declared(found: OpenWorld, admin: str) -> dict[str, Any]:
    return {
        "people": {
            person.key: {"name": person.name, "email": person.email, "phone": person.phone}
            for person in found.world.retailer.declared_people()
        },
        "profiles": dict(found.profiles),
        "orders": {
            key: {
                "name": order.name,
                "items": [line.id for line in order.lines],
                "url": f"{admin}/returns-center?{_return_of(order)}",
            }
            for key, order in found.orders.items()
        },
        "rmas": {key: _rma_links(rma, admin) for key, rma in found.rmas.items()},
    }


def _rma_links(rma: Rma, admin: str) -> dict[str, Any]:
    return {
        "id": rma.id,
        "order": rma.order_name,
        "items": [item.id for item in rma.items],
        "tracking_number": rma.label.tracking_number if rma.label else None,
        "url": f"{admin}/originate/rma/{rma.id}",
    }


def _app(app: App) -> dict[str, Any]:
    return {"id": app.id, "name": app.name, "url": app.url, "signing_key": app.signing_key}


def _public_app(app: PublicApp, admin: str) -> dict[str, Any]:
    install = f"{admin}/originate/install?{urlencode({'client_id': app.client_id})}"
    return asdict(app) | {"install_url": install}


def _return_of(order: Order) -> str:
    return urlencode({"email": order.email, "order": order.name})
