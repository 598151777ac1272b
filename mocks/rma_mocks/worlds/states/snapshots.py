"""Put a world's state aside and bring it back: snapshots by name, and resets to how the world was opened."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from rma_mocks.core.world import WorldState
from rma_mocks.gladly import Organisation
from rma_mocks.gladly.state import OrganisationState, enter_state, state_of
from rma_mocks.returnlogic import Team, TeamState
from rma_mocks.returnlogic.state import enter_state as enter_team_state
from rma_mocks.returnlogic.state import state_of as team_state_of

OPENING = "opening"
"""The name of what a world was like when it was opened; it is always there."""


class SnapshotError(Exception):
    """A snapshot or a person that does not exist; the message says which there are."""


class Resetting(StrEnum):
    """What a reset brings back to how the world was opened."""

    ALL = "all"
    DATA = "data"
    JOURNAL = "journal"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One world as it was at a moment, `at` in the world's own time."""

    name: str
    at: datetime
    world: WorldState
    organisation: OrganisationState
    team: TeamState


@dataclass(slots=True)
class Snapshots:
    """The states of one world that somebody put aside, the oldest first; the opening is not among them."""

    opening: Snapshot
    by_name: dict[str, Snapshot] = field(default_factory=dict)

    def find(self, name: str) -> Snapshot:
        """Return the snapshot of a name, or raise SnapshotError."""
        if name == OPENING:
            return self.opening
        if name not in self.by_name:
            raise SnapshotError(f"there is no snapshot {name!r}; there are: {', '.join([OPENING, *self.by_name])}")
        return self.by_name[name]

    def rebase(self, by_s: float) -> None:
        """Count moves of the clock from where it stands by now: bringing a state back is none."""
        self.opening = _moved(self.opening, by_s)
        self.by_name = {name: _moved(snapshot, by_s) for name, snapshot in self.by_name.items()}

    def free_name(self) -> str:
        """Return a name that no snapshot has."""
        number = len(self.by_name) + 1
        while f"s{number}" in self.by_name:
            number += 1
        return f"s{number}"


def taken(name: str, organisation: Organisation, team: Team) -> Snapshot:
    """Put the state of a world aside."""
    world = team.world
    return Snapshot(name, world.clock.now(), world.state(), state_of(organisation), team_state_of(team))


def brought_back(snapshot: Snapshot, snapshots: Snapshots, organisation: Organisation, team: Team) -> None:
    """Go on from a snapshot: data, time, scripted failures and settings; credentials and journal stay as they are.

    The API key's rate windows are empty then, and lookups under way are given up.
    """
    organisation.world.enter(snapshot.world)
    snapshots.rebase(organisation.world.clock.ahead_s() - snapshot.world.ahead_s)
    enter_state(organisation, snapshot.organisation)
    enter_team_state(team, snapshot.team)


def _moved(snapshot: Snapshot, by_s: float) -> Snapshot:
    return replace(snapshot, world=replace(snapshot.world, ahead_s=snapshot.world.ahead_s + by_s))


def reset_data(opening: Snapshot, organisation: Organisation) -> None:
    """Bring people, orders, RMAs, profiles and conversations back; time, failures and settings go on."""
    world = organisation.world
    world.retailer = opening.world.retailer.copy()
    enter_state(organisation, state_of(organisation).with_data_of(opening.organisation))


def reset_person(opening: Snapshot, organisation: Organisation, who: str) -> str:
    """Bring back one shopper's orders and RMAs, profile and conversations; return the e-mail, in lower case.

    Args:
        opening: How the world was opened.
        organisation: The world as Gladly knows it.
        who: A declared person's key, or an e-mail.

    Raises:
        SnapshotError: When nobody is meant.
    """
    world = organisation.world
    email = _email_of(organisation, opening, who)
    world.retailer = world.retailer.with_email_of(opening.world.retailer, email)
    now = state_of(organisation)
    enter_state(organisation, now.with_people_of(opening.organisation, [email]))
    return email


def _email_of(organisation: Organisation, opening: Snapshot, who: str) -> str:
    retailer = organisation.world.retailer
    declared = retailer.person_of_key(who)
    if declared is not None and declared.email:
        return declared.email.lower()
    email = who.strip().lower()
    is_known = retailer.person_of_email(email) is not None or organisation.profiles.of_email(email) is not None
    if is_known or opening.organisation.profiles_of([email]):
        return email
    raise SnapshotError(f"person: {who!r} is neither a declared person's key nor an e-mail that this world knows")
