"""Fork a world: another one that begins where this one stands, and from then on goes its own way."""

from collections.abc import Sequence
from copy import deepcopy

from rma_mocks.core.world import World
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App
from rma_mocks.returnlogic import Team
from rma_mocks.worlds.spec import ForkedApp


def forked_world(world: World, world_id: str) -> World:
    """Return a world with the same data, time and scripted failures, and an empty journal."""
    return World(
        id=world_id,
        seed=world.seed,
        retailer=world.retailer.copy(),
        clock=world.clock.copy(),
        shows_assumed=world.shows_assumed,
        faults=world.faults.copy(),
    )


def forked_organisation(
    organisation: Organisation, world: World, *, apps: Sequence[ForkedApp], api_token: str, pages: tuple[str, str]
) -> Organisation:
    """Return what a fork is to Gladly: profiles, conversations and settings as they are, no round played yet.

    Args:
        organisation: The one to begin from.
        world: The fork.
        apps: Other addresses and keys of its lookup apps, by place.
        api_token: The new token; the user name follows from the world's id.
        pages: The addresses of its Returns Center and of its stage.
    """
    fork = Organisation(
        world=world,
        id=world.id,
        name=organisation.name,
        username=f"api@{world.id}.example.com",
        api_token=api_token,
        agent_name=organisation.agent_name,
        apps=[_forked_app(app, apps[place : place + 1]) for place, app in enumerate(organisation.apps)],
        definition=list(organisation.definition),
        routing_rule=organisation.routing_rule,
        field_permissions=dict(organisation.field_permissions),
        lookup_timeout_s=organisation.lookup_timeout_s,
        chat_app_id=organisation.chat_app_id,
        returns_center_url=pages[0],
        stage_url=pages[1],
        conversations=deepcopy(organisation.conversations),
    )
    fork.profiles.take(deepcopy(organisation.profiles.made))
    return fork


def forked_team(team: Team, world: World, *, team_id: str, api_key: str) -> Team:
    """Return what a fork is to ReturnLogic: the same limits, with windows in which nothing was counted yet."""
    fork = Team.open(
        world,
        team_id=team_id,
        api_key=api_key,
        per_second=team.windows.per_second,
        per_minute=team.windows.per_minute,
    )
    fork.staff_name = team.staff_name
    return fork


def _forked_app(app: App, others: Sequence[ForkedApp]) -> App:
    copied = deepcopy(app)
    for other in others:
        copied.url, copied.signing_key = other.url, other.signing_key
    return copied
