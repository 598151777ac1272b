"""What a world is to ReturnLogic: one retailer's team, its key and its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rma_mocks.core.entities import Rma
from rma_mocks.core.world import Part, World
from rma_mocks.returnlogic.lifecycle.due import due_events
from rma_mocks.returnlogic.oauth.grants import Grants
from rma_mocks.returnlogic.rate_limit import PER_MINUTE, PER_SECOND, RateWindows
from rma_mocks.returnlogic.settings import USUAL_POLICIES, USUAL_VARIANTS, Policies, Variants
from rma_mocks.returnlogic.webhooks.hooks import Hooks

Listener = Callable[[str, Rma, Rma | None], None]
"""Is told `rma.created`, `rma.updated` or `rma.deleted`, with the RMA as it is then and as it was before, if it was."""


@dataclass(slots=True)
class ReturnsCenterSettings:
    """What a merchant may embed in the Returns Center.

    Both None: no chat. The snippet's URL is loaded as a script, the app id is the chat's.

    Contract: the Returns Center's settings have a *Javascript Snippet* (documented); that the chat goes there is
    assumed (RL-CHAT-1).
    """

    javascript_snippet_url: str | None = None
    app_id: str | None = None


@dataclass(slots=True)
class Team:
    """One retailer inside ReturnLogic; nothing of it is shared with another team.

    `listeners` are told of every RMA that was written. `grants` are the apps that it may let in, `hooks` its webhooks.
    """

    world: World
    team_id: str
    api_key: str
    windows: RateWindows
    returns_center: ReturnsCenterSettings = field(default_factory=ReturnsCenterSettings)
    staff_name: str = "Morgan Reyes"
    variants: Variants = USUAL_VARIANTS
    policies: Policies = USUAL_POLICIES
    listeners: list[Listener] = field(default_factory=list)
    grants: Grants = field(init=False)
    hooks: Hooks = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no app and no webhook."""
        self.grants, self.hooks = Grants(self.world), Hooks(self)

    def write(self, rma: Rma, topic: str = "rma.updated") -> None:
        """Write a new RMA or what became of one, and tell everybody who wants to know."""
        earlier = self.world.retailer.rma(rma.id)
        self.world.retailer.write_rma(rma)
        self.world.changed(Part.RMA, rma.id)
        self.tell(topic, rma, earlier)

    def tell(self, topic: str, rma: Rma, earlier: Rma | None = None) -> None:
        """Tell the listeners of an RMA that was written, or is gone."""
        for listener in self.listeners:
            listener(topic, rma, earlier)

    def take_key(self, api_key: str) -> None:
        """Go on with another key; limits are counted for each key (documented; RL-LIMIT-1), so it starts anew."""
        self.api_key, self.windows = api_key, self.windows.emptied()

    def empty_windows(self) -> None:
        """Forget what was counted, because the world's time is another."""
        self.windows = self.windows.emptied()
        self.grants.empty_windows()

    def close(self) -> None:
        """Send nothing any more."""
        self.hooks.close()

    @classmethod
    def open(
        cls,
        world: World,
        *,
        team_id: str,
        api_key: str,
        per_second: int = PER_SECOND,
        per_minute: int = PER_MINUTE,
    ) -> "Team":
        """Make a world known to ReturnLogic.

        Args:
            world: The retailer; the rate windows run on its clock.
            team_id: ReturnLogic's id of the retailer, a UUID.
            api_key: The bearer token that names this team.
            per_second: Calls that the key may make in one second.
            per_minute: Calls that the key may make in one minute.
        """
        windows = RateWindows(per_second=per_second, per_minute=per_minute, time_s=world.clock.rate_time_s)
        team = cls(world=world, team_id=team_id, api_key=api_key, windows=windows)
        world.agenda.add_source(lambda: due_events(team))
        return team
