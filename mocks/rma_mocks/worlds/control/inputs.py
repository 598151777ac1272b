"""What the control API is told about an open world: moves of its clock, failures to script, another API key."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rma_mocks.core.faults import KINDS
from rma_mocks.worlds.declared.texts import Moment, Token

_A_CENTURY_S = 100 * 366 * 24 * 3600


class ClockMove(BaseModel):
    """One move of a world's clock: exactly one of the five."""

    model_config = ConfigDict(extra="forbid")

    set: Annotated[Moment | None, Field(description="Jump to this time, with its zone, and go on from there.")] = None
    advance_s: Annotated[
        float | None, Field(gt=0, le=_A_CENTURY_S, description="Move forward; rate windows move along.")
    ] = None
    freeze: Annotated[bool, Field(description="Hold the date where it is.")] = False
    rate_windows: Annotated[
        bool, Field(description="With freeze: hold the rate windows, too, at the beginning of a second and a minute.")
    ] = False
    resume: Annotated[bool, Field(description="Let a frozen clock tick again.")] = False
    to_next_event: Annotated[bool, Field(description="Advance to what is due next; 409 when nothing is.")] = False

    @model_validator(mode="after")
    def _one_move(self) -> Self:
        moves = [self.set is not None, self.advance_s is not None, self.freeze, self.resume, self.to_next_event]
        if sum(moves) != 1:
            raise ValueError("write exactly one of set, advance_s, freeze, resume, to_next_event")
        if self.rate_windows and not self.freeze:
            raise ValueError("write rate_windows with freeze")
        return self


def _between(least: int, most: int, description: str) -> Any:
    """Describe a range that the fault itself checks, in a sentence of its own."""
    return Field(description=description, json_schema_extra={"minimum": least, "maximum": most})


class NewFault(BaseModel):
    """A failure to script."""

    model_config = ConfigDict(extra="forbid")

    lane: Annotated[str, Field(description="The mock that fails: `gladly` or `returnlogic`.")] = "returnlogic"
    kind: Annotated[str, Field(description="; ".join(f"`{kind}`: {does}" for kind, does in KINDS.items()))]
    path: Annotated[
        str, Field(max_length=200, description="Which calls, as a pattern inside the world, such as `/v1/rmas*`.")
    ] = "*"
    times: Annotated[
        int | None, _between(1, 1_000_000, "How many calls it hits; null for all until it is removed.")
    ] = 1
    status: Annotated[int, _between(400, 599, "For `status`.")] = 500
    latency_ms: Annotated[int, _between(0, 60_000, "For `latency` and `drip`, in real milliseconds.")] = 0
    percent: Annotated[
        int, _between(1, 100, "How many of a hundred matching calls it hits; the dice follow from the world's seed.")
    ] = 100
    begins_in_s: Annotated[
        float, Field(description="Seconds of the world's clock from now to its beginning.", allow_inf_nan=False)
    ] = 0
    lasts_s: Annotated[
        float | None,
        Field(description="Seconds of the world's clock from beginning to end; null without end.", allow_inf_nan=False),
    ] = None


class NewInstallation(BaseModel):
    """The app that is installed."""

    model_config = ConfigDict(extra="forbid")

    client_id: Annotated[Token | None, Field(description="By default that of the only app.")] = None


class NewKey(BaseModel):
    """The API key that replaces a team's."""

    model_config = ConfigDict(extra="forbid")

    api_key: Annotated[Token | None, Field(description="By default a random one.")] = None
