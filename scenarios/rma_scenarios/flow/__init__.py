"""Tell one flow in many ways: recorded once from the journal, shown as sentences, picture and plain text."""

from rma_scenarios.flow.record import Arrow, Decision, Flow, record_flow
from rma_scenarios.flow.svg import flow_svg
from rma_scenarios.flow.text import flow_lines

__all__ = ["Arrow", "Decision", "Flow", "flow_lines", "flow_svg", "record_flow"]
