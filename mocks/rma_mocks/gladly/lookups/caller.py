"""Ask an app a lookup's question and read its answer."""

from dataclasses import dataclass
from typing import Protocol

from rma_mocks.gladly.entities import App
from rma_mocks.gladly.lookups.answer import AnswerRefused, Result
from rma_mocks.gladly.lookups.line import Line, Wanted
from rma_mocks.gladly.lookups.question import Question
from rma_mocks.gladly.lookups.reading import read_answer


class LookupFailed(Exception):
    """No usable answer; the message is a sentence for the verdict, `rule` names the rule behind it."""

    def __init__(self, sentence: str, *, rule: str) -> None:
        super().__init__(sentence)
        self.rule = rule


class Ask(Protocol):
    """Send a question to an app and read the answer."""

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        """Return the results, an `Answer` where something may be odd about them, or raise LookupFailed."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Gladly's lookups, over the line of one world."""

    line: Line

    async def __call__(self, app: App, question: Question, *, round_id: str) -> list[Result]:
        """Return the results with what is odd about them, or raise LookupFailed."""
        wanted = Wanted(question.operation, "POST", app.url, question.encoded(), round=round_id)
        reply = await self.line.send(app, wanted)
        if reply.failure:
            raise LookupFailed(reply.failure, rule=reply.rule)
        try:
            return read_answer(app, reply, operation=question.operation, settings=self.line.settings)
        except AnswerRefused as refused:
            raise LookupFailed(str(refused), rule=refused.rule) from refused
