"""What an agent does on Gladly's desktop, and behind the RMA link."""

from typing import Any

from pydantic import Field

from rma_scenarios.format.parts import Part, ProfileKey
from rma_scenarios.format.values import Email, Key, Sentence
from rma_scenarios.verbs.actions import RunsAction
from rma_scenarios.verbs.cast import Cast
from rma_scenarios.verbs.merging import MergesProfiles
from rma_scenarios.verbs.play import CannotPlay, Play
from rma_scenarios.verbs.returns import NewReturn, wish_words
from rma_scenarios.verbs.staff import create_by_staff
from rma_scenarios.verbs.verb import Actor, Verb


class OpensProfile(Verb):
    """Open a customer profile, which makes Gladly look it up."""

    short = "profile"
    profile: ProfileKey

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} opens {cast.profile(self.profile)}"

    async def act(self, play: Play) -> None:
        """Open it."""
        opened = await play.on_desk("POST", f"profiles/{await play.profile_id(self.profile)}/open")
        play.shown.profile_id = opened["profile"]["id"]


class AddsEmail(Verb):
    """Add an e-mail address to a profile, which makes Gladly look it up again."""

    profile: ProfileKey
    email: Email

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} adds {self.email} to {cast.profile(self.profile)}"

    async def act(self, play: Play) -> None:
        """Add it."""
        play.shown.profile_id = await play.profile_id(self.profile)
        await play.on_desk("POST", f"profiles/{play.shown.profile_id}/emails", {"email": self.email})


class CreatesProfile(Verb):
    """Make a customer profile by hand."""

    name: Sentence
    emails: list[Email] | None = None
    phones: list[str] | None = None
    as_: Key | None = Field(default=None, alias="as", description="What the rest of the file calls this profile.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} makes a customer profile of {self.name}"

    async def act(self, play: Play) -> None:
        """Make it."""
        new = {"name": self.name, "emails": self.emails or [], "phones": self.phones or []}
        made = await play.on_desk("POST", "profiles", new)
        play.shown.profile_id = made["id"]
        if self.as_ is not None:
            play.made_profiles[self.as_] = made["id"]


class SearchFields(Part):
    """What the agent types into the search form; fields are named as on the app's page."""

    short = "email"
    email: str | None = None
    fields: dict[str, str] | None = Field(default=None, description="Other search attributes by name.")

    def query(self) -> dict[str, str]:
        """Return the filled fields."""
        return ({"email": self.email} if self.email is not None else {}) | (self.fields or {})

    def typed(self) -> str:
        """Return what is typed, as a sentence says it."""
        return " and ".join(self.query().values()) or "nothing"


class Searches(Verb):
    """Search the external systems by hand from `Link to external customer`."""

    profile: ProfileKey
    search: SearchFields

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} searches by hand for {self.search.typed()} from {cast.profile(self.profile)}"

    async def act(self, play: Play) -> None:
        """Search all systems that are not linked."""
        await searched(play, self.profile, self.search)


class LinksManually(Verb):
    """Search by hand, pick a result and click Link."""

    profile: ProfileKey
    search: SearchFields
    picks: int = Field(default=1, ge=1, description="Which result, counted from 1.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        place = "" if self.picks == 1 else f" number {self.picks}"
        return (
            f"{who} searches for {self.search.typed()}, picks the match{place} and links {cast.profile(self.profile)}"
        )

    async def act(self, play: Play) -> None:
        """Search, choose, link."""
        found = await searched(play, self.profile, self.search)
        rows = [(system["app"], row) for system in found["systems"] for row in system["results"]]
        if len(rows) < self.picks:
            told = [system["error"] or "No matches found" for system in found["systems"] if not system["results"]]
            told += [f"the search shows {len(rows)}"] if rows else []
            raise CannotPlay(f"there is no match number {self.picks} to pick: {'; '.join(told)}")
        app, row = rows[self.picks - 1]
        choice = {"app": app, "external_customer_id": row["external_customer_id"]}
        await play.on_desk("POST", f"profiles/{play.shown.profile_id}/links", choice)


class Unlinks(Verb):
    """Cut the link of a profile."""

    short = "profile"
    profile: ProfileKey
    app: Sentence | None = Field(default=None, description="From which app, by its name; else the first.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} unlinks {cast.profile(self.profile)}" + (f" from {self.app}" if self.app else "")

    async def act(self, play: Play) -> None:
        """Unlink it from one app."""
        play.shown.profile_id = await play.profile_id(self.profile)
        await play.on_desk("DELETE", f"profiles/{play.shown.profile_id}/links/{play.app_id(self.app)}")


class Replies(Verb):
    """Answer in the latest conversation."""

    short = "text"
    text: Sentence

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} replies: “{self.text}”"

    async def act(self, play: Play) -> None:
        """Reply."""
        if play.conversation_id is None:
            raise CannotPlay("there is no conversation to reply to yet")
        await play.on_desk("POST", f"conversations/{play.conversation_id}/replies", {"text": self.text})
        await play.show_conversation(play.conversation_id)


class FollowsRmaLink(Verb):
    """Click the RMA link on a profile."""

    short = "profile"
    profile: ProfileKey

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} clicks the RMA link on {cast.profile(self.profile)}"

    async def act(self, play: Play) -> None:
        """Open the page behind the link, then what that page itself loads."""
        play.shown.profile_id = await play.profile_id(self.profile)
        profile = await play.on_desk("GET", f"profiles/{play.shown.profile_id}")
        link = next((row["value"] for row in profile["attributes"] if row["name"] == "rma"), None)
        if not link:
            raise CannotPlay("the profile shows no RMA link")
        pages = play.world.links["returnlogic"]["originate_url"] + "/rma/"
        if not link.startswith(pages):
            raise CannotPlay(f"the RMA link leads to {link}, which is not this world's ReturnLogic")
        page = await play.world.calls.call("GET", link)
        if not page.is_success:
            raise CannotPlay(f"the page behind the RMA link answers {page.status}")
        play.shown.rma = await play.ask(play.originate, "GET", f"rmas/{link.removeprefix(pages)}?via=desk")


class StartsReturn(NewReturn, Verb):
    """Start a return in ReturnLogic for the shopper."""

    short = "order"

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        return f"{who} starts a return in ReturnLogic: {wish_words(self)}"

    async def act(self, play: Play) -> None:
        """Create it with the staff's form."""
        await create_by_staff(play, self)


class Agent(Actor):
    """The person who answers shoppers in Gladly."""

    opens_profile: OpensProfile | None = None
    adds_email: AddsEmail | None = None
    creates_profile: CreatesProfile | None = None
    searches: Searches | None = None
    links_manually: LinksManually | None = None
    unlinks: Unlinks | None = None
    merges_profiles: MergesProfiles | None = None
    replies: Replies | None = None
    follows_rma_link: FollowsRmaLink | None = None
    starts_return: StartsReturn | None = None
    runs_action: RunsAction | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "The agent"


async def searched(play: Play, profile: str, fields: SearchFields) -> dict[str, Any]:
    """Search by hand and let the expectations look at what was found."""
    play.shown.profile_id = await play.profile_id(profile)
    found: dict[str, Any] = await play.on_desk(
        "POST", f"profiles/{play.shown.profile_id}/searches", {"query": fields.query()}
    )
    play.shown.search = found
    return found
