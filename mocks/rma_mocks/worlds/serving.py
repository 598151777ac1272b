"""Put both mocks over one registry of worlds."""

from dataclasses import dataclass

import httpx
from fastapi import FastAPI

from rma_mocks import gladly, returnlogic
from rma_mocks.core.strays import Strays
from rma_mocks.worlds import backstage, stage
from rma_mocks.worlds.control import add_control
from rma_mocks.worlds.registry import Worlds


@dataclass(frozen=True, slots=True)
class MockApps:
    """Both applications and the worlds behind them."""

    worlds: Worlds
    gladly: FastAPI
    returnlogic: FastAPI


def mock_apps(
    *,
    gladly_url: str,
    returnlogic_url: str,
    hosts: frozenset[str],
    control_token: str,
    lookup_transport: httpx.AsyncBaseTransport | None = None,
) -> MockApps:
    """Return the mock Gladly and the mock ReturnLogic.

    Args:
        gladly_url: Where the mock Gladly will listen.
        returnlogic_url: Where the mock ReturnLogic will listen.
        hosts: Names under which they may be reached.
        control_token: Bearer token of the control API.
        lookup_transport: Carries the lookups to the adaptors; the network when None.
    """
    worlds, strays = Worlds(gladly_url=gladly_url, returnlogic_url=returnlogic_url), Strays()
    served = MockApps(
        worlds=worlds,
        gladly=gladly.create_app(worlds.organisations, hosts=hosts, transport=lookup_transport, strays=strays),
        returnlogic=returnlogic.create_app(worlds.teams, hosts=hosts, strays=strays),
    )
    for app in (served.gladly, served.returnlogic):
        add_control(app, worlds, token=control_token, strays=strays)
    served.gladly.include_router(stage.router)
    for app in (served.gladly, served.returnlogic):  # so that links within either port lead there, behind proxies too
        app.include_router(backstage.router)
    return served
