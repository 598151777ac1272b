"""What a scenario may say of the ReturnLogic team that its world has."""

from typing import Any

from pydantic import Field

from rma_scenarios.format.apps import PublicAppGiven, WebhooksGiven
from rma_scenarios.format.parts import Part, written
from rma_scenarios.format.policies import PoliciesGiven
from rma_scenarios.format.variants import VariantsGiven


class ReturnLogicGiven(Part):
    """What is special about the ReturnLogic team."""

    per_second: int | None = None
    per_minute: int | None = None
    team_id: str | None = None
    api_key: str | None = Field(default=None, description="The key that an adaptor of your own is configured with.")
    variants: VariantsGiven | None = None
    apps: list[PublicAppGiven] | None = None
    token_lifetime_s: int | None = Field(default=None, ge=1, description="Of the bearer tokens of apps.")
    webhooks: WebhooksGiven | None = None
    policies: PoliciesGiven | None = Field(default=None, description="What the merchant has decided.")

    def spec(self) -> dict[str, Any]:
        """Return what the control API is asked for."""
        policies = {} if self.policies is None else {"policies": self.policies.spec()}
        return written(self) | policies
