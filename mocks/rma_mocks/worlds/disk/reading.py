"""Open the worlds that are kept on disk, as they were when they were written last."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from rma_mocks.core.clock import Clock
from rma_mocks.core.entities import Order, Person, Rma
from rma_mocks.core.faults import Faults
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import Part, World
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import Conversation, Profile
from rma_mocks.gladly.state import enter_state
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.state import enter_state as enter_team_state
from rma_mocks.worlds.declared.fork_spec import ForkedGladly
from rma_mocks.worlds.derived.base import DerivedBase
from rma_mocks.worlds.disk.file import Thing
from rma_mocks.worlds.disk.records import Settings, SnapshotRecord, filled
from rma_mocks.worlds.disk.texts import from_text
from rma_mocks.worlds.registry import OpenWorld, Worlds
from rma_mocks.worlds.states.snapshots import OPENING, Snapshots

Kept = TypeVar("Kept")
Texts = Mapping[str, Mapping[str, str]]


def reopened(things: Iterable[Thing], worlds: Worlds) -> None:
    """Open every world that is kept; none is opened when one cannot be read.

    Raises:
        ValueError: When a thing does not read as what it should be; the message names it.
        LookupError: When something that others need is missing.
    """
    kept: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for thing in things:
        kept[thing.world][thing.part][thing.key] = thing.json or ""
    for found in [_world(world_id, texts, worlds) for world_id, texts in kept.items()]:
        worlds.enter(found)


def _world(world_id: str, texts: Texts, worlds: Worlds) -> OpenWorld:
    settings = _one(Settings, texts, Part.SETTINGS, "", world_id)
    world = _retail_world(world_id, settings, texts)
    organisation = _organisation(world, settings, texts, worlds)
    snapshots = _all(SnapshotRecord, texts, Part.SNAPSHOT, world_id)
    states = {record.name: record.snapshot(world) for record in snapshots}
    opening = states.pop(OPENING)
    retailer = world.retailer
    return OpenWorld(
        world,
        organisation,
        _team(world, settings, worlds),
        settings.profiles,
        {key: order for key, name in settings.orders.items() if (order := retailer.order(name))},
        {key: rma for key, rma_id in settings.rmas.items() if (rma := _declared(retailer, rma_id))},
        Snapshots(opening, states),
    )


def _declared(retailer: Retailer, rma_id: str) -> Rma | None:
    """Return a declared RMA, a deleted one too: a snapshot may bring it back."""
    return retailer.rma(rma_id) or retailer.gone_rmas.get(rma_id)


def _retail_world(world_id: str, settings: Settings, texts: Texts) -> World:
    base = DerivedBase(settings.seed, size=settings.customers, start=settings.start)
    world = World(
        id=world_id,
        seed=settings.seed,
        retailer=filled(
            Retailer(base, store_name=settings.store_name),
            _all(Person, texts, Part.PERSON, world_id),
            _all(Order, texts, Part.ORDER, world_id),
            _all(Rma, texts, Part.RMA, world_id),
            _all(Rma, texts, Part.GONE, world_id),
        ),
        clock=Clock(settings.start),
        shows_assumed=settings.shows_assumed,
        faults=Faults(settings.faults, count=settings.faults_count),
    )
    settings.time.set(world.clock)
    return world


def _organisation(world: World, settings: Settings, texts: Texts, worlds: Worlds) -> Organisation:
    given = ForkedGladly(organization=settings.organization, username=settings.username, api_token=settings.api_token)
    organisation = worlds.organisation(world, given, name=settings.store_name)
    organisation.chat_app_id = settings.chat_app_id
    rows = replace(
        settings.organisation,
        profiles=_all(Profile, texts, Part.PROFILE, world.id),
        conversations=_all(Conversation, texts, Part.CONVERSATION, world.id),
    )
    enter_state(organisation, rows)
    return organisation


def _team(world: World, settings: Settings, worlds: Worlds) -> Team:
    team = Team.open(
        world,
        team_id=settings.team_id,
        api_key=settings.api_key,
        per_second=settings.per_second,
        per_minute=settings.per_minute,
    )
    team.returns_center = worlds.returns_center(world, settings.embedded_chat)
    enter_team_state(team, settings.team)
    team.grants.apps = {app.client_id: app for app in settings.public_apps}
    team.grants.installations = {row.client_id: row for row in settings.installations}
    return team


def _all(kind: type[Kept], texts: Texts, part: Part, world_id: str) -> tuple[Kept, ...]:
    return tuple(_one(kind, texts, part, key, world_id) for key in texts.get(part, {}))


def _one(kind: type[Kept], texts: Texts, part: Part, key: str, world_id: str) -> Kept:
    text = texts.get(part, {}).get(key)
    if text is None:
        raise LookupError(f"world {world_id} has no {part}")
    try:
        return from_text(kind, text)
    except ValueError as error:
        raise ValueError(f"{part} {key} of world {world_id} does not read as one") from error
