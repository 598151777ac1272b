"""Which worlds exist, what each is to both vendors, and how one is opened and closed."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from rma_mocks.core.clock import Clock
from rma_mocks.core.directory import Directory
from rma_mocks.core.entities import Order, Rma
from rma_mocks.core.ids import digest, team_uuid
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import Mark, Part, World
from rma_mocks.gladly import Organisation
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.entities import ReturnsCenterSettings
from rma_mocks.worlds.declared.declare import declare
from rma_mocks.worlds.declared.errors import SpecError
from rma_mocks.worlds.declared.fork_spec import ForkedGladly, ForkSpec
from rma_mocks.worlds.declared.returnlogic_spec import set_up_team
from rma_mocks.worlds.declared.set_up import add_profiles, apps_of, profile_specs, set_up_lookups
from rma_mocks.worlds.declared.spec import GladlySpec, WorldSpec
from rma_mocks.worlds.derived.base import DerivedBase
from rma_mocks.worlds.derived.pools import staff_of
from rma_mocks.worlds.gallery.entries import with_gallery
from rma_mocks.worlds.states.forking import forked_organisation, forked_team, forked_world
from rma_mocks.worlds.states.snapshots import OPENING, Snapshots, taken


class WorldTaken(Exception):
    """An id or a credential belongs to another world while that is open."""


@dataclass(frozen=True, slots=True)
class OpenWorld:
    """A world with what it is to each vendor, and what its declared things became; profiles by id, for good."""

    world: World
    organisation: Organisation
    team: Team
    profiles: dict[str, str]
    orders: dict[str, Order]
    rmas: dict[str, Rma]
    snapshots: Snapshots


class Worlds:
    """All open worlds of this process, and what its clients are told of the stack around it.

    `stack` is the JSON text that somebody registered, `client` makes the calls of webhooks; `on_change` is called after
    each change of an open world.

    Args:
        gladly_url: Where the mock Gladly listens.
        returnlogic_url: Where the mock ReturnLogic listens.
    """

    def __init__(self, *, gladly_url: str, returnlogic_url: str) -> None:
        self.gladly_url = gladly_url
        self.returnlogic_url = returnlogic_url
        self.organisations: Directory[Organisation] = Directory()
        self.teams: Directory[Team] = Directory()
        self.stack: str | None = None
        self.client: httpx.AsyncClient | None = None
        self._open: dict[str, OpenWorld] = {}
        self._organisation_ids: set[str] = set()
        self._team_ids: set[str] = set()
        self._count = 0
        self._marks: dict[Mark, None] | None = None
        self.on_change: Callable[[], None] = lambda: None

    def __iter__(self) -> Iterator[OpenWorld]:
        """Walk through the open worlds, the oldest first."""
        return iter(list(self._open.values()))

    def find(self, world_id: str) -> OpenWorld | None:
        """Return an open world."""
        return self._open.get(world_id)

    def open(self, spec: WorldSpec) -> OpenWorld:
        """Open a world.

        Raises:
            WorldTaken: When its id or a given credential is in use.
            SpecConflict: When one key, id or contact is used twice.
            SpecError: When it makes no sense.
        """
        world = self._world(spec)
        now, originate_url = world.clock.start, f"{self.returnlogic_url}/w/{world.id}/originate"
        whole = with_gallery(spec, now=now, originate_url=originate_url)
        declared = declare(world.retailer, whole, now=now)
        organisation = self.organisation(world, spec.gladly, name=spec.store_name)
        set_up_lookups(organisation, spec.gladly)
        organisation.form_url_join = spec.gladly.form_url_join
        organisation.actions_need_conversation = spec.gladly.actions_need_conversation
        organisation.card_labels |= {kind: label or "" for kind, label in spec.gladly.transaction_types.items()}
        organisation.chat_app_id = spec.gladly.chat_app_id
        organisation.apps = apps_of(spec.seed, spec.apps, scripted_at=self._scripted_url(world))
        team = Team.open(
            world,
            team_id=spec.returnlogic.team_id or self._team_id(world),
            api_key=spec.returnlogic.api_key or secrets.token_urlsafe(24),
            per_second=spec.returnlogic.per_second,
            per_minute=spec.returnlogic.per_minute,
        )
        team.returns_center = self.returns_center(world, organisation.chat_app_id)
        set_up_team(team, spec.returnlogic)
        self._refuse_taken(organisation, team)
        profiles = add_profiles(organisation, profile_specs(whole.profiles, whole.people))
        opening = Snapshots(taken(OPENING, organisation, team))
        return self.enter(OpenWorld(world, organisation, team, profiles, declared.orders, declared.rmas, opening))

    def fork(self, found: OpenWorld, spec: ForkSpec) -> OpenWorld:
        """Open a world that begins where another one stands.

        Raises:
            WorldTaken: When its id or a given credential is in use.
            SpecError: When it names more apps than there are.
        """
        if len(spec.apps) > len(found.organisation.apps):
            raise SpecError(f"apps: the world has {len(found.organisation.apps)} lookup apps, not {len(spec.apps)}")
        world = forked_world(found.world, self._id_for(spec.id))
        organisation = self.organisation(world, spec.gladly, name=found.organisation.name)
        forked_organisation(found.organisation, organisation, spec.apps, scripted_at=self._scripted_url(world))
        given = spec.returnlogic
        team_id, api_key = given.team_id or self._team_id(world), given.api_key or secrets.token_urlsafe(24)
        team = forked_team(found.team, world, team_id=team_id, api_key=api_key)
        organisation.chat_app_id = found.organisation.chat_app_id
        team.returns_center = self.returns_center(world, found.team.returns_center.app_id)
        self._refuse_taken(organisation, team)
        opening = Snapshots(taken(OPENING, organisation, team))
        profiles, orders, rmas = dict(found.profiles), dict(found.orders), dict(found.rmas)
        return self.enter(OpenWorld(world, organisation, team, profiles, orders, rmas, opening))

    def close(self, world_id: str) -> bool:
        """Close a world and free its credentials; say whether it was open."""
        found = self._open.pop(world_id, None)
        if found is None:
            return False
        found.organisation.close()
        found.team.close()
        found.world.close()
        found.world.mark(Part.WHOLE)
        self.organisations.remove(world_id)
        self.teams.remove(world_id)
        self._organisation_ids.discard(found.organisation.id)
        self._team_ids.discard(found.team.team_id)
        return True

    def renew_key(self, found: OpenWorld, given: str | None = None) -> str:
        """Revoke a team's API key and return the one that replaces it.

        Raises:
            WorldTaken: When the given one is in use.
        """
        api_key = given or secrets.token_urlsafe(24)
        self._refuse_used_key(api_key)
        self.teams.revoke(found.team.api_key)
        self.teams.issue(found.world.id, api_key)
        found.team.take_key(api_key)
        found.world.mark(Part.SETTINGS)
        return api_key

    def stop(self) -> None:
        """Let every long poll end, because the process stops."""
        for found in self._open.values():
            found.organisation.close()
            found.team.close()
            found.world.close()

    def keep_marks(self, marks: dict[Mark, None]) -> None:
        """Have every world, open or still to come, mark there what changes in it."""
        self._marks = marks
        for found in self._open.values():
            found.world.marks = marks

    def enter(self, found: OpenWorld) -> OpenWorld:
        """Make a world known under its id and credentials, which nobody may have."""
        world, organisation, team = found.world, found.organisation, found.team
        if world.id == self._free_id():
            self._count = int(world.id[1:])
        self.organisations.add(world.id, organisation, credential=(organisation.username, organisation.api_token))
        self.teams.add(world.id, team, credential=team.api_key)
        for credential in (each for row in team.grants.installations.values() for each in row.credentials()):
            self.teams.issue(world.id, credential)
        team.hooks.client = self.client
        self._organisation_ids.add(organisation.id)
        self._team_ids.add(team.team_id)
        self._open[world.id] = found
        world.marks = self._marks
        world.on_change = self._changed
        world.mark(Part.WHOLE)
        return found

    def _changed(self) -> None:
        self.on_change()

    def _world(self, spec: WorldSpec) -> World:
        world_id = self._id_for(spec.id)
        start = spec.start(datetime.now(UTC))
        base = DerivedBase(spec.seed, size=spec.customers, start=start)
        return World(
            id=world_id,
            seed=spec.seed,
            retailer=Retailer(base, store_name=spec.store_name),
            clock=Clock(start),
            shows_assumed=spec.profile == "assumed",
        )

    def _id_for(self, given: str | None) -> str:
        world_id = given or self._free_id()
        if world_id in self._open:
            raise WorldTaken(f"a world {world_id!r} is open already; delete it or choose another id")
        return world_id

    def _free_id(self) -> str:
        count = self._count + 1
        while f"w{count}" in self._open:
            count += 1
        return f"w{count}"

    def organisation(self, world: World, given: GladlySpec | ForkedGladly, *, name: str) -> Organisation:
        """Return what a world is to Gladly, with its pages where this process listens."""
        return Organisation(
            world=world,
            id=given.organization or world.id,
            name=name,
            username=given.username or f"api@{world.id}.example.com",
            api_token=given.api_token or secrets.token_urlsafe(24),
            agent_name=staff_of(world.seed)[1],
            returns_center_url=self._returns_center_url(world),
            stage_url=self._stage_url(world),
        )

    def _refuse_taken(self, organisation: Organisation, team: Team) -> None:
        if self.organisations.of_credential((organisation.username, organisation.api_token)) is not None:
            raise WorldTaken("the Gladly user name and API token belong to an open world")
        if organisation.id in self._organisation_ids:
            raise WorldTaken(f"the Gladly organisation {organisation.id!r} belongs to an open world")
        self._refuse_used_key(team.api_key)
        if team.team_id in self._team_ids:
            raise WorldTaken(f"the ReturnLogic team {team.team_id!r} belongs to an open world")

    def _team_id(self, world: World) -> str:
        return team_uuid(digest(world.seed, "team", world.id))

    def _returns_center_url(self, world: World) -> str:
        return f"{self.returnlogic_url}/w/{world.id}/returns-center"

    def _scripted_url(self, world: World) -> str:
        return f"{self.gladly_url}/w/{world.id}/scripted"

    def _stage_url(self, world: World) -> str:
        return f"{self.gladly_url}/w/{world.id}/stage"

    def returns_center(self, world: World, chat_app_id: str | None) -> ReturnsCenterSettings:
        """Return what the Returns Center of a world embeds; no chat without an app of it."""
        if chat_app_id is None:
            return ReturnsCenterSettings()
        snippet = f"{self.gladly_url}/w/{world.id}/chat-sdk/widget.js"
        return ReturnsCenterSettings(javascript_snippet_url=snippet, app_id=chat_app_id)

    def _refuse_used_key(self, api_key: str) -> None:
        if self.teams.of_credential(api_key) is not None:
            raise WorldTaken("the ReturnLogic API key belongs to an open world")
