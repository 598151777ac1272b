"""What a client may ask of a new world's ReturnLogic: how the assumed is played, what the merchant has decided."""

import secrets
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.oauth.apps import PublicApp
from rma_mocks.returnlogic.oauth.grants import TOKEN_LIFETIME_S
from rma_mocks.returnlogic.policies_spec import PoliciesSpec
from rma_mocks.returnlogic.variants_spec import VariantsSpec
from rma_mocks.returnlogic.webhooks.rows import RETRY_AFTER_S, HookSettings
from rma_mocks.worlds.declared.errors import distinct
from rma_mocks.worlds.declared.texts import LookupUrl, Name, Token, Word

_MOST_PARTS, _MOST_TRIES = 100, 20
_A_CENTURY_S = 100 * 366 * 24 * 3600

Wait = Annotated[float, Field(gt=0, le=24 * 3600, allow_inf_nan=False)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PublicAppSpec(_Spec):
    """A public app that the team may install; client id and secret are invented where none is given.

    Several worlds may have one client, as several retailers may install one app.
    Contract: an app is registered with a redirect URL (documented; RL-OAUTH-1).
    """

    name: Name
    redirect_url: LookupUrl
    client_id: Token | None = None
    client_secret: Token | None = None

    def app(self) -> PublicApp:
        """Return it as a team has it."""
        client_id = self.client_id or f"app_{secrets.token_hex(6)}"
        return PublicApp(self.name, self.redirect_url, client_id, self.client_secret or secrets.token_urlsafe(24))


class WebhooksSpec(_Spec):
    """How webhooks are sent: how long to wait before each further try, and to which hosts besides this machine."""

    retry_after_s: Annotated[list[Wait], Field(max_length=_MOST_TRIES)] = list(RETRY_AFTER_S)
    hosts: Annotated[list[Word], Field(max_length=_MOST_PARTS)] = Field(default_factory=list)

    def settings(self) -> HookSettings:
        """Return them as a team has them."""
        return HookSettings(tuple(self.retry_after_s), tuple(self.hosts))


class ReturnLogicSpec(_Spec):
    """Given id and key of the ReturnLogic team, which no two open worlds may share, its limits, apps and settings.

    `token_lifetime_s` is how long a bearer token of an app lives (assumed; RL-OAUTH-4).
    Contract: 2 calls a second and 120 a minute (documented; RL-LIMIT-1).
    """

    team_id: Token | None = None
    api_key: Token | None = None
    per_second: Annotated[int, Field(ge=1, le=1_000_000)] = 2
    per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 120
    apps: Annotated[list[PublicAppSpec], Field(max_length=_MOST_PARTS)] = Field(default_factory=list)
    token_lifetime_s: Annotated[int, Field(ge=1, le=_A_CENTURY_S)] = TOKEN_LIFETIME_S
    webhooks: WebhooksSpec = Field(default_factory=WebhooksSpec)
    variants: VariantsSpec = Field(default_factory=VariantsSpec)
    policies: PoliciesSpec = Field(default_factory=PoliciesSpec)


def set_up_team(team: Team, spec: ReturnLogicSpec) -> None:
    """Set a team as a new world says.

    Raises:
        SpecConflict: When two of its apps have one client id.
    """
    apps = [app.app() for app in spec.apps]
    distinct("returnlogic.apps: the client id", (app.client_id for app in apps))
    team.grants.apps = {app.client_id: app for app in apps}
    team.grants.token_lifetime_s = spec.token_lifetime_s
    team.hooks.settings = spec.webhooks.settings()
    team.variants = spec.variants.variants()
    team.policies = spec.policies.policies()
