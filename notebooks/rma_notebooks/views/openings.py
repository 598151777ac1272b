"""What the agent saw each time a customer profile was opened, and what had happened before."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from rma_notebooks.views.links import page_link
from rma_notebooks.views.markup import Html, paragraph, plain_table, table
from rma_scenarios.flow import Flow
from rma_scenarios.flow.bodies import profile_of
from rma_scenarios.flow.sentences import call_sentence

_HEADS = ("What happened", "What the agent reads", "Where the link leads")
_NOTHING = "Nobody opened a customer profile."


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of a profile: what people did since the one before, the RMA status and the RMA link on it."""

    before: tuple[str, ...]
    status: str
    link: str

    @property
    def rma(self) -> str:
        """Return the RMA that the link leads to, in words; empty without a link."""
        return f"RMA {self.link.rpartition('/')[2]}" if self.link else ""


@dataclass(frozen=True, slots=True)
class Openings:
    """All openings of a flow, the first first; `problem` says why the story stopped before its end."""

    flow: Flow
    problem: str | None = None

    @property
    def statuses(self) -> list[str]:
        """Return the RMA status that the agent read at each opening."""
        return [opening.status for opening in self._openings()]

    def _openings(self) -> Iterator[Opening]:
        before: list[str] = []
        for exchange in self.flow.exchanges:
            if not exchange.is_by_person or exchange.is_failed:
                continue
            if exchange.operation != "open_profile":
                before.append(call_sentence(exchange))
                continue
            rows = profile_of(exchange).get("attributes") or []
            values = {row["name"]: str(row["value"] or "") for row in rows}
            yield Opening(tuple(before), values.get("rmaStatus", ""), values.get("rma", ""))
            before = []

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        openings = list(self._openings())
        last = [f"The story stopped: {self.problem}."] if self.problem else [] if openings else [_NOTHING]
        told = [("; ".join(row.before) or "nothing yet", row.status or "nothing") for row in openings]
        cells = [
            (escape(before), escape(status), page_link(row.link, row.rma) if row.link else "no link")
            for (before, status), row in zip(told, openings, strict=True)
        ]
        plain = [(*words, row.rma or "no link") for words, row in zip(told, openings, strict=True)]
        markup = (table(_HEADS, cells) if cells else "") + "".join(map(paragraph, last))
        return Html(markup, "\n".join([*([plain_table([_HEADS, *plain])] if plain else []), *last])).bundle()
