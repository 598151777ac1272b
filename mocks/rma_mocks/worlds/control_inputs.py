"""What the control API is told about an open world: moves of its clock, failures to script, another API key."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rma_mocks.core.faults import KINDS
from rma_mocks.worlds.texts import Moment, Token

_A_CENTURY_S = 100 * 366 * 24 * 3600


class ClockMove(BaseModel):
    """One move of a world's clock: exactly one of the four."""

    model_config = ConfigDict(extra="forbid")

    set: Annotated[Moment | None, Field(description="Jump to this time, with its zone, and go on from there.")] = None
    advance_s: Annotated[
        float | None, Field(gt=0, le=_A_CENTURY_S, description="Move forward; rate windows move along.")
    ] = None
    freeze: Annotated[bool, Field(description="Hold the date where it is.")] = False
    resume: Annotated[bool, Field(description="Let a frozen clock tick again.")] = False

    @model_validator(mode="after")
    def _one_move(self) -> Self:
        moves = [self.set is not None, self.advance_s is not None, self.freeze, self.resume]
        if sum(moves) != 1:
            raise ValueError("write exactly one of set, advance_s, freeze, resume")
        return self


class NewFault(BaseModel):
    """A failure to script."""

    model_config = ConfigDict(extra="forbid")

    lane: Annotated[str, Field(description="The mock that fails: `gladly` or `returnlogic`.")] = "returnlogic"
    kind: Annotated[str, Field(description="; ".join(f"`{kind}`: {does}" for kind, does in KINDS.items()))]
    path: Annotated[
        str, Field(max_length=200, description="Which calls, as a pattern inside the world, such as `/v1/rmas*`.")
    ] = "*"
    times: Annotated[
        int | None, Field(le=1_000_000, description="How many calls it hits; null for all until it is removed.")
    ] = 1
    status: Annotated[int, Field(ge=400, le=599, description="For `status`.")] = 500
    latency_ms: Annotated[int, Field(ge=0, le=60_000, description="For `latency`, in real milliseconds.")] = 0


class NewKey(BaseModel):
    """The API key that replaces a team's."""

    model_config = ConfigDict(extra="forbid")

    api_key: Annotated[Token | None, Field(description="By default a random one.")] = None
