"""Put both mocks over one registry of worlds."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from fastapi import FastAPI

from rma_mocks import gladly, returnlogic
from rma_mocks.core.strays import Strays
from rma_mocks.worlds import backstage, stage
from rma_mocks.worlds.control.routes import add_control
from rma_mocks.worlds.registry import Worlds

if TYPE_CHECKING:
    from rma_mocks.worlds.disk.keeper import Keeper


@dataclass(frozen=True, slots=True)
class MockApps:
    """Both applications, the worlds behind them, and what keeps these on disk."""

    worlds: Worlds
    gladly: FastAPI
    returnlogic: FastAPI
    keeper: "Keeper | None" = None


def mock_apps(
    *,
    gladly_url: str,
    returnlogic_url: str,
    hosts: frozenset[str],
    control_token: str,
    lookup_transport: httpx.AsyncBaseTransport | None = None,
    state: Path | None = None,
) -> MockApps:
    """Return the mock Gladly and the mock ReturnLogic.

    Args:
        gladly_url: Where the mock Gladly will listen.
        returnlogic_url: Where the mock ReturnLogic will listen.
        hosts: Names under which they may be reached.
        control_token: Bearer token of the control API.
        lookup_transport: Carries lookups and webhooks to the adaptors; the network when None.
        state: The folder in which worlds outlive the process; they end with it when None.

    Raises:
        StateError: When that folder's state cannot be used.
    """
    worlds, strays = Worlds(gladly_url=gladly_url, returnlogic_url=returnlogic_url), Strays()
    served = MockApps(
        worlds=worlds,
        gladly=gladly.create_app(worlds.organisations, hosts=hosts, transport=lookup_transport, strays=strays),
        returnlogic=returnlogic.create_app(worlds.teams, hosts=hosts, strays=strays),
    )
    worlds.client = served.gladly.state.client
    for app in (served.gladly, served.returnlogic):
        app.state.client = worlds.client
        add_control(app, worlds, token=control_token, strays=strays)
    served.gladly.include_router(stage.router)
    for app in (served.gladly, served.returnlogic):  # so that links within either port lead there, behind proxies too
        app.include_router(backstage.router)
    return _kept(served, state) if state else served


def _kept(served: MockApps, folder: Path) -> MockApps:
    from rma_mocks.worlds.disk.keeper import Keeper  # noqa: PLC0415 -- most processes keep nothing
    from rma_mocks.worlds.disk.middleware import SavingMiddleware  # noqa: PLC0415 -- likewise

    keeper = Keeper(folder, served.worlds)
    for app in (served.gladly, served.returnlogic):
        app.add_middleware(SavingMiddleware, keeper=keeper)
    return replace(served, keeper=keeper)
