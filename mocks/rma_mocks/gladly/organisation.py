"""One Gladly organisation: finding profiles and keeping what happens to them."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from rma_mocks.core.world import Part, World
from rma_mocks.gladly.entities import App, AttributeDefinition, Conversation, Permission, Round, RoutingRule
from rma_mocks.gladly.profiles import Profiles
from rma_mocks.gladly.settings import USUAL, LookupSettings

INBOXES = ("Returns", "General")


@dataclass(slots=True)
class Organisation:
    """What a world is to Gladly.

    `lookup_timeout_s` is Gladly's own limit (15 s, documented, GL-TIME-1); `lookups` is how what nobody published is
    played here.
    """

    world: World
    id: str
    name: str
    username: str
    api_token: str
    agent_name: str
    profiles: Profiles = field(init=False)
    apps: list[App] = field(default_factory=list)
    definition: list[AttributeDefinition] = field(default_factory=list)
    routing_rule: RoutingRule = field(default_factory=lambda: RoutingRule("rmaStatus", "No returns", "Returns"))
    field_permissions: dict[str, Permission] = field(
        default_factory=lambda: {"name": Permission.EDITABLE, "address": Permission.EDITABLE}
    )
    lookup_timeout_s: float = 15.0
    lookups: LookupSettings = USUAL
    chat_app_id: str = "returns-center"
    returns_center_url: str | None = None
    stage_url: str | None = None
    conversations: dict[str, Conversation] = field(default_factory=dict)
    rounds: deque[Round] = field(default_factory=lambda: deque(maxlen=200))
    rounds_total: int = 0
    tests_total: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Open the profiles of the world."""
        self.profiles = Profiles(self.world)

    # apps and definition

    def app(self, app_id: str) -> App | None:
        """Return one configured app."""
        return next((app for app in self.apps if app.id == app_id), None)

    @property
    def active_apps(self) -> list[App]:
        """Return the apps that take part in lookups."""
        return [app for app in self.apps if app.is_active]

    def permission_of(self, attribute: str) -> Permission:
        """Return an attribute's permission; VISIBLE where the definition is silent (documented, GL-ATTR-1)."""
        found = next((row for row in self.definition if row.name == attribute), None)
        return found.permission if found else Permission.VISIBLE

    def unlisted(self, attributes: Iterable[str]) -> list[str]:
        """Return which attributes the definition does not list, so that no card shows them (GL-ATTR-3)."""
        listed = {row.name for row in self.definition}
        return [name for name in attributes if name not in listed]

    # rounds and background work

    def next_round_id(self) -> str:
        """Return the id for one more trigger."""
        self.rounds_total += 1
        return f"r-{self.rounds_total:04d}"

    def next_test_id(self) -> str:
        """Return the id for one more test of the Lookup Adaptor Debugger."""
        self.tests_total += 1
        return f"debug-{self.tests_total}"

    def note_round(self, row: Round) -> None:
        """Keep a finished round."""
        self.rounds.appendleft(row)
        self.world.changed(Part.PROFILE, row.profile_id)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on with work after the answer; `is_idle` says when all of it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        self.world.under_way.begin(task)
        task.add_done_callback(self._finished)

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way."""
        return not self._tasks

    def close(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.world.changes.advance()
        self.world.under_way.end(task)
