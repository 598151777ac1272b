"""What the API's calls carry; wrong shapes are refused with 400 before any call sees them.

Contract: every name here is assumed (RL-API-1, RL-OAUTH-3, RL-HOOK-2), but for those of the token endpoint, which are
documented (RL-OAUTH-2).
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from rma_mocks.returnlogic.returns import ReturnWish
from rma_mocks.returnlogic.webhooks.rows import Topic

_MOST_ITEMS = 100
_READABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Words = Annotated[str, StringConstraints(max_length=1000, pattern=_READABLE)]
"""What people write."""

_Token = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[!-~]+$")]


def _field(evidence: str, rule: str, about: str, **more: Any) -> Any:
    return Field(description=about, json_schema_extra={"x-evidence": evidence, "x-rule": rule}, **more)


def _assumed(about: str, rule: str = "RL-API-1", **more: Any) -> Any:
    return _field("assumed", rule, about, **more)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class NewItem(_Body):
    """One order line to send back; values are checked against the order, together with all others."""

    order_line_id: Annotated[int, _assumed("Of a line of the order.")]
    quantity: Annotated[int, _assumed("How many pieces.")] = 1
    return_reason_code: Annotated[str, _assumed("Of one of the return reasons.")]
    return_type: Annotated[str, _assumed("One of the return types.")]
    return_reason_comment: Annotated[Words | None, _assumed("In the shopper's words.")] = None
    exchange_sku: Annotated[
        str | None, _assumed("The variant that is wanted in exchange; without it the one that fits the reason.")
    ] = None

    def wish(self) -> ReturnWish:
        """Return it as the return-creating code takes it."""
        return ReturnWish(
            line_id=self.order_line_id,
            quantity=self.quantity,
            reason_code=self.return_reason_code,
            return_type=self.return_type,
            comment=self.return_reason_comment,
            exchange_sku=self.exchange_sku,
        )


class NewRma(_Body):
    """A return that is created on behalf of a shopper."""

    order_name: Annotated[
        str, StringConstraints(min_length=1, max_length=40, pattern=_READABLE), _assumed("With or without its #.")
    ]
    items: Annotated[list[NewItem], _assumed("What is sent back.", max_length=_MOST_ITEMS)]


class Processed(_Body):
    """Which return type is processed."""

    return_type: Annotated[str | None, _assumed("One of the return types; all that are left without one.")] = None


class Rejected(_Body):
    """Why a return is rejected."""

    reason: Annotated[Words | None, _assumed("For the timeline.", "RL-API-2")] = None


class Received(_Body):
    """What the warehouse says of pieces of an item that arrived."""

    quantity: Annotated[int, _assumed("How many pieces arrived.")] = 1
    disposition: Annotated[str | None, _assumed("One of the dispositions.")] = None
    comment: Annotated[Words | None, _assumed("In the warehouse's words.")] = None


class NewComment(_Body):
    """A comment on an RMA as a whole."""

    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=_READABLE),
        _assumed("What is noted."),
    ]


class NewWebhook(_Body):
    """Where a topic is sent."""

    topic: Annotated[Topic, _assumed("The event.", "RL-HOOK-2")]
    address: Annotated[
        str,
        StringConstraints(min_length=1, max_length=2000, pattern=r"^[!-~]+$"),
        _assumed("Where events are sent: http or https, on this machine or a host that the world names.", "RL-HOOK-2"),
    ]
    secret: Annotated[
        _Token | None, _assumed("Signs every body in X-ReturnLogic-Signature; unsigned without it.", "RL-HOOK-5")
    ] = None


class TokenRequest(BaseModel):
    """A code or a refresh token, and whose app asks."""

    model_config = ConfigDict(frozen=True)

    grant_type: Annotated[
        Literal["authorization_code", "refresh_token"],
        _field("documented", "RL-OAUTH-2", "authorization_code is documented, refresh_token is assumed (RL-OAUTH-3)."),
    ]
    client_id: Annotated[_Token, _field("documented", "RL-OAUTH-2", "The app's.")]
    client_secret: Annotated[_Token, _field("documented", "RL-OAUTH-2", "The app's.")]
    code: Annotated[
        _Token | None, _field("documented", "RL-OAUTH-2", "From the redirect; with authorization_code.")
    ] = None
    refresh_token: Annotated[_Token | None, _assumed("From an earlier answer; with refresh_token.", "RL-OAUTH-3")] = (
        None
    )

    @model_validator(mode="after")
    def _has_what_it_changes(self) -> Self:
        wanted = "code" if self.grant_type == "authorization_code" else "refresh_token"
        if getattr(self, wanted) is None:
            raise ValueError(f"{wanted} must be given with grant_type {self.grant_type}")
        return self
