"""What happens to a parcel: the carrier scans and delivers it, the warehouse receives it in Collector."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from rma_scenarios.client import Service
from rma_scenarios.format.given import Quantity
from rma_scenarios.format.parts import RmaKey
from rma_scenarios.format.values import Disposition, Sentence
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.handling import WholeRma, change, item_of, items_of
from rma_scenarios.verbs.play import Play
from rma_scenarios.verbs.returns import item_words
from rma_scenarios.verbs.verb import Actor, Verb


class ScansLabel(WholeRma):
    """Scan the label, with which the parcel is in transit."""

    does, call = "scans the label of", "scan"

    def side(self, play: Play) -> Service:
        """Return the carrier's side."""
        return play.carrier


class Delivers(WholeRma):
    """Deliver the parcel to the merchant."""

    does, call = "delivers the parcel of", "deliver"

    def side(self, play: Play) -> Service:
        """Return the carrier's side."""
        return play.carrier


class Carrier(Actor):
    """Whoever carries the parcel."""

    scans_label: ScansLabel | None = None
    delivers: Delivers | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "The carrier"


class Receives(Verb):
    """Receive what came back, with the warehouse's verdict on it; everything that is missing when no item is named."""

    short = "rma"
    rma: RmaKey
    product: Sentence | None = None
    size: str | None = Field(default=None, description="Where the RMA has the product in several sizes.")
    quantity: Quantity | None = Field(default=None, description="All of it that is missing unless said.")
    disposition: Disposition | None = None
    comment: Sentence | None = None

    @model_validator(mode="after")
    def _of_a_product(self) -> Self:
        if self.product is None and (self.size or self.quantity):
            raise PydanticCustomError("no_product", "needs the product of which a size or quantity is received")
        return self

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        what = item_words(self.product, self.size) if self.product else "everything"
        number = f"{self.quantity} of " if self.quantity else ""
        verdict = f", {self.disposition}" if self.disposition else ""
        note = f", and notes: “{self.comment}”" if self.comment else ""
        return f"{who} receives {number}{what} of the RMA {self.rma}{verdict}{note}"

    async def act(self, play: Play) -> None:
        """Receive item after item."""
        if self.product is None:
            rows = [item for item in await items_of(play, self.rma) if item["received"] < item["quantity"]]
        else:
            rows = [await item_of(play, self.rma, self.product, self.size)]
        verdict = {"disposition": self.disposition, "comment": self.comment}
        for item in rows:
            # Of what is there already one more is tried, so that the refusal tells.
            quantity = self.quantity or max(1, item["quantity"] - item["received"])
            receipt = {"quantity": quantity, **verdict}
            await change(play, play.collector, self.rma, f"items/{item['id']}/receive", receipt)


class Warehouse(Actor):
    """Whoever unpacks what comes back."""

    receives: Receives | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "The warehouse"
