"""How the two vendors' services fail and recover."""

from typing import Any, Literal

from pydantic import Field

from rma_scenarios.format.values import Fault, Seconds
from rma_scenarios.verbs.cast import Cast, span
from rma_scenarios.verbs.play import Play
from rma_scenarios.verbs.verb import Actor, Verb

_FAULTS = {
    "status": "answers with an error",
    "rate_limited": "says that there were too many calls",
    "maintenance": "is down for maintenance",
    "expired_token": "says that the token has expired",
    "latency": "is slow",
    "drip": "lets its answers drip in small pieces",
    "malformed": "answers with something that is no JSON",
    "truncated": "breaks off in the middle of an answer",
    "content_type": "answers with a web page",
    "reset": "resets the connection",
    "answer_lost": "works, but its answer is lost",
    "filter_ignored": "answers with other shoppers' rows too",
    "duplicated": "delivers webhooks twice",
    "reordered": "delivers webhooks in another order",
    "delayed": "delivers webhooks late",
    "dropped": "loses webhooks",
    "stale": "delivers webhooks that show an RMA as it was before",
}


class Fails(Verb):
    """Fail from now on, for some calls or until it recovers."""

    short = "with"
    with_: Fault = Field(alias="with")
    path: str | None = Field(default=None, description="Which calls, such as /v1/rmas*, or webhook/rma.*; else all.")
    times: int | None = Field(default=None, ge=1, description="How many calls; else all until it recovers.")
    status: int | None = Field(default=None, ge=400, le=599, description="For status.")
    latency: Seconds | None = Field(
        default=None, description="For latency and each piece of drip, in real time; for delayed."
    )
    percent: int | None = Field(
        default=None, ge=1, le=100, description="How many of a hundred calls; the world's seed decides which."
    )
    begins_in: Seconds | None = Field(default=None, description="How much later on the world's clock; else at once.")
    lasts: Seconds | None = Field(default=None, description="How long on the world's clock; else without end.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        how = _FAULTS[self.with_]
        how += f" {self.status}" if self.status else ""
        how += f" ({span(self.latency)}{' apart' if self.with_ == 'drip' else ''})" if self.latency else ""
        how += "" if self.times is None else " once" if self.times == 1 else f" {self.times} times"
        how += f", on {self.percent} of a hundred calls" if self.percent else ""
        how += f", for {span(self.lasts)}" if self.lasts else ""
        how += f", beginning in {span(self.begins_in)}" if self.begins_in else ""
        return f"{who} {how}"

    def fault(self, lane: str) -> dict[str, Any]:
        """Return what the control API is told."""
        given = {
            "path": self.path,
            "status": self.status,
            "percent": self.percent,
            "begins_in_s": self.begins_in,
            "lasts_s": self.lasts,
        }
        latency = {"latency_ms": round(self.latency * 1000)} if self.latency is not None else {}
        written = {name: value for name, value in given.items() if value is not None}
        return {"lane": lane, "kind": self.with_, "times": self.times, **written, **latency}

    async def act(self, play: Play) -> None:
        """Script the failure of ReturnLogic."""
        await play.world.fault(**self.fault("returnlogic"))


class GladlyFails(Fails):
    """Let Gladly's REST API and pages fail."""

    async def act(self, play: Play) -> None:
        """Script the failure of Gladly."""
        await play.world.fault(**self.fault("gladly"))


class Recovers(Verb):
    """Let everything work again."""

    short = "fully"
    fully: Literal[True] = True

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} works again"

    async def act(self, play: Play) -> None:
        """Clear every scripted failure of this world."""
        await play.ask(play.world.control, "DELETE", "faults")


class RevokesKey(Verb):
    """Revoke the API key that the adaptor uses, and issue another that it does not have."""

    short = "now"
    now: Literal[True] = True

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} revokes the API key that the adaptor uses"

    async def act(self, play: Play) -> None:
        """Change the team's key."""
        await play.ask(play.world.control, "POST", "returnlogic/keys", {})


class ReturnLogic(Actor):
    """ReturnLogic's service."""

    fails: Fails | None = None
    recovers: Recovers | None = None
    revokes_key: RevokesKey | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "ReturnLogic"


class Gladly(Actor):
    """Gladly's service."""

    fails: GladlyFails | None = None
    recovers: Recovers | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "Gladly"
