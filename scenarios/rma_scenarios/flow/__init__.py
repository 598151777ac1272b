"""Tell one flow in many ways: recorded once, shown as sentences, picture, table, plain text and data."""

from rma_scenarios.flow.comparing import changed_arrows
from rma_scenarios.flow.data import flow_data
from rma_scenarios.flow.record import Arrow, Decision, Flow, record_flow
from rma_scenarios.flow.svg import flow_svg
from rma_scenarios.flow.table import flow_table
from rma_scenarios.flow.text import flow_lines

__all__ = [
    "Arrow",
    "Decision",
    "Flow",
    "changed_arrows",
    "flow_data",
    "flow_lines",
    "flow_svg",
    "flow_table",
    "record_flow",
]
