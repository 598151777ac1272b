"""What a step of a scenario works with: the world, its keys, and what the step came to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from rma_scenarios.client import Answer, Service
from rma_scenarios.stack_world import StackWorld
from rma_scenarios.verbs.cast import Cast

KEPT = re.compile(r"<([a-z][a-z0-9_]*)>")
"""A name in the place of a value that a raw call kept."""


class Refused(Exception):
    """The other side did not want a step; the message is its reason."""


class CannotPlay(Exception):
    """A step that makes no sense at this point of the story; the message says why."""


@dataclass(slots=True)
class Shown:
    """What the latest step left for its expectations to look at."""

    profile_id: str | None = None
    round: Mapping[str, Any] | None = None
    search: Mapping[str, Any] | None = None
    action: Mapping[str, Any] | None = None
    rma: Mapping[str, Any] | None = None
    mail: Mapping[str, Any] | None = None
    answer: Answer | None = None
    refused: str | None = None
    test: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Play:
    """One case under way.

    `actor` is the key of the person who acts; `kept` holds what raw calls kept for later ones; `raw_rows` are their
    exchanges with the adaptor, which no mock sees, of which `raw_since` came before the step. `since` is the number of
    the journal's last exchange, `earlier` the ids of the lookup rounds, before the case began in a world that was open.
    """

    world: StackWorld
    cast: Cast
    owns_world: bool = True
    actor: str | None = None
    shown: Shown = field(default_factory=Shown)
    kept: dict[str, str] = field(default_factory=dict)
    chat_id: str | None = None
    conversation_id: str | None = None
    rma_ids: dict[str, str] = field(default_factory=dict)
    made_profiles: dict[str, str] = field(default_factory=dict)
    raw_rows: list[dict[str, Any]] = field(default_factory=list)
    raw_since: int = 0
    since: int = 0
    earlier: frozenset[str] = frozenset()
    latest_lookup: tuple[str, bytes, dict[str, str]] | None = None

    @property
    def originate(self) -> Service:
        """Return the staff's side of ReturnLogic."""
        return Service(self.world.calls, f"{self.world.links['returnlogic']['url']}/originate/api")

    @property
    def returns_center(self) -> Service:
        """Return the shopper's side of ReturnLogic."""
        return Service(self.world.calls, f"{self.world.links['returnlogic']['url']}/returns-center/api")

    @property
    def collector(self) -> Service:
        """Return the warehouse's side of ReturnLogic."""
        return Service(self.world.calls, f"{self.world.links['returnlogic']['url']}/collector/api")

    @property
    def carrier(self) -> Service:
        """Return the carrier's side of ReturnLogic."""
        return Service(self.world.calls, f"{self.world.links['returnlogic']['url']}/carrier/api")

    @property
    def channels(self) -> Service:
        """Return what faces the shopper in Gladly: chat and mail."""
        return Service(self.world.calls, self.world.links["gladly"]["url"])

    async def ask(self, service: Service, method: str, path: str, content: Any = None) -> Any:
        """Make a call that must succeed and return its JSON.

        Raises:
            Refused: With the reason of an answer that refuses.
        """
        answer = await service.call(method, path, content)
        if answer.is_success:
            return answer.json()
        raise Refused(refusal_of(answer))

    async def on_desk(self, method: str, path: str, content: Any = None) -> Any:
        """Do something on the agent's desktop; a round in the answer becomes what is shown."""
        answer = await self.world.desk.call(method, path, content)
        said = answer.json()
        errors = said.get("errors") if isinstance(said, dict) else None
        if errors and "round" in errors[0]:
            self.shown.round = errors[0]["round"]
        if not answer.is_success:
            raise Refused(refusal_of(answer))
        if isinstance(said, dict) and isinstance(said.get("round"), dict):
            self.shown.round = said["round"]
        return said

    async def rounds(self) -> list[dict[str, Any]]:
        """Return the lookup rounds of this case with their verdicts, the oldest first."""
        return [row for row in await self.world.rounds() if row["id"] not in self.earlier]

    def filled(self, value: Any) -> Any:
        """Return a value with every `<name>` in its texts and keys replaced by what was kept."""
        if isinstance(value, str):
            return KEPT.sub(lambda found: self.kept.get(found[1], found[0]), value) if "<" in value else value
        if isinstance(value, dict):
            return {self.filled(name): self.filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        return value

    def app_id(self, name: str | None) -> str:
        """Return the id of the lookup app with this name, of the first one when None.

        Raises:
            CannotPlay: When there is none.
        """
        apps = self.world.links["gladly"]["apps"]
        found: str | None = next((app["id"] for app in apps if name in {None, app["name"]}), None)
        if found is None:
            raise CannotPlay(f"no lookup app is called {name}; there is {', '.join(app['name'] for app in apps)}")
        return found

    def rma_id(self, key: str) -> str:
        """Return the number of a declared or created RMA.

        Raises:
            CannotPlay: When the story has not created it yet.
        """
        declared = self.world.rmas.get(key)
        found = self.rma_ids.get(key) or (declared["id"] if declared else None)
        if found is None:
            raise CannotPlay(f"the RMA {key} does not exist yet at this point")
        return found

    def rma_url(self, key: str) -> str:
        """Return the address of an RMA's page."""
        return f"{self.world.links['returnlogic']['originate_url']}/rma/{quote(self.rma_id(key), safe='')}"

    async def find_rma(self, key: str) -> dict[str, Any] | None:
        """Return an RMA as its page shows it by now, without a visit that the journal would keep; None when it is gone.

        Raises:
            CannotPlay: When the story has not created it yet.
        """
        answer = await self.originate.get(f"rmas/{quote(self.rma_id(key), safe='')}?refresh=true")
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        if not answer.is_success:
            raise Refused(refusal_of(answer))
        found: dict[str, Any] = answer.json()
        return found

    async def profile_id(self, key: str) -> str:
        """Return the id of somebody's customer profile.

        Raises:
            CannotPlay: When Gladly has none.
        """
        found = await self.find_profile(key)
        if found is None:
            raise CannotPlay(f"Gladly has no customer profile of {self.cast.person(key)} at this point")
        return found

    async def find_profile(self, key: str) -> str | None:
        """Return the id of somebody's customer profile: declared, made by the story, or the one with their e-mail."""
        found = self.world.profiles.get(key) or self.made_profiles.get(key)
        email = self.cast.email(key)
        if found is not None or email is None:
            return found
        rows = (await self.ask(self.world.desk, "GET", f"profiles?email={quote(email, safe='')}"))["profiles"]
        return next((row["id"] for row in rows), None)

    async def show_conversation(self, conversation_id: str) -> None:
        """Let the expectations look at a conversation and the profile that it belongs to."""
        self.conversation_id = conversation_id
        row = await self.ask(self.world.desk, "GET", f"conversations/{conversation_id}")
        self.shown.profile_id = row["profile_id"]

    def show_new_rma(self, key: str | None, rma: Mapping[str, Any]) -> None:
        """Let the expectations look at an RMA that was just created, and the rest of the file name it."""
        self.shown.rma = rma
        if key is not None:
            self.rma_ids[key] = str(rma["id"])

    async def settle(self, wait_s: float = 20.0) -> bool:
        """Wait until no lookup, routing or call is under way in this world; say whether that came."""
        answer = await self.ask(self.world.control, "GET", f"idle?wait_s={wait_s:g}")
        return bool(answer["idle"])


def refusal_of(answer: Answer) -> str:
    """Return the reason that an answer gives, in whichever of the two vendors' forms."""
    said = answer.json()
    if not isinstance(said, dict):
        return f"status {answer.status}"
    errors = said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    reason = first.get("detail") or first.get("message") or said.get("message") or said.get("detail")
    return str(reason) if reason else f"status {answer.status}"
