"""Change a code, or a refresh token, into tokens."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, Field, SecretStr, ValidationError

from rma_adaptor.budget import Budget
from rma_adaptor.errors import AccessNotRenewed, AnswerUnreadable, GrantRefused
from rma_adaptor.returnlogic.access import ApiKey
from rma_adaptor.returnlogic.asking import CallWatch, Team
from rma_adaptor.returnlogic.client import ReturnLogicClient
from rma_adaptor.tokens import BearerToken, TokenSet

_GRANT_REFUSED = {httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY}
_LONGEST = 8192
_APP_REFUSED = {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}


class _Tokens(BaseModel):
    bearer_token: BearerToken = Field(max_length=_LONGEST)
    refresh_token: SecretStr | None = Field(default=None, max_length=_LONGEST)


@dataclass(frozen=True)
class TokenEndpoint:
    """Ask ReturnLogic for tokens as the app that we have registered there.

    These calls carry no key, so they take no turn of a team's (RL-LIMIT-1 counts by key); they have a line of their
    own with the same limits, and a breaker, so that a dead endpoint is found out once and not by every lookup.
    Nothing is ever sent twice: a refresh token may be over once it arrived, whatever came back.

    Args:
        client: Makes the calls.
        api_url: Where ReturnLogic's API is; the secret goes nowhere else.
        watch: Returns who is told of a call, given its `grant_type`.
    """

    client: ReturnLogicClient
    api_url: str
    client_id: str
    client_secret: SecretStr
    watch: Callable[[str], CallWatch] = lambda _: CallWatch()

    async def exchange(self, code: str, *, budget: Budget) -> TokenSet:
        """Change the code of a fresh installation; refreshes go first, since lookups wait for them.

        Raises:
            GrantRefused: ReturnLogic does not take the code.
            ReturnLogicError: It gave no answer, or refuses our client id or secret.

        Contract: RL-OAUTH-2 (documented).
        """
        granted = await self._granted("authorization_code", budget, goes_last=True, code=code)
        if not granted.refresh_token:
            raise AnswerUnreadable("POST /oauth brought no refresh_token for a code")
        return TokenSet(granted.bearer_token, granted.refresh_token)

    async def refresh(self, refresh_token: SecretStr, *, budget: Budget) -> TokenSet:
        """Change a refresh token into the next bearer token; it is kept itself unless another one comes.

        Raises:
            GrantRefused: ReturnLogic does not take the refresh token.
            ReturnLogicError: As for a code.

        Contract: RL-OAUTH-3 (assumed; that tokens are refreshed is documented).
        """
        granted = await self._granted("refresh_token", budget, refresh_token=refresh_token.get_secret_value())
        return TokenSet(granted.bearer_token, granted.refresh_token or refresh_token)

    async def _granted(self, grant_type: str, budget: Budget, *, goes_last: bool = False, **given: str) -> _Tokens:
        team = Team(self.api_url, ApiKey(None))
        body = {"grant_type": grant_type, "client_id": self.client_id, **given}
        body["client_secret"] = self.client_secret.get_secret_value()
        with self.client.asker(team, budget, self.watch(grant_type), goes_last=goes_last) as asker:
            answer = await asker.ask_once("POST", "/oauth", json=body)
        if answer.status in _GRANT_REFUSED:
            raise GrantRefused(f"POST /oauth answered {answer.status} to the {grant_type}")
        if answer.status in _APP_REFUSED:
            raise AccessNotRenewed(
                f"POST /oauth answered {answer.status}: app_client_id or app_client_secret is refused"
            )
        answer.raise_for_status()
        try:
            return _Tokens.model_validate_json(answer.body)
        except ValidationError:  # its text would quote the answer
            raise AnswerUnreadable("POST /oauth answered without tokens that can be read") from None
