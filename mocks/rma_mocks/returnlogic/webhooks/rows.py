"""A registered webhook, a delivery of one event to it, and the attempts at that."""

import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

Topic = Literal["rma.created", "rma.updated", "rma.deleted"]
TOPICS: tuple[str, ...] = get_args(Topic)
"""What one may register for: the documented verbs, spelled as is assumed (RL-HOOK-1, RL-HOOK-2)."""

RETRY_AFTER_S = (1, 5, 30, 120, 600)
"""How long to wait before each further try, in seconds of the world's clock (assumed; RL-HOOK-4)."""

_EVENT_LETTERS = string.ascii_uppercase + string.digits

Outcome = Literal["pending", "delivered", "given up", "dropped"]


@dataclass(frozen=True, slots=True)
class HookSettings:
    """How a team's webhooks are sent.

    Args:
        retry_after_s: Seconds of the world's clock before each further try; after the last one it is given up.
        hosts: Where they may be sent besides this machine.
    """

    retry_after_s: tuple[float, ...] = RETRY_AFTER_S
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Webhook:
    """One topic that is sent to one address; `client_id` is the app's that registered it, None for the team's key."""

    id: str
    topic: str
    address: str
    secret: str | None = None
    client_id: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try; without a `status` no answer came, and `error` says why."""

    at: datetime
    status: int | None = None
    error: str | None = None

    @property
    def is_success(self) -> bool:
        """Tell whether it was delivered. Contract: any 2xx (assumed; RL-HOOK-4)."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 -- the class of all successes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one webhook.

    `body` is the very text that is sent, the same at each try, and empty once it is over. `due_at` is the time of the
    next try. A held one waits until another one for the same address has gone out, or until it is due. `fault` names
    the scripted failure that it met.
    """

    id: str
    event: str
    webhook: str
    address: str
    topic: str
    rma_id: str
    occurred_at: datetime
    body: str
    due_at: datetime
    is_held: bool = False
    outcome: Outcome = "pending"
    attempts: tuple[Attempt, ...] = ()
    fault: dict[str, Any] | None = None

    @property
    def is_pending(self) -> bool:
        """Tell whether it is still to be tried."""
        return self.outcome == "pending"


@dataclass(frozen=True, slots=True)
class HooksState:
    """A team's webhooks at one moment, with what is still on its way."""

    settings: HookSettings = HookSettings()
    registered: tuple[Webhook, ...] = ()
    deliveries: tuple[Delivery, ...] = ()


NO_HOOKS = HooksState()


def new_event_id() -> str:
    """Return the id of an event; receivers keep it for long, so no two worlds ever share one, not by seed either."""
    return "evt_" + "".join(secrets.choice(_EVENT_LETTERS) for _ in range(10))
