"""Each view of a recorded flow, byte by byte: whoever changes how a flow looks sees all of it in the diff.

After looking at the new pictures, write them with: python tests/scenarios/test_flow_snapshots.py
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rma_scenarios.flow import Flow, flow_data, flow_lines, flow_svg, flow_table, record_flow

DATA = Path(__file__).parent / "data"
VIEWS: dict[str, Callable[[Flow], str]] = {
    "svg": flow_svg,
    "txt": lambda flow: "\n".join(flow_lines(flow)),
    "html": flow_table,
    "view.json": lambda flow: json.dumps(flow_data(flow), indent=1, ensure_ascii=False),
}


def recorded(name: str) -> Flow:
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return record_flow(rows["journal"], rows["rounds"], title=name, question="Why?").normalised()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", ["auto_linking", "outage"])
def test_a_view_is_what_it_was(name: str, view: str) -> None:
    assert VIEWS[view](recorded(name)) + "\n" == (DATA / f"{name}.{view}").read_text(encoding="utf-8")


if __name__ == "__main__":
    for flow_name in ("auto_linking", "outage"):
        for ending, view_of in VIEWS.items():
            (DATA / f"{flow_name}.{ending}").write_text(view_of(recorded(flow_name)) + "\n", encoding="utf-8")
