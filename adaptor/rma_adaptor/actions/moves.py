"""Authorise and reject a requested RMA, and have its label mailed again.

Contract: what may be done when is documented (RL-LIFE-1, RL-LIFE-2, RL-LIFE-14), every call for it assumed (RL-API-1,
RL-API-2, RL-API-3).
"""

from dataclasses import dataclass
from urllib.parse import quote

from rma_adaptor.actions.answered import refusal_in, rma_in
from rma_adaptor.actions.doing import Doing, Wish
from rma_adaptor.actions.forms import Blank, Filled, InputSection, TextInput, TextSection
from rma_adaptor.actions.outcomes import Outcome, nobody_knows, refused
from rma_adaptor.returnlogic import Rma


def path_of(doing: Doing) -> str:
    """Return where ReturnLogic has the RMA that an action is about."""
    return f"/rmas/{quote(doing.ticket.rma_id, safe='')}"


@dataclass(frozen=True)
class Move:
    """Take an RMA a step further in its life.

    Args:
        call: The end of its path in ReturnLogic.
        warning: What the agent should know before.
        done: What is said afterwards, about an RMA.
        arrived: The statuses that show that it was done; empty where none does.
        with_reason: Whether a reason must be given.
    """

    name: str
    label: str
    call: str
    warning: str
    done: str
    arrived: tuple[str, ...] = ()
    with_reason: bool = False

    async def form(self, doing: Doing) -> Blank:
        """Ask whether it is meant, and for the reason."""
        reason = InputSection(attr="reason", label="Reason", hint="Kept in ReturnLogic", input=TextInput())
        warning = TextSection(text=f"RMA {doing.ticket.rma_id}. {self.warning}")
        return Blank(self.label, self.label, [warning, *([reason] if self.with_reason else [])])

    def read(self, filled: Filled) -> Wish:
        """Return the reason."""
        wish = {"reason": filled.text("reason", "Reason")} if self.with_reason else {}
        filled.check()
        return wish

    async def act(self, doing: Doing, wish: Wish) -> Outcome:
        """Make the call, unless the RMA was put away meanwhile, which ReturnLogic may not mind; see `Action`."""
        rma = await doing.rma()
        if rma and rma.put_away:
            return refused(f"RMA {doing.ticket.rma_id} is {rma.put_away}.", cause=rma.put_away)
        answer = await doing.change(f"{path_of(doing)}/{self.call}", dict(wish) or None)
        return refusal_in(answer, attrs={"reason": "reason"}) or self._done(doing, rma_in(answer))

    async def look(self, doing: Doing, wish: Wish) -> Outcome | None:
        """Tell from the status; see `Action`."""
        del wish
        if not self.arrived:
            return nobody_knows("unknown_before")
        rma = rma_in(await doing.get(path_of(doing)))
        return self._done(doing, rma) if rma and rma.status in self.arrived else None

    def _done(self, doing: Doing, rma: Rma | None) -> Outcome:
        status = f"Its status in ReturnLogic is {rma.status} now." if rma and rma.status else ""
        return Outcome("done", self.done.format(doing.ticket.rma_id), status)


_AUTHORIZED = (
    *("Authorized", "In Transit", "Delivered", "Partially Received", "Received"),
    *("Partially Processed", "Processed", "Complete", "Completed"),
)

AUTHORIZE = Move(
    name="authorize",
    label="Authorize return",
    call="authorize",
    warning="Authorizing it cannot be undone.",
    done="RMA {} is authorized",
    arrived=_AUTHORIZED,
)
REJECT = Move(
    name="reject",
    label="Reject return",
    call="reject",
    warning="Rejecting it cannot be undone, and its items cannot be returned again.",
    done="RMA {} is rejected",
    arrived=("Rejected",),
    with_reason=True,
)
RESEND_LABEL = Move(
    name="resend-label",
    label="Resend label",
    call="label/resend",
    warning="ReturnLogic mails the return label to the shopper once more.",
    done="The label of RMA {} is sent again",
)
