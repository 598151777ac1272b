"""What of a world is kept beside its rows: settings, and the states that were put aside."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rma_mocks.core.clock import Clock
from rma_mocks.core.entities import Order, Person, Rma
from rma_mocks.core.faults import Fault, Faults
from rma_mocks.core.retailer import Retailer
from rma_mocks.core.world import World, WorldState
from rma_mocks.gladly.state import OrganisationState, settings_of
from rma_mocks.returnlogic import TeamState
from rma_mocks.returnlogic.oauth.apps import Installation, PublicApp
from rma_mocks.returnlogic.state import state_of as team_state_of
from rma_mocks.worlds.registry import OpenWorld
from rma_mocks.worlds.states.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class TimeRecord:
    """A world's time: `now` when `read_at` was the real one, from where it ticks on unless it is frozen."""

    now: datetime
    read_at: datetime
    is_frozen: bool

    @classmethod
    def of(cls, clock: Clock) -> "TimeRecord":
        """Read a clock."""
        return cls(clock.now(), datetime.now(UTC), clock.is_frozen)

    def set(self, clock: Clock) -> None:
        """Set a clock to what this one shows by now; a ticking one ticked on while no process ran."""
        passed = timedelta() if self.is_frozen else datetime.now(UTC) - self.read_at
        clock.stand_at(self.now + passed, is_frozen=self.is_frozen)


@dataclass(frozen=True, slots=True)
class Settings:
    """A world but for its rows: what it was opened with, who it is to each vendor, how things are set."""

    seed: int
    customers: int
    start: datetime
    store_name: str
    shows_assumed: bool
    time: TimeRecord
    faults: tuple[Fault, ...]
    faults_count: int
    organization: str
    username: str
    api_token: str
    organisation: OrganisationState
    team_id: str
    api_key: str
    per_second: int
    per_minute: int
    team: TeamState
    public_apps: tuple[PublicApp, ...]
    installations: tuple[Installation, ...]
    chat_app_id: str
    embedded_chat: str | None
    profiles: dict[str, str]
    orders: dict[str, str]
    rmas: dict[str, str]

    @classmethod
    def of(cls, found: OpenWorld) -> "Settings":
        """Return what is kept of an open world; declared things are named by key and id."""
        world, organisation, team = found.world, found.organisation, found.team
        return cls(
            seed=world.seed,
            customers=world.retailer.derived_total,
            start=world.clock.start,
            store_name=world.retailer.store_name,
            shows_assumed=world.shows_assumed,
            time=TimeRecord.of(world.clock),
            faults=tuple(world.faults.scripted),
            faults_count=world.faults.count,
            organization=organisation.id,
            username=organisation.username,
            api_token=organisation.api_token,
            organisation=settings_of(organisation),
            team_id=team.team_id,
            api_key=team.api_key,
            per_second=team.windows.per_second,
            per_minute=team.windows.per_minute,
            team=team_state_of(team),
            public_apps=tuple(team.grants.apps.values()),
            installations=tuple(team.grants.installations.values()),
            chat_app_id=organisation.chat_app_id,
            embedded_chat=team.returns_center.app_id,
            profiles=dict(found.profiles),
            orders={key: order.name for key, order in found.orders.items()},
            rmas={key: rma.id for key, rma in found.rmas.items()},
        )


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """A state that was put aside, with everything in it; `ahead_s` is told against the real time."""

    name: str
    at: datetime
    people: tuple[Person, ...]
    orders: tuple[Order, ...]
    rmas: tuple[Rma, ...]
    gone: tuple[Rma, ...]
    now: datetime
    is_frozen: bool
    ahead_s: float
    faults: tuple[Fault, ...]
    faults_count: int
    organisation: OrganisationState
    team: TeamState

    @classmethod
    def of(cls, snapshot: Snapshot) -> "SnapshotRecord":
        """Return what is kept of a snapshot."""
        state, retailer = snapshot.world, snapshot.world.retailer
        return cls(
            name=snapshot.name,
            at=snapshot.at,
            people=tuple(retailer.declared_people()),
            orders=tuple(retailer.written_orders.values()),
            rmas=tuple(retailer.written_rmas.values()),
            gone=tuple(retailer.gone_rmas.values()),
            now=state.now,
            is_frozen=state.is_frozen,
            ahead_s=state.ahead_s - _monotonic_lag_s(),
            faults=tuple(state.faults.scripted),
            faults_count=state.faults.count,
            organisation=snapshot.organisation,
            team=snapshot.team,
        )

    def snapshot(self, world: World) -> Snapshot:
        """Return the snapshot in a world whose derived base it shares."""
        state = WorldState(
            retailer=filled(world.retailer.emptied(), self.people, self.orders, self.rmas, self.gone),
            now=self.now,
            is_frozen=self.is_frozen,
            ahead_s=self.ahead_s + _monotonic_lag_s(),
            faults=Faults(self.faults, count=self.faults_count),
        )
        return Snapshot(self.name, self.at, state, self.organisation, self.team)


def filled(
    retailer: Retailer,
    people: tuple[Person, ...],
    orders: tuple[Order, ...],
    rmas: tuple[Rma, ...],
    gone: tuple[Rma, ...],
) -> Retailer:
    """Write rows into a retailer that has none, in their order, delete what is gone, and return it."""
    for person in people:
        retailer.add_person(person)
    for order in orders:
        retailer.add_order(order)
    for rma in rmas:
        retailer.write_rma(rma)
    for rma in gone:
        retailer.remove_rma(rma)
    return retailer


def _monotonic_lag_s() -> float:
    """Return how far the real time is ahead of the clock that another process starts anew."""
    return time.time() - time.monotonic()
