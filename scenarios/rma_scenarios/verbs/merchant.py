"""What the merchant's staff does in ReturnLogic's Originate."""

from rma_scenarios.format.parts import RmaKey
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.play import Play
from rma_scenarios.verbs.returns import NewReturn, wish_words
from rma_scenarios.verbs.staff import create_by_staff, open_rma
from rma_scenarios.verbs.verb import Actor, Verb


class CreatesReturn(NewReturn, Verb):
    """Create a return for a shopper, past every window and exclusion."""

    short = "order"

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} creates a return by hand: {wish_words(self)}"

    async def act(self, play: Play) -> None:
        """Create it."""
        await create_by_staff(play, self)


class OpensRma(Verb):
    """Open the page of an RMA."""

    short = "rma"
    rma: RmaKey

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} opens the page of the RMA {self.rma}"

    async def act(self, play: Play) -> None:
        """Open it."""
        await open_rma(play, self.rma)


class Merchant(Actor):
    """The merchant's staff."""

    creates_return: CreatesReturn | None = None
    opens_rma: OpensRma | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "The merchant's staff"
