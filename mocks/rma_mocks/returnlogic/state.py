"""What a team is set to at one moment, so that a world can be forked, put aside and brought back."""

from dataclasses import dataclass

from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.settings import Policies, Variants


@dataclass(frozen=True, slots=True)
class TeamState:
    """Settings and registrations, but no credentials; whoever takes one out copies it."""

    variants: Variants
    policies: Policies


def state_of(team: Team) -> TeamState:
    """Return how a team is set."""
    return TeamState(variants=team.variants, policies=team.policies)


def enter_state(team: Team, state: TeamState) -> None:
    """Go on from a state; the API key's rate windows are empty then."""
    team.variants, team.policies = state.variants, state.policies
    team.empty_windows()
