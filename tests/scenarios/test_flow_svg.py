import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from rma_scenarios.flow import Flow, flow_lines, flow_svg, record_flow
from rma_scenarios.flow.wording import offset, reason
from rma_scenarios.flow.wrapping import text_width, wrapped

DATA = Path(__file__).parent / "data"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=["auto_linking", "outage"])
def flow(request: pytest.FixtureRequest) -> Flow:
    return recorded(request.param)


def recorded(name: str) -> Flow:
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return record_flow(rows["journal"], rows["rounds"], title="Auto-linking", question="Why?")


def drawn(flow: Flow) -> ET.Element:
    return ET.fromstring(flow_svg(flow))  # noqa: S314 - our own writer made it


def texts(picture: ET.Element) -> list[str]:
    return [node.text or "" for node in picture.iter(f"{SVG}text")]


def test_the_same_flow_gives_the_same_bytes(flow: Flow) -> None:
    again = replace(flow)

    assert flow_svg(flow) == flow_svg(again)


def test_every_sentence_and_verdict_stands_in_the_picture(flow: Flow) -> None:
    words = " ".join(texts(drawn(flow))).replace("✗ ", "")

    for sentence in flow.sentences:
        assert sentence in words
    for decision in flow.decisions:
        assert reason(decision) in words
        assert decision.rule in words


def test_the_picture_carries_a_text_alternative_that_tells_the_whole_flow(flow: Flow) -> None:
    picture = drawn(flow)

    title, desc = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert desc.text.split("\n") == flow_lines(flow)


def test_no_text_overlaps_another_or_leaves_the_picture(flow: Flow) -> None:
    picture = drawn(flow)
    width, height = (float(side) for side in picture.get("viewBox").split()[2:])

    boxes = [box(node) for node in picture.iter(f"{SVG}text")]

    for place, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        for other in boxes[place + 1 :]:
            assert right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top


def box(node: ET.Element) -> tuple[float, float, float, float]:
    size = 14 if "lane" in node.get("class") else 12 if {"muted", "rule"} & set(node.get("class").split()) else 13
    wide, x, y = text_width(node.text or "", size), float(node.get("x")), float(node.get("y"))
    kinds = set(node.get("class").split())
    left = x - wide / 2 if kinds & {"says", "lane"} else x - wide if "end" in kinds else x
    return left, y - 11, left + wide, y + 3


def test_a_failed_arrow_is_dashed_and_crossed_and_says_so_in_words() -> None:
    picture = drawn(recorded("outage"))

    dashed = [node for node in picture.iter(f"{SVG}line") if node.get("class") == "failed"]

    assert len(dashed) == 3
    assert sum("✗" in text for text in texts(picture)) == 4


def test_the_five_second_line_is_drawn_with_the_slowest_lookup(flow: Flow) -> None:
    picture = drawn(flow)

    assert "five seconds" in texts(picture)
    assert len([node for node in picture.iter(f"{SVG}line") if node.get("class") == "limit"]) == 1


def test_words_from_outside_cannot_break_the_picture() -> None:
    flow = recorded("auto_linking")
    nasty = replace(flow.arrows[0], sentence='</text><script>alert("x")</script> & "quotes"')

    picture = drawn(replace(flow, title="<b>&", arrows=(nasty,)))

    assert not list(picture.iter(f"{SVG}script"))
    assert "<script>" in " ".join(texts(picture))


def test_a_flow_without_arrows_is_still_a_picture() -> None:
    picture = drawn(Flow("Nothing", "Why?", (), (), (), None))

    assert texts(picture) == ["Customer/Agent", "Gladly", "Adaptor", "ReturnLogic"]


def test_the_picture_asks_for_nothing_from_elsewhere(flow: Flow) -> None:
    markup = flow_svg(flow).replace("http://www.w3.org/2000/svg", "")

    for outside in ("url(", "href", "@import", "<script", "<image"):
        assert outside not in markup


def test_light_and_dark_both_have_colours(flow: Flow) -> None:
    assert "prefers-color-scheme:dark" in flow_svg(flow)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Gladly asks the lookup adaptor: who has gina.lin@example.com?", id="a usual sentence"),
        pytest.param("a" * 300, id="a word without an end"),
        pytest.param("退货" * 60, id="wide letters"),
        pytest.param("", id="nothing"),
    ],
)
def test_wrapped_lines_fit_and_lose_nothing(text: str) -> None:
    lines = wrapped(text, 240, 13)

    assert all(text_width(line, 13) <= 240 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("at_ms", "told"),
    [
        (0.4, "+0 ms"),
        (999, "+999 ms"),
        (1250, "+1.25 s"),
        (59_990, "+59.99 s"),
        (60_000, "+1 min"),
        (3_600_000, "+1 h"),
        (11_100_000, "+3.1 h"),
        (86_400_000, "+1 d"),
        (3650.25 * 86_400_000, "+3650.2 d"),
    ],
)
def test_when_something_happened_is_told_in_its_largest_unit(at_ms: float, told: str) -> None:
    assert offset(at_ms) == told
