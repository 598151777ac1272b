"""What a client may ask of a fork; everything has a default, unknown keys are refused."""

from pydantic import BaseModel, ConfigDict, Field

from rma_mocks.worlds.declared.texts import LookupUrl, Secret, Token, UserName, WorldId


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ForkedApp(_Spec):
    """Where a fork's lookup app is, and the key that its requests are signed with."""

    url: LookupUrl
    signing_key: Secret | None = None


class ForkedGladly(_Spec):
    """Given id and credentials of a fork's Gladly organisation."""

    organization: Token | None = None
    username: UserName | None = None
    api_token: Token | None = None


class ForkedReturnLogic(_Spec):
    """Given id and key of a fork's ReturnLogic team."""

    team_id: Token | None = None
    api_key: Token | None = None


class ForkSpec(_Spec):
    """What is different about a fork.

    `id` is the next free one by default. `apps` gives other addresses to the lookup apps, by place; the rest keep
    theirs. Ids and credentials are new ones where none are given.
    """

    id: WorldId | None = None
    apps: list[ForkedApp] = Field(default_factory=list, max_length=100)
    gladly: ForkedGladly = Field(default_factory=ForkedGladly)
    returnlogic: ForkedReturnLogic = Field(default_factory=ForkedReturnLogic)
