import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.flow import record_flow
from rma_scenarios.report import Chapter, Check, report_html, write_report

DATA = Path(__file__).parent / "data"
MADE_AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@pytest.fixture
def chapter() -> Chapter:
    recorded = json.loads((DATA / "auto_linking.json").read_text(encoding="utf-8"))
    flow = record_flow(recorded["journal"], recorded["rounds"], title="Auto-linking", question="Why did it link?")
    checks = (Check("Nothing is linked yet", is_met=True), Check("The agent sees the RMA link", is_met=True))
    return Chapter(flow, "Gina is known by phone.\n\nThen by e-mail.", checks, recorded["profile"], None, 1234.0)


def html_of(*chapters: Chapter, **more: Any) -> str:
    return report_html(chapters, title="rma demo", made_at=MADE_AT, **more)


class Outline(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened, self.links, self.ids, self.stack = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.opened.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found[key] for key in ("href", "src") if key in found]
        if tag not in {"meta", "br", "rect", "line", "input"}:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - html.parser's
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag


def test_the_report_is_one_file_that_needs_no_other(chapter: Chapter) -> None:
    outline = Outline(html_of(chapter))

    assert not {"script", "link", "img", "iframe", "object"} & set(outline.opened)
    assert outline.stack == []
    assert outline.opened.count("title") == 2


def test_every_link_inside_the_report_has_its_end(chapter: Chapter) -> None:
    outline = Outline(html_of(chapter, replace(chapter, failure="no")))

    assert {link[1:] for link in outline.links if link.startswith("#")} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))


def test_the_report_asks_tells_and_shows_what_the_agent_saw(chapter: Chapter) -> None:
    html = html_of(chapter)

    for words in (
        "<h2>Why did it link?</h2>",
        "<p>Then by e-mail.</p>",
        "Linked to ReturnLogic",
        "2 March 2026, 15:00",
    ):
        assert words in html
    assert 'href="http://127.0.0.1:40003/w/w1/originate/rma/1048576"' in html


def test_failed_flows_come_first_and_say_what_was_expected(chapter: Chapter) -> None:
    failed = replace(chapter, failure="expected: a link, actual: <none>", flow=replace(chapter.flow, title="Broken"))

    html = html_of(chapter, failed)

    assert html.index("Broken") < html.index("Auto-linking")
    assert "expected: a link, actual: &lt;none&gt;" in html


def test_no_secret_reaches_the_report(chapter: Chapter) -> None:
    html = html_of(chapter)

    assert "rl-key-1" not in html
    assert "9ee3f0c2" not in html


def test_words_from_outside_stay_words(chapter: Chapter) -> None:
    card = {
        "name": "<script>alert(1)</script>",
        "attributes": [{"name": "rma", "label": "RMA", "value": "javascript:alert(1)"}],
    }

    html = html_of(replace(chapter, card=card, story="<img src=x>"))

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html


def test_rules_are_listed_with_their_sentences_and_flows(chapter: Chapter) -> None:
    html = html_of(replace(chapter, rules=("GL-CHAT-1",)), known_rules={"GL-LINK-1": {"sentence": "One match links."}})

    assert "One match links." in html
    for rule in ("GL-CHAT-1", "GL-LINK-1", "GL-LINK-3"):
        assert f'id="rule-{rule}"' in html


def test_a_rule_of_a_long_report_leads_to_its_flows(chapter: Chapter) -> None:
    failed = replace(chapter, failure="no", rules=("GL-CHAT-1",))

    outline = Outline(html := html_of(*[chapter] * 5, failed))

    row = html[html.index('id="rule-GL-CHAT-1"') :].partition("</tr>")[0]
    assert "<summary>1 flow</summary>" in row
    assert '<a href="#flow-1">' in row, "failed flows stand first"
    assert outline.stack == []


def test_a_chapter_that_ended_before_anything_happened_is_still_a_page(chapter: Chapter) -> None:
    empty = replace(chapter, flow=record_flow([], [], title="t", question="q"), checks=(), card=None, failure="gone")

    html = html_of(empty)

    assert "No profile was on the screen." in html
    assert "the flow ended before its first check" in html


def test_a_huge_body_is_cut_and_says_so(chapter: Chapter) -> None:
    exchange = replace(chapter.flow.exchanges[0], response_body="x" * 100_000)

    html = html_of(replace(chapter, flow=replace(chapter.flow, exchanges=(exchange,))))

    assert "cut here: 100000 letters in all" in html
    assert len(html) < 60_000


def test_writing_makes_the_folder_and_gives_the_absolute_path(chapter: Chapter, tmp_path: Path) -> None:
    written = write_report(tmp_path / "new" / "r.html", [chapter], title="t", made_at=MADE_AT)

    assert written == tmp_path / "new" / "r.html"
    assert written.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_long_report_is_folded_counted_and_can_be_searched(chapter: Chapter) -> None:
    chapters = [replace(chapter, failure="expected a link" if number == 4 else None) for number in range(6)]

    html = html_of(*chapters)

    outline = Outline(html)
    assert outline.stack == []
    assert outline.opened.count("script") == 1
    assert "src=" not in html
    assert html.count('<details class="flow" open>') == 1
    assert html.count('<details class="flow">') == 5
    assert "✓ 5 held" in html
    assert "✗ 1 failed" in html


def test_without_scripts_a_long_report_hides_nothing_but_the_search(chapter: Chapter) -> None:
    html = html_of(*[chapter] * 6)

    assert re.findall(r"<(\w+)[^>]* hidden", html) == ["form"]
