"""What an agent does with two customer profiles of one person."""

from pydantic import Field

from rma_scenarios.format.parts import ProfileKey
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.play import Play
from rma_scenarios.verbs.verb import Verb


class MergesProfiles(Verb):
    """Merge one customer profile into another one, which stays and is looked up."""

    from_: ProfileKey = Field(alias="from", description="The profile that goes.")
    into: ProfileKey = Field(description="The profile that stays.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} merges {cast.profile(self.from_)} into {cast.profile(self.into)}"

    async def act(self, play: Play) -> None:
        """Merge them."""
        source = await play.profile_id(self.from_)
        play.shown.profile_id = await play.profile_id(self.into)
        merged = await play.on_desk("POST", f"profiles/{play.shown.profile_id}/merge", {"source": source})
        play.shown.profile_id = merged["profile"]["id"]
