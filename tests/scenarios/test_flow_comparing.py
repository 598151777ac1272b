"""Two flows side by side: what is the same, what is not, and that a picture says so without colour."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from rma_scenarios.flow import Flow, changed_arrows, flow_lines, flow_svg, flow_table, record_flow
from rma_scenarios.flow.table import flow_rows

DATA = Path(__file__).parent / "data"


@pytest.fixture
def flow() -> Flow:
    rows = json.loads((DATA / "auto_linking.json").read_text(encoding="utf-8"))
    return record_flow(rows["journal"], rows["rounds"], title="Auto-linking", question="Why?")


def with_sentence(flow: Flow, number: int, sentence: str) -> Flow:
    arrows = [replace(arrow, sentence=sentence) if arrow.number == number else arrow for arrow in flow.arrows]
    return replace(flow, arrows=tuple(arrows))


def test_equal_flows_differ_in_nothing_whatever_the_time(flow: Flow) -> None:
    slower = replace(flow, arrows=tuple(replace(arrow, at_ms=arrow.at_ms + 900) for arrow in flow.arrows))

    assert changed_arrows(flow, slower) == (frozenset(), frozenset())


def test_another_sentence_is_a_change_on_both_sides(flow: Flow) -> None:
    other = with_sentence(flow, 3, "Adaptor answers: one match")

    assert changed_arrows(flow, other) == (frozenset({3}), frozenset({3}))


def test_arrows_that_one_flow_does_not_have_are_changes_of_the_other_only(flow: Flow) -> None:
    shorter = replace(flow, arrows=flow.arrows[:-2])
    last = {arrow.number for arrow in flow.arrows[-2:]}

    assert changed_arrows(flow, shorter) == (frozenset(last), frozenset())


def test_a_failure_in_the_same_words_is_a_change(flow: Flow) -> None:
    failed = replace(flow, arrows=(*flow.arrows[:-1], replace(flow.arrows[-1], is_failed=True)))

    assert changed_arrows(flow, failed)[1] == {flow.arrows[-1].number}


def test_every_view_marks_changed_arrows_with_a_sign(flow: Flow) -> None:
    changed = frozenset({2, 5})

    marked_lines = [line for line in flow_lines(flow, changed=changed) if line.startswith("≠")]
    picture = ET.fromstring(flow_svg(flow, changed=changed))  # noqa: S314 - our own writer made it
    signs = [node for node in picture.iter() if node.text == "≠"]

    assert [int(line.split(".")[0][1:]) for line in marked_lines] == [2, 5]
    assert len(signs) == 2 * len(changed)
    assert [row[0] for row in flow_rows(flow, changed=changed) if "≠" in row[0]] == ["≠ 2", "≠ 5"]


def test_without_changes_no_view_has_the_sign(flow: Flow) -> None:
    assert "≠" not in "".join([*flow_lines(flow), flow_svg(flow), flow_table(flow)])
