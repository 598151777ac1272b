"""What an agent runs of the actions that a lookup app offers."""

from typing import Any

from pydantic import Field

from rma_scenarios.format.parts import ProfileKey
from rma_scenarios.format.values import Sentence
from rma_scenarios.verbs.cast import Cast, listed
from rma_scenarios.verbs.play import CannotPlay, Play
from rma_scenarios.verbs.verb import Verb


class RunsAction(Verb):
    """Click an action on a profile or on one of its cards, fill its form in and send it."""

    profile: ProfileKey
    action: Sentence = Field(description="Its name, as the button shows it.")
    on: str | None = Field(default=None, description="The number of the order whose action it is.")
    app: Sentence | None = Field(default=None, description="Which app offers it, by its name; else any.")
    fills: dict[str, str | bool] | None = Field(
        default=None, description="Values by input; what is left out keeps the form's default."
    )

    def sentence(self, who: str, cast: Cast) -> str:
        """Say what happens."""
        order = f" of order {self.on}" if self.on is not None else ""
        filled = [
            f"{name} {'on' if value else 'off'}" if isinstance(value, bool) else f"{value or 'nothing'} as {name}"
            for name, value in (self.fills or {}).items()
        ]
        told = f", with {listed(filled)}" if filled else ""
        return f"{who} runs the action {self.action}{order} on {cast.profile(self.profile)}{told}"

    async def act(self, play: Play) -> None:
        """Click, fill in, send."""
        play.shown.profile_id = await play.profile_id(self.profile)
        actions = f"profiles/{play.shown.profile_id}/actions"
        offered = await play.on_desk("GET", actions)
        clicked = await play.on_desk("POST", f"{actions}/form", {"action": self._chosen(offered["offers"])})
        if clicked["form"] is None:
            play.shown.action = {"outcome": "no_form", "message": "", "detail": "", "errors": [clicked["error"]]}
            return
        filled = {"form": clicked["form"]["id"], "values": self.fills or {}}
        sent = await play.on_desk("POST", f"{actions}/submit", filled)
        play.shown.action = {
            **{name: sent[name] for name in ("outcome", "message", "detail")},
            "errors": [_told(error) for error in sent["errors"]],
        }

    def _chosen(self, offers: list[dict[str, Any]]) -> str:
        for offer in offers:
            is_there = self.on is None or offer["order_number"] == self.on
            if offer["name"] == self.action and is_there and self.app in {None, offer["app_name"]}:
                return str(offer["id"])
        names = [
            f"{row['name']} of order {row['order_number']}" if row["order_number"] else row["name"] for row in offers
        ]
        raise CannotPlay(f"the action {self.action} is not offered; there is {listed(names) or 'none'}")


def _told(error: dict[str, str]) -> str:
    text = " ".join(filter(None, (error.get("message"), error.get("detail"))))
    return f"{error['attr']}: {text}" if error.get("attr") else text
