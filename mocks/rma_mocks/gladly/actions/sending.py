"""Send the two requests of an action to an app, over the line that lookups take."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.line import Line, Wanted
from rma_mocks.gladly.lookups.reply import Reply


class NoAnswer(Exception):
    """No whole answer came; the message is a sentence without its stop, `rule` names the rule behind it."""

    def __init__(self, sentence: str, *, rule: str) -> None:
        super().__init__(sentence)
        self.rule = rule


def form_request(url: str) -> Wanted:
    """Return what asks for a form (documented; GL-ACT-8)."""
    return Wanted("action_form", "GET", url)


def submit_request(url: str, body: bytes) -> Wanted:
    """Return what sends a form (documented; GL-ACT-8)."""
    return Wanted("action_submit", "POST", url, body)


@dataclass(frozen=True, slots=True)
class FormSender:
    """Gladly's actions, over the line of one world; `agent_id` goes along as `Gladly-Agent-Id` where the world says so.

    Contract: the same headers as lookups (documented; GL-ACT-8); that the agent's id goes along (GL-HEAD-3), that the
    app's own headers are signed (GL-HEAD-4) and that the limits of lookups hold (GL-ACT-12) is assumed.
    """

    line: Line
    agent_id: str

    async def __call__(self, app: App, wanted: Wanted) -> Reply:
        """Return the answer, whatever its status, or raise NoAnswer."""
        more = {"Gladly-Agent-Id": self.agent_id} if self.line.settings.agent_id_header else {}
        reply = await self.line.send(app, replace(wanted, more=more))
        if reply.failure:
            raise NoAnswer(reply.failure, rule="GL-TIME-1" if reply.rule == "GL-TIME-1" else "GL-ACT-12")
        status = reply.status or 0
        if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
            where = reply.headers.get("location", "nowhere")[:200]
            raise NoAnswer(f"{app.name} redirected to {where}, and no redirect is followed", rule="GL-ACT-12")
        return reply
