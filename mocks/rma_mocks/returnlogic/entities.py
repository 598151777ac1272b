"""What a world is to ReturnLogic: one retailer's team, its key and its settings."""

from dataclasses import dataclass, field

from rma_mocks.core.world import World
from rma_mocks.returnlogic.rate_limit import PER_MINUTE, PER_SECOND, RateWindows


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
    """One retailer inside ReturnLogic; nothing of it is shared with another team."""

    world: World
    team_id: str
    api_key: str
    windows: RateWindows
    returns_center: ReturnsCenterSettings = field(default_factory=ReturnsCenterSettings)
    staff_name: str = "Morgan Reyes"

    def take_key(self, api_key: str) -> None:
        """Go on with another key; limits are counted for each key (documented; RL-LIMIT-1), so it starts anew."""
        self.api_key, self.windows = api_key, self.windows.emptied()

    def empty_windows(self) -> None:
        """Forget what was counted, because the world's time is another."""
        self.windows = self.windows.emptied()

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
        return cls(world=world, team_id=team_id, api_key=api_key, windows=windows)
