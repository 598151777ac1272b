"""What an administrator does: the app page in Gladly, and the adaptor's upkeep."""

from typing import Any

from pydantic import Field

from rma_scenarios.format.parts import PersonKey, word_of
from rma_scenarios.format.values import AutoLinkField, Sentence
from rma_scenarios.verbs.cast import Cast, listed
from rma_scenarios.verbs.play import CannotPlay, Play
from rma_scenarios.verbs.verb import Actor, Verb


class SetsApp(Verb):
    """Change a lookup app's page in Gladly."""

    app: Sentence | None = Field(default=None, description="Which one, by its name; else the first.")
    auto_linking: list[AutoLinkField] | None = Field(
        default=None, description="Which fields may auto-link; [] for off."
    )
    overwrite_existing_values: bool | None = None
    enable_actions: bool | None = None
    active: bool | None = None

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        told, where = [], f" for {self.app}" if self.app else ""
        if self.auto_linking is not None:
            told.append(f"switches Auto-linking {'on' if self.auto_linking else 'off'}{where}")
        if self.overwrite_existing_values is not None:
            state = "on" if self.overwrite_existing_values else "off"
            told.append(f"switches Overwrite Existing Values {state}{where}")
        if self.enable_actions is not None:
            told.append(f"switches Enable Actions {'on' if self.enable_actions else 'off'}{where}")
        if self.active is not None:
            told.append(f"{'activates' if self.active else 'deactivates'} {self.app or 'the app'}")
        return f"{who} {listed(told) or 'looks at the app page'}"

    async def act(self, play: Play) -> None:
        """Save the page."""
        change: dict[str, Any] = {
            "auto_linking": self.auto_linking,
            "overwrite_existing_values": self.overwrite_existing_values,
            "enable_actions": self.enable_actions,
            "is_active": self.active,
        }
        wanted = {name: value for name, value in change.items() if value is not None}
        await play.on_desk("PATCH", f"apps/{play.app_id(self.app)}", wanted)


class MakesAdaptorForget(Verb):
    """Drop the rows that our adaptor keeps, of one person or of everybody."""

    short = "person"
    person: PersonKey | None = Field(default=None, description="Else everybody.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        return f"{who} makes the adaptor forget {cast.person(self.person) if self.person else 'everybody'}"

    async def act(self, play: Play) -> None:
        """Call the adaptor's admin API."""
        if play.world.admin is None:
            raise CannotPlay("only our own adaptor can be told to forget")
        body = {"email": play.cast.email(self.person)} if self.person else {}
        await play.ask(play.world.admin, "POST", f"tenants/{play.world.id}/forget", body)


class TestsLookup(Verb):
    """Test a lookup app in the Lookup Adaptor Debugger, which changes no profile."""

    short = "email"
    email: str | None = None
    phone: str | None = None
    workflow: word_of("autolinking_detailed", "basic_detailed") = "autolinking_detailed"  # type: ignore[valid-type] # noqa: F821, RUF100
    search: dict[str, str] | None = Field(default=None, description="The search form of basic_detailed, by attribute.")
    picks: str | None = Field(default=None, description="The external customer id to go on with, in basic_detailed.")
    app: Sentence | None = Field(default=None, description="Which one, by its name; else the first.")

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        del cast
        typed = [self.email, self.phone, *(self.search or {}).values(), self.picks]
        how = "as a search by hand" if self.workflow == "basic_detailed" else "as an automatic lookup"
        return f"{who} tests {self.app or 'the app'} with {listed([text for text in typed if text])}, {how}"

    async def act(self, play: Play) -> None:
        """Run the test."""
        given = {"email": self.email, "phone": self.phone, "query": self.search, "external_customer_id": self.picks}
        wanted = {name: value for name, value in given.items() if value is not None}
        body = {"workflow": self.workflow, "app": play.app_id(self.app), **wanted}
        play.shown.test = await play.on_desk("POST", "debugger/tests", body)


class Admin(Actor):
    """Somebody with the administrator's rights."""

    sets_app: SetsApp | None = None
    makes_adaptor_forget: MakesAdaptorForget | None = None
    tests_lookup: TestsLookup | None = None

    def name(self, cast: Cast) -> str:
        """Return who this is."""
        del cast
        return "An administrator"
