"""What a team is set to at one moment, so that a world can be forked, put aside and brought back."""

from dataclasses import dataclass

from rma_mocks.returnlogic.entities import Team
from rma_mocks.returnlogic.oauth.grants import TOKEN_LIFETIME_S
from rma_mocks.returnlogic.settings import Policies, Variants
from rma_mocks.returnlogic.webhooks.rows import NO_HOOKS, HooksState


@dataclass(frozen=True, slots=True)
class TeamState:
    """Settings and registrations, but no credentials; whoever takes one out copies it."""

    variants: Variants
    policies: Policies
    token_lifetime_s: int = TOKEN_LIFETIME_S
    hooks: HooksState = NO_HOOKS


def state_of(team: Team) -> TeamState:
    """Return how a team is set."""
    return TeamState(
        variants=team.variants,
        policies=team.policies,
        token_lifetime_s=team.grants.token_lifetime_s,
        hooks=team.hooks.state(),
    )


def enter_state(team: Team, state: TeamState) -> None:
    """Go on from a state; rate windows are empty then, and what is being sent is given up."""
    team.variants, team.policies = state.variants, state.policies
    team.grants.token_lifetime_s = state.token_lifetime_s
    team.hooks.enter(state.hooks)
    team.empty_windows()
