"""What staff does in Originate, whoever in the story it is."""

from urllib.parse import quote

from rma_scenarios.verbs.play import Play
from rma_scenarios.verbs.returns import NewReturn, chosen_lines, order_name


async def create_by_staff(play: Play, wish: NewReturn) -> None:
    """Create a return with Originate's form."""
    name = order_name(play, wish.order)
    found = (await play.ask(play.originate, "GET", f"orders?search={quote(name, safe='')}"))["orders"]
    items = chosen_lines(wish, found[0]["lines"])
    play.show_new_rma(wish.as_, await play.ask(play.originate, "POST", "rmas", {"order_name": name, "items": items}))


async def open_rma(play: Play, key: str) -> None:
    """Open the page of an RMA."""
    play.shown.rma = await play.ask(play.originate, "GET", f"rmas/{quote(play.rma_id(key), safe='')}")
