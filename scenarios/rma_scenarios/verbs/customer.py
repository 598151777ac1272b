"""What a shopper does: chat, write an e-mail, start a return in the Returns Center."""

from typing import Literal

from pydantic import Field

from rma_scenarios.format.parts import OrderKey, PersonKey, RmaKey
from rma_scenarios.format.values import Email, Sentence
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.handling import change
from rma_scenarios.verbs.play import CannotPlay, Play
from rma_scenarios.verbs.returns import NewReturn, chosen_lines, order_name, wish_words
from rma_scenarios.verbs.verb import Actor, Verb


class StartsChat(Verb):
    """Open Gladly's chat and type an e-mail address into it."""

    settles = True
    in_: Literal["returns_center", "store"] = Field(default="returns_center", alias="in")
    email: Email | None = Field(default=None, description="Else the shopper's own.")
    name: Sentence | None = None

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        page = "the Returns Center" if self.in_ == "returns_center" else "the store"
        typed = f"types {self.email} into its chat" if self.email else "types their e-mail into its chat"
        return f"{who} opens {page} and {typed}"

    async def act(self, play: Play) -> None:
        """Begin a chat as the widget does."""
        key = play.actor
        email = self.email or play.cast.email(key)
        if email is None:
            raise CannotPlay("a chat needs an e-mail; write email, or who")
        app_id = play.world.links["gladly"]["chat_app_id"]
        if self.in_ == "returns_center":
            snippet = (await play.ask(play.returns_center, "GET", "settings"))["snippet"]
            if snippet is None:
                raise CannotPlay("the Returns Center embeds no chat in this world")
            app_id = snippet["app_id"]
        name = self.name or (play.cast.person(key) if key else "")
        session = await play.ask(
            play.channels, "POST", "chat/api/sessions", {"app_id": app_id, "email": email, "name": name}
        )
        play.chat_id = session["session_id"]
        await play.show_conversation(session["session_id"])


class Says(Verb):
    """Say something in the chat."""

    short = "text"
    text: Sentence

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} writes in the chat: “{self.text}”"

    async def act(self, play: Play) -> None:
        """Send one message."""
        if play.chat_id is None:
            raise CannotPlay("nobody has started a chat yet")
        await play.ask(play.channels, "POST", f"chat/api/sessions/{play.chat_id}/messages", {"text": self.text})
        await play.show_conversation(play.chat_id)


class SendsEmail(Verb):
    """Write to the company's support address."""

    settles = True
    subject: str = ""
    text: Sentence = "Hello, I have a question about my return."
    email: Email | None = Field(default=None, description="Else the shopper's own.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        sender = f" from {self.email}" if self.email else ""
        return f"{who} sends an e-mail{sender}: “{self.subject or self.text}”"

    async def act(self, play: Play) -> None:
        """Let the mail arrive."""
        email = self.email or play.cast.email(play.actor)
        if email is None:
            raise CannotPlay("an e-mail needs a sender; write email, or who")
        name = play.cast.person(play.actor) if play.actor else ""
        mail = {"from": email, "subject": self.subject, "text": self.text, "name": name}
        arrived = await play.ask(play.channels, "POST", "channels/email", mail)
        await play.show_conversation(arrived["conversation_id"])


class LooksUpOrder(Verb):
    """Find an order in the Returns Center; with the e-mail alone a mail with links comes."""

    order: OrderKey | None = None
    email: Email | None = None

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        what = f"looks up the order {self.order}" if self.order else "asks for a mail that starts a return"
        return f"{who} opens the Returns Center and {what}"

    async def act(self, play: Play) -> None:
        """Ask as the Returns Center's page does."""
        email = self.email or play.cast.email(play.actor)
        if email is None:
            raise CannotPlay("the Returns Center needs an e-mail; write email, or who")
        wanted = {"email": email, "order_name": order_name(play, self.order) if self.order else ""}
        play.shown.mail = (await play.ask(play.returns_center, "POST", "order-lookups", wanted))["mail"]


class StartsReturn(NewReturn, Verb):
    """Start a return in the Returns Center."""

    short = "order"

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} starts a return in the Returns Center: {wish_words(self)}"

    async def act(self, play: Play) -> None:
        """Find the order, choose lines, create the RMA."""
        email = play.cast.email(play.actor)
        if email is None:
            raise CannotPlay("the Returns Center needs an e-mail; say who returns something")
        name = order_name(play, self.order)
        lookup = {"email": email, "order_name": name}
        found = await play.ask(play.returns_center, "POST", "order-lookups", lookup)
        items = chosen_lines(self, found["order"]["lines"])
        wish = {"email": email, "order_name": name, "items": items}
        play.show_new_rma(self.as_, await play.ask(play.returns_center, "POST", "rmas", wish))


class CancelsReturn(Verb):
    """Cancel a return in the Returns Center, to keep the items after all."""

    short = "rma"
    rma: RmaKey

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} cancels the RMA {self.rma} in the Returns Center"

    async def act(self, play: Play) -> None:
        """Cancel it as the Returns Center's page does."""
        email = play.cast.email(play.actor)
        if email is None:
            raise CannotPlay("the Returns Center needs an e-mail; say who cancels")
        await change(play, play.returns_center, self.rma, "cancel", {"email": email})


class Customer(Actor):
    """A shopper."""

    who: PersonKey | None = Field(default=None, description="Which of given.people.")
    starts_chat: StartsChat | None = None
    says: Says | None = None
    sends_email: SendsEmail | None = None
    looks_up_order: LooksUpOrder | None = None
    starts_return: StartsReturn | None = None
    cancels_return: CancelsReturn | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        return cast.person(self.who) if self.who else "A shopper"
