"""Which worlds exist, what each is to both vendors, and how one is opened and closed."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from rma_mocks.core.clock import Clock
from rma_mocks.core.directory import Directory
from rma_mocks.core.entities import Rma
from rma_mocks.core.ids import digest, slug, team_uuid
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.entities import App, AttributeDefinition, Phone, Profile
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.entities import ReturnsCenterSettings
from rma_mocks.worlds.declare import Declaration, SpecError
from rma_mocks.worlds.derive import DerivedBase
from rma_mocks.worlds.pools import pools_of
from rma_mocks.worlds.spec import AppSpec, PersonSpec, ProfileSpec, WorldSpec

PROFILE_DEFINITION = (
    AttributeDefinition("rma", "RMA"),
    AttributeDefinition("rmaCode", "RMA code"),
    AttributeDefinition("rmaStatus", "RMA status"),
    AttributeDefinition("rmaCount", "Returns"),
    AttributeDefinition("rmaAsOf", "Returns as of"),
    AttributeDefinition("rmaNotice", "Returns notice"),
    AttributeDefinition("returnSizing", "Sizing"),
    AttributeDefinition("returnSuggestion", "Suggestion"),
    AttributeDefinition("returnStart", "Start a return"),
)
"""The attributes that Gladly Support was asked to display, in the order of the customer card."""

_CHAT_APP_ID = "returns-center"


class WorldTaken(Exception):
    """An id or a credential belongs to another world while that is open."""


@dataclass(frozen=True, slots=True)
class OpenWorld:
    """A world with what it is to each vendor, and what its declared things became."""

    world: World
    organisation: Organisation
    team: Team
    profiles: dict[str, Profile]
    rmas: dict[str, Rma]


class Worlds:
    """All open worlds of this process.

    Args:
        gladly_url: Where the mock Gladly listens.
        returnlogic_url: Where the mock ReturnLogic listens.
    """

    def __init__(self, *, gladly_url: str, returnlogic_url: str) -> None:
        self.gladly_url = gladly_url
        self.returnlogic_url = returnlogic_url
        self.organisations: Directory[Organisation] = Directory()
        self.teams: Directory[Team] = Directory()
        self._open: dict[str, OpenWorld] = {}
        self._count = 0

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
            SpecError: When it contradicts itself.
        """
        world = self._world(spec)
        declaration = Declaration(world.retailer, spec.seed, world.clock.start)
        for person in spec.people:
            declaration.person(person)
        for order in spec.orders:
            declaration.order(order)
        rma_keys = _keys("rmas", [rma.key or f"rma{place}" for place, rma in enumerate(spec.rmas)])
        rmas = {key: declaration.rma(spec.rmas[place], place=place) for place, key in enumerate(rma_keys)}
        organisation, team = self._organisation(world, spec), self._team(world, spec)
        wanted = [_profile_of(person) for person in spec.people] if spec.profiles is None else spec.profiles
        _keys("profiles", [profile.key for profile in wanted])
        profiles = {profile.key: _add_profile(organisation, profile) for profile in wanted}
        self.organisations.add(world.id, organisation, credential=(organisation.username, organisation.api_token))
        self.teams.add(world.id, team, credential=team.api_key)
        self._open[world.id] = OpenWorld(world, organisation, team, profiles, rmas)
        return self._open[world.id]

    def close(self, world_id: str) -> bool:
        """Close a world and free its credentials; say whether it was open."""
        found = self._open.pop(world_id, None)
        if found is None:
            return False
        found.organisation.close()
        found.world.close()
        self.organisations.remove(world_id)
        self.teams.remove(world_id)
        return True

    def stop(self) -> None:
        """Let every long poll end, because the process stops."""
        for found in self._open.values():
            found.organisation.close()
            found.world.close()

    def _world(self, spec: WorldSpec) -> World:
        world_id = spec.id or self._free_id()
        if world_id in self._open:
            raise WorldTaken(f"a world {world_id!r} is open already; delete it or choose another id")
        start = spec.start(datetime.now(UTC))
        base = DerivedBase(spec.seed, size=spec.customers, start=start)
        return World(
            id=world_id,
            seed=spec.seed,
            retailer=Retailer(base, store_name=spec.store_name),
            clock=Clock(start),
            shows_assumed=spec.profile == "assumed",
        )

    def _free_id(self) -> str:
        self._count += 1
        while f"w{self._count}" in self._open:
            self._count += 1
        return f"w{self._count}"

    def _organisation(self, world: World, spec: WorldSpec) -> Organisation:
        given = spec.gladly
        organisation = Organisation(
            world=world,
            id=given.organization or world.id,
            name=spec.store_name,
            username=given.username or f"api@{world.id}.example.com",
            api_token=given.api_token or secrets.token_urlsafe(24),
            agent_name=pools_of(spec.seed).agents[1],
            definition=list(PROFILE_DEFINITION),
            lookup_timeout_s=given.lookup_timeout_s,
            chat_app_id=_CHAT_APP_ID,
            returns_center_url=f"{self.returnlogic_url}/w/{world.id}/returns-center",
            stage_url=f"{self.gladly_url}/w/{world.id}/stage",
        )
        organisation.apps = [_app(spec.seed, place, app) for place, app in enumerate(spec.apps)]
        if self.organisations.of_credential((organisation.username, organisation.api_token)) is not None:
            raise WorldTaken("the Gladly user name and API token belong to an open world")
        if any(other.id == organisation.id for other in self.organisations):
            raise WorldTaken(f"the Gladly organisation {organisation.id!r} belongs to an open world")
        return organisation

    def _team(self, world: World, spec: WorldSpec) -> Team:
        given = spec.returnlogic
        team = Team.open(
            world,
            team_id=given.team_id or team_uuid(digest(spec.seed, "team", world.id)),
            api_key=given.api_key or secrets.token_urlsafe(24),
            per_second=given.per_second,
            per_minute=given.per_minute,
        )
        team.returns_center = ReturnsCenterSettings(
            javascript_snippet_url=f"{self.gladly_url}/w/{world.id}/chat-sdk/widget.js", app_id=_CHAT_APP_ID
        )
        if self.teams.of_credential(team.api_key) is not None:
            raise WorldTaken("the ReturnLogic API key belongs to an open world")
        if any(other.team_id == team.team_id for other in self.teams):
            raise WorldTaken(f"the ReturnLogic team {team.team_id!r} belongs to an open world")
        return team


def _app(seed: int, place: int, spec: AppSpec) -> App:
    return App(
        id=slug(digest(seed, "app", place))[:8],
        name=spec.name,
        url=spec.url,
        signing_key=spec.signing_key,
        username=spec.username,
        password=spec.password,
        realm=spec.realm,
        headers=dict(spec.headers),
        auto_linking=tuple(spec.auto_linking),
        overwrite_existing_values=spec.overwrite_existing_values,
    )


def _keys(where: str, keys: list[str]) -> list[str]:
    twice = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
    if twice is not None:
        raise SpecError(f"{where}: the key {twice!r} is used twice")
    return keys


def _profile_of(person: PersonSpec) -> ProfileSpec:
    return ProfileSpec(
        key=person.key,
        name=person.name,
        emails=[person.email] if person.email else [],
        phones=[person.phone] if person.phone else [],
    )


def _add_profile(organisation: Organisation, spec: ProfileSpec) -> Profile:
    for email in spec.emails:
        if organisation.profiles.of_email(email) is not None:
            raise SpecError(f"profiles: {email} is on two customer profiles; an e-mail belongs to one")
    profile = organisation.profiles.add(
        name=spec.name,
        emails=list(spec.emails),
        phones=[Phone(number, "MOBILE") for number in spec.phones],
        profile_id=slug(digest(organisation.world.seed, "declared profile", spec.key)),
    )
    profile.custom_attributes |= spec.attributes
    return profile
