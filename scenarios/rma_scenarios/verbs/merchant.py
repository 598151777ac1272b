"""What the merchant's staff does in ReturnLogic's Originate."""

from rma_scenarios.format.parts import RmaKey
from rma_scenarios.format.values import ReturnType, Sentence
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.handling import OneItem, WholeRma, change, item_of, rma_path
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


class Authorizes(WholeRma):
    """Authorise a requested RMA, for good."""

    does, call = "authorises", "authorize"


class Rejects(WholeRma):
    """Reject a requested RMA, for good."""

    does, call = "rejects", "reject"


class Cancels(WholeRma):
    """Cancel an RMA."""

    does, call = "cancels", "cancel"


class Completes(WholeRma):
    """Complete a processed RMA, for good."""

    does, call = "completes", "complete"


class ApprovesItem(OneItem, Verb):
    """Approve an item, so that it is settled when its return type is processed."""

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} approves {self.words()}"

    async def act(self, play: Play) -> None:
        """Move its slider."""
        await _set_approval(play, self, is_approved=True)


class UnapprovesItem(OneItem, Verb):
    """Take the approval of an item back, so that processing it brings nothing."""

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} no longer approves {self.words()}"

    async def act(self, play: Play) -> None:
        """Move its slider."""
        await _set_approval(play, self, is_approved=False)


class Processes(Verb):
    """Process one return type of an RMA, or all that are left."""

    short = "rma"
    rma: RmaKey
    return_type: ReturnType | None = None

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        what = f"the {self.return_type} items" if self.return_type else "all items"
        return f"{who} processes {what} of the RMA {self.rma}"

    async def act(self, play: Play) -> None:
        """Press Process."""
        await change(play, play.originate, self.rma, "process", {"return_type": self.return_type})


class Comments(Verb):
    """Note something on an RMA."""

    rma: RmaKey
    text: Sentence

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} notes on the RMA {self.rma}: “{self.text}”"

    async def act(self, play: Play) -> None:
        """Note it."""
        await change(play, play.originate, self.rma, "comments", {"text": self.text})


class DeletesRma(WholeRma):
    """Delete an RMA, of which nothing is left."""

    does = "deletes"

    async def act(self, play: Play) -> None:
        """Delete it."""
        await play.ask(play.originate, "DELETE", rma_path(play, self.rma))
        play.shown.rma = {"exists": False}


class Merchant(Actor):
    """The merchant's staff."""

    creates_return: CreatesReturn | None = None
    opens_rma: OpensRma | None = None
    authorizes: Authorizes | None = None
    rejects: Rejects | None = None
    cancels: Cancels | None = None
    approves_item: ApprovesItem | None = None
    unapproves_item: UnapprovesItem | None = None
    processes: Processes | None = None
    completes: Completes | None = None
    comments: Comments | None = None
    deletes_rma: DeletesRma | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "The merchant's staff"


async def _set_approval(play: Play, item: OneItem, *, is_approved: bool) -> None:
    found = await item_of(play, item.rma, item.product, item.size)
    path, wanted = f"items/{found['id']}/approval", {"approved": is_approved}
    await change(play, play.originate, item.rma, path, wanted, method="PUT")
