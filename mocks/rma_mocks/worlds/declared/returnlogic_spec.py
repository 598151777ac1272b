"""What a client may ask of a new world's ReturnLogic: how the assumed is played, what the merchant has decided."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.core.entities import RETURN_TYPES
from rma_mocks.core.texts import one_of
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.settings_spec import PoliciesSpec, VariantsSpec
from rma_mocks.worlds.declared.texts import Token

ReturnType = Annotated[str, one_of(RETURN_TYPES)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ReturnLogicSpec(_Spec):
    """Given id and key of the ReturnLogic team, which no two open worlds may share, its limits and settings.

    Contract: 2 calls a second and 120 a minute (documented; RL-LIMIT-1).
    """

    team_id: Token | None = None
    api_key: Token | None = None
    per_second: Annotated[int, Field(ge=1, le=1_000_000)] = 2
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 120
    variants: VariantsSpec = Field(default_factory=VariantsSpec)
    policies: PoliciesSpec = Field(default_factory=PoliciesSpec)


def set_up_team(team: Team, spec: ReturnLogicSpec) -> None:
    """Set a team as a new world says."""
    team.variants = spec.variants.variants()
    team.policies = spec.policies.policies()
