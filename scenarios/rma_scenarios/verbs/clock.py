"""How time passes in a scenario's world."""

from typing import Literal

from pydantic import Field

from rma_scenarios.format.values import Moment, Seconds
from rma_scenarios.verbs.cast import Cast, span
from rma_scenarios.verbs.play import Play
from rma_scenarios.verbs.verb import Actor, Verb


class Advances(Verb):
    """Let time pass; rate windows move along."""

    short = "by"
    by: Seconds

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del who, cast
        told = span(self.by)
        return f"{told} pass{'es' if told.startswith('1 ') else ''}"

    async def act(self, play: Play) -> None:
        """Move the world's clock."""
        await play.ask(play.world.control, "POST", "clock", {"advance_s": self.by})


class MovesTo(Verb):
    """Jump to a moment."""

    short = "moment"
    moment: Moment

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del who, cast
        return f"It is now {self.moment}"

    async def act(self, play: Play) -> None:
        """Set the world's clock."""
        await play.ask(play.world.control, "POST", "clock", {"set": self.moment})


class Freezes(Verb):
    """Hold the date where it is, or let it go on."""

    short = "on"
    on: bool
    rate_windows: bool = Field(
        default=False, description="Hold the rate windows, too, at the beginning of a second and a minute."
    )

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del who, cast
        if not self.on:
            return "Time goes on"
        return "Time stands still" + (", also that in which calls are counted" if self.rate_windows else "")

    async def act(self, play: Play) -> None:
        """Freeze or resume."""
        hold = {"freeze": True, "rate_windows": self.rate_windows}
        await play.ask(play.world.control, "POST", "clock", hold if self.on else {"resume": True})


class GoesToNextEvent(Verb):
    """Let time pass until the next thing is due of itself, such as the end of a failure; rate windows move along."""

    short = "now"
    now: Literal[True] = True

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del who, cast
        return "Time passes until the next thing is due"

    async def act(self, play: Play) -> None:
        """Move the world's clock; refused when nothing is due."""
        await play.ask(play.world.control, "POST", "clock", {"to_next_event": True})


class Clock(Actor):
    """The world's time; adaptor and signatures live in real time all along."""

    advances: Advances | None = None
    moves_to: MovesTo | None = None
    freezes: Freezes | None = None
    to_next_event: GoesToNextEvent | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "The clock"
