"""What staff, warehouse and carrier have in common when they do something with an RMA."""

from typing import Any, ClassVar
from urllib.parse import quote

from pydantic import Field

from rma_scenarios.client import Service
from rma_scenarios.format.parts import Part, RmaKey
from rma_scenarios.format.values import Sentence
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.play import CannotPlay, Play
from rma_scenarios.verbs.returns import is_item, item_words
from rma_scenarios.verbs.verb import Verb


class WholeRma(Verb):
    """Something that is done with an RMA as a whole; `does` is the word before its name."""

    short = "rma"
    does: ClassVar[str]
    call: ClassVar[str]
    rma: RmaKey

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} {self.does} the RMA {self.rma}"

    def side(self, play: Play) -> Service:
        """Return where that is done."""
        return play.originate

    async def act(self, play: Play) -> None:
        """Do it."""
        await change(play, self.side(play), self.rma, self.call)


class OneItem(Part):
    """One item of an RMA."""

    rma: RmaKey
    product: Sentence
    size: str | None = Field(default=None, description="Where the RMA has the product in several sizes.")

    def words(self) -> str:
        """Return what it is, as a sentence says it."""
        return f"{item_words(self.product, self.size)} of the RMA {self.rma}"


async def change(play: Play, side: Service, key: str, call: str, content: Any = None, *, method: str = "POST") -> None:
    """Do something with an RMA and let the expectations look at what became of it."""
    play.shown.rma = await play.ask(side, method, f"{rma_path(play, key)}/{call}", content)


def rma_path(play: Play, key: str) -> str:
    """Return where an RMA is below each side's calls."""
    return f"rmas/{quote(play.rma_id(key), safe='')}"


async def items_of(play: Play, key: str) -> list[dict[str, Any]]:
    """Return an RMA's items as its page shows them."""
    rma = await play.find_rma(key)
    if rma is None:
        raise CannotPlay(f"the RMA {key} is gone")
    items: list[dict[str, Any]] = rma["items"]
    return items


async def item_of(play: Play, key: str, product: str, size: str | None) -> dict[str, Any]:
    """Return the item of this product, and of this size if one is said.

    Raises:
        CannotPlay: When there is none, or more than one.
    """
    items = await items_of(play, key)
    found = [item for item in items if is_item(item, product, size)]
    if len(found) == 1:
        return found[0]
    there = ", ".join(f"{item['product']} ({item['variant']})" for item in items)
    wanted = item_words(product, size)
    why = f"has several items {wanted}; say the size" if found else f"has no item {wanted}"
    raise CannotPlay(f"the RMA {key} {why}; it has {there}")
