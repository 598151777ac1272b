"""The picture of a flow: who asked whom, what Gladly decided, how long the slowest lookup took."""

from dataclasses import dataclass
from typing import Any

from rma_scenarios.flow import Flow, flow_lines, flow_svg


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

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {
            "image/svg+xml": flow_svg(self.flow, changed=self.changed),
            "text/plain": "\n".join(flow_lines(self.flow, changed=self.changed)),
        }
