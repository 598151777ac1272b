"""What a cell shows of a story: the same in HTML, picture and plain text, with nothing that a viewer would drop."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rma_notebooks import what_if
from rma_notebooks.errors import NotebookProblem
from rma_notebooks.steady import STEADY_VARIABLE
from rma_notebooks.story import Story
from rma_notebooks.views.verdict import Verdict, verdict_table
from rma_notebooks.what_if import Comparison
from rma_scenarios.engine.result import Failure
from rma_scenarios.flow import Flow

DROPPED = re.compile(r"<script|<style|<iframe|\son\w+=|class=", re.IGNORECASE)


def shown(view: Any) -> dict[str, str]:
    bundle: dict[str, str] = view._repr_mimebundle_()
    return bundle


@pytest.mark.parametrize("name", ["verdict", "card", "timeline", "exchanges"])
def test_a_view_needs_neither_script_nor_style_sheet_and_has_a_text_beside_it(story: Story, name: str) -> None:
    bundle = shown(getattr(story, name))

    assert set(bundle) == {"text/html", "text/plain"}
    assert not DROPPED.search(bundle["text/html"])
    assert bundle["text/plain"]


def test_the_picture_tells_the_whole_flow_in_words_too(story: Story) -> None:
    bundle = shown(story.flow)

    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert all(sentence in bundle["text/plain"] for sentence in story.flow.sentences)


def test_the_verdict_is_the_last_one_that_decided(story: Story) -> None:
    verdict = story.verdict

    assert (verdict.rule, verdict.outcome) == (story.recorded.decisions[-1].rule, story.recorded.decisions[-1].outcome)
    assert verdict.why in shown(verdict)["text/plain"]


def test_what_stands_beside_a_verdict_is_never_taken_for_it(story: Story) -> None:
    decisions = story.recorded.decisions
    beside = replace(decisions[-1], outcome="not_shown", rule="GL-ATTR-3")
    flow = replace(story.recorded, decisions=(*decisions, beside))

    assert Verdict.of(flow, None).rule == decisions[-1].rule


def test_a_story_without_a_lookup_says_that_nothing_was_decided(story: Story) -> None:
    verdict = Verdict.of(replace(story.recorded, decisions=()), None)

    assert shown(verdict)["text/plain"] == "Gladly decided nothing: no lookup was due."


def test_a_story_that_stopped_says_where(recorded: Callable[..., Story]) -> None:
    stopped = recorded("auto_linking", failure=Failure(("steps", 0), "there is no match number 1 to pick"))

    assert shown(stopped.verdict)["text/plain"].startswith("✗ The story stopped here: there is no match number 1")


def test_verdicts_by_name_become_one_table(story: Story, outage: Story) -> None:
    lines = verdict_table({"Gina": story.verdict, "Omar": outage.verdict}).plain.splitlines()

    assert lines[0].split("  ")[0] == "Who"
    assert [line.split("  ")[0] for line in lines[1:]] == ["Gina", "Omar"]


def test_the_card_says_what_the_profile_is_linked_to_and_leads_to_it(recorded: Callable[..., Story]) -> None:
    card = {
        "id": "p1",
        "name": "Gina <Lin>",
        "is_linked": True,
        "links": [{"state": "LINKED", "name": "ReturnLogic"}],
        "emails": [{"original": "gina.lin@example.com"}],
        "attributes": [
            {"name": "rma", "label": "RMA", "value": "http://127.0.0.1:8702/w/a/originate/rma/1"},
            {"name": "rmaNotice", "label": "Notice", "value": ""},
            {"name": "bad", "label": "Bad", "value": "javascript:alert(1)"},
        ],
        "transactions": [{"title": "1 Order", "cards": [{"orderNumber": "#1", "orderStatus": "In Transit"}]}],
    }
    story = recorded("auto_linking", card=card)

    assert story.card.facts == {
        "Name": "Gina <Lin>",
        "Linked to": "ReturnLogic",
        "E-mail": "gina.lin@example.com",
        "RMA": "http://127.0.0.1:8702/w/a/originate/rma/1",
        "Bad": "javascript:alert(1)",
        "1 Order": "#1 · In Transit",
    }
    html = shown(story.card)["text/html"]
    assert "Gina &lt;Lin&gt;" in html
    assert re.findall(r'href="([^"]*)"', html) == [
        "http://127.0.0.1:8702/w/a/originate/rma/1",
        "http://127.0.0.1:8701/w/w-0badcafe/desk#/people/p1",
    ]
    assert story.linked
    assert story.attributes == {"rma": card["attributes"][0]["value"], "bad": "javascript:alert(1)"}


def test_the_timeline_draws_lookups_against_five_seconds(outage: Story) -> None:
    lines = shown(outage.timeline)["text/plain"].splitlines()

    assert lines[0].split() == ["After", "What", "happens", "Took", "Of", "five", "seconds"]
    assert any(line.endswith("▓▓▓▓▓▓▓▓▓▓ over") for line in lines)
    assert lines[-1] == "Slowest lookup: 15.0 s, over the five seconds that Gladly asks for."


def test_raw_exchanges_are_folded_and_hold_no_secret(story: Story) -> None:
    html = shown(story.exchanges)["text/html"]

    assert html.count("<details>") == len(story.recorded.exchanges)
    assert "<details open" not in html


def test_where_outputs_are_compared_no_time_of_the_machine_is_shown(
    recorded: Callable[..., Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STEADY_VARIABLE, "1")
    story = recorded("auto_linking")

    texts = [shown(view)["text/plain"] for view in (story.flow, story.timeline, story.exchanges)]

    assert not re.search(r"\d ms|\+\d+ ", "\n".join(texts))


def test_two_stories_are_compared_by_verdict_and_arrow(story: Story, outage: Story) -> None:
    comparison = Comparison(story, outage)
    one, other = comparison.pictures

    assert comparison.flips
    assert not Comparison(story, story).flips
    assert (bool(one.changed), bool(other.changed)) == (True, True)
    assert comparison.table.plain.splitlines()[1].startswith("Verdict")
    assert [picture.changed for picture in Comparison(story, story).pictures] == [frozenset(), frozenset()]


def test_what_if_wants_a_story_and_a_difference(story: Story) -> None:
    with pytest.raises(NotebookProblem, match=r"wants first is a story, as play\(\) makes it, not 'gina'"):
        what_if("gina", agent={})  # type: ignore[arg-type]
    with pytest.raises(NotebookProblem, match="Say what is different"):
        what_if(story)
    with pytest.raises(NotebookProblem, match="did you mean profiles"):
        what_if(story, given={"profils": {}})


def test_a_story_gives_its_flow_as_data_and_itself_as_a_scenario(story: Story) -> None:
    assert isinstance(story.recorded, Flow)
    assert story.data["arrows"][0]["from"] == "Customer/Agent"
    assert "- agent:\n    opens_profile: gina\n" in story.scenario
