"""The picture of a flow: who asked whom, what Gladly decided, how long the slowest lookup took."""

from dataclasses import dataclass
from html import escape
from typing import Any

from IPython.display import display

from rma_notebooks.views.markup import Html, folded, table
from rma_scenarios.flow import Flow, flow_lines, flow_svg
from rma_scenarios.flow.table import FLOW_HEADS, flow_rows


@dataclass(frozen=True, slots=True)
class Picture:
    """A flow as a picture; `changed` are the numbers of the arrows that another flow does not have.

    Its plain text tells the whole flow too, for viewers and readers without pictures.
    """

    flow: Flow
    changed: frozenset[int] = frozenset()

    @property
    def sentences(self) -> list[str]:
        """Return what happened, one sentence per arrow."""
        return list(self.flow.sentences)

    @property
    def words(self) -> Html:
        """Show the same flow as a table, folded: for readers whose viewer reads no picture to them."""
        rows = [tuple(map(escape, row)) for row in flow_rows(self.flow, changed=self.changed)]
        markup = folded("The same in words", table(FLOW_HEADS, rows))
        return Html(markup, "The same in words: see the text of the picture.")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {
            "image/svg+xml": flow_svg(self.flow, changed=self.changed),
            "text/plain": "\n".join(flow_lines(self.flow, changed=self.changed)),
        }

    def _ipython_display_(self) -> None:
        display(self._repr_mimebundle_(), raw=True)
        display(self.words)
