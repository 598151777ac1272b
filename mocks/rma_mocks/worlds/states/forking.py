"""Fork a world: another one that begins where this one stands, and from then on goes its own way."""

from collections.abc import Sequence
from dataclasses import replace

from rma_mocks.core.clock import Clock
from rma_mocks.core.world import World
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.state import enter_state, state_of
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.state import enter_state as enter_team_state
from rma_mocks.returnlogic.state import state_of as team_state_of
from rma_mocks.returnlogic.webhooks.rows import HooksState
from rma_mocks.worlds.declared.fork_spec import ForkedApp


def forked_world(world: World, world_id: str) -> World:
    """Return a world with the same data, time and scripted failures, and an empty journal."""
    fork = World(
        id=world_id,
        seed=world.seed,
        retailer=world.retailer,
        clock=Clock(world.clock.start),
        shows_assumed=world.shows_assumed,
    )
    fork.enter(world.state())
    return fork


def forked_organisation(
    organisation: Organisation, fork: Organisation, apps: Sequence[ForkedApp], *, scripted_at: str
) -> None:
    """Give a fork's organisation profiles, conversations and settings as they are; no round is played yet.

    Args:
        organisation: The one to begin from.
        fork: The new one.
        apps: Other addresses and keys of its lookup apps, by place.
        scripted_at: Where the fork's own scripted apps answer.
    """
    enter_state(fork, state_of(organisation))
    for app in fork.apps:
        app.url = app.url if app.answers is None else f"{scripted_at}/{app.id}"
    for app, other in zip(fork.apps, apps, strict=False):
        app.url, app.signing_key, app.answers, app.pages = other.url, other.signing_key, None, {}


def forked_team(team: Team, world: World, *, team_id: str, api_key: str) -> Team:
    """Return what a fork is to ReturnLogic: settings, apps and limits, with windows in which nothing was counted.

    Nobody has installed an app there, and no webhook is registered: its clients have credentials of their own, and the
    original's receivers are told by the original alone.
    """
    fork = Team.open(
        world,
        team_id=team_id,
        api_key=api_key,
        per_second=team.windows.per_second,
        per_minute=team.windows.per_minute,
    )
    state = team_state_of(team)
    enter_team_state(fork, replace(state, hooks=HooksState(state.hooks.settings)))
    fork.grants.apps = dict(team.grants.apps)
    return fork
