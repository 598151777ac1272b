"""Expectations that say nothing, or could never say anything else, are refused where they stand."""

from pathlib import Path

import pytest

from rma_scenarios.format.problems import FileProblems
from rma_scenarios.format.reading import read_text

STORY = """format: 1
scenario: The agent sees her return
because: Nobody wants to ask for a number.
given:
  people:
    gina: {{name: Gina Lin, email: gina.lin@example.com}}
steps:
  - agent: {{opens_profile: gina}}
    {}
"""


def told(rest: str) -> list[str]:
    try:
        read_text(STORY.format(rest), Path("gina.scenario.yaml"))
    except FileProblems as error:
        return [problem.sentence for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        pytest.param(
            "profile: {name: {count: 2}}",
            "count says nothing of a text; "
            "write one of: absent, contains, exactly, is_not, links_to, matches, number_of, one_of",
            id="letters are not counted",
        ),
        pytest.param(
            "ledger: {slowest_lookup: {matches: x}}",
            "matches says nothing of a duration; write one of: absent, over, under",
            id="a duration is no text",
        ),
        pytest.param("ledger: {lookups: {is_not: three}}", "is_not needs a number here", id="a word is no number"),
        pytest.param("ledger: {lookups: {one_of: [1, x]}}", "one_of needs a number here", id="one of the values"),
        pytest.param("ledger: {lookups: {is_not: true}}", "is_not needs a number here", id="yes is no number"),
        pytest.param("profile: {name: {exactly: {contains: x}}}", "exactly needs a text here", id="exactly"),
        pytest.param("profile: {name: {contains: 5}}", "contains needs a text here", id="a text holds texts"),
        pytest.param("profile: {name: {is_not: {contains: 5}}}", "contains needs a text here", id="inside of is_not"),
        pytest.param("profile: {emails: {exactly: x}}", "exactly needs a list here", id="a list is a list"),
        pytest.param(
            "chat: [{is_not: {at_least: x}}]", "at_least must be a number, not 'x'", id="a matcher in is_not is checked"
        ),
        pytest.param("profile: {name: {one_of: []}}", "one_of must not be empty", id="one of nothing"),
    ],
)
def test_a_word_of_a_matcher_that_would_always_or_never_hold_is_refused(expect: str, sentence: str) -> None:
    assert told(f"expect: {{{expect}}}") == [sentence]


@pytest.mark.parametrize(
    "expect",
    [
        "profile: {name: {is_not: {contains: Gina}}}",
        "profile: {name: {is_not: null}}",
        "profile: {name: {one_of: [Gina, {matches: ^L}]}}",
        "ledger: {lookups: {is_not: {at_least: 3}}}",
        "ledger: {lookups: {one_of: [1, 2]}}",
        "profile: {emails: {contains: {matches: example}}}",
        "profile: {cards: {is_not: {count: 2}}}",
    ],
)
def test_matchers_stand_inside_of_matchers(expect: str) -> None:
    assert told(f"expect: {{{expect}}}") == []


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        pytest.param("expect: {ledger: {}}", "ledger must say what holds", id="ledger"),
        pytest.param("expect: {ledger: {calls: []}}", "calls must not be empty", id="calls"),
        pytest.param("expect: {ledger: {order: []}}", "order must not be empty", id="order"),
        pytest.param("expect: {never: []}", "never must not be empty", id="never"),
        pytest.param("expect: {exactly_once: []}", "exactly_once must not be empty", id="exactly once"),
        pytest.param("expect: {profile: {name: {contains: ''}}}", "contains must not be empty", id="contains"),
        pytest.param("expect: {profile: {name: {matches: ''}}}", "matches must not be empty", id="matches"),
        pytest.param(
            "eventually: {never: [{to: returnlogic}]}",
            "never holds at once, before anything can come; write it in expect or finally",
            id="never, soon",
        ),
        pytest.param(
            "eventually: {within: 0s, profile: {linked: true}}", "within must be longer than nothing", id="no time"
        ),
        pytest.param(
            "eventually: {within: 30s, profile: {linked: true}}",
            "step 1 waits 30 s, but the whole case has 30 s; give it a longer within",
            id="all the time there is",
        ),
    ],
)
def test_what_would_hold_whatever_happens_or_could_never_hold_is_refused(step: str, sentence: str) -> None:
    assert told(step) == [sentence]


def test_a_wait_may_be_long_where_the_case_has_longer() -> None:
    text = STORY.format("eventually: {within: 30s, profile: {linked: true}}")

    assert read_text(text.replace("given:", "within: 1m\ngiven:", 1), Path("gina.scenario.yaml"))


def test_a_case_needs_some_time() -> None:
    text = STORY.format("").replace("given:", "within: 0s\ngiven:", 1)

    with pytest.raises(FileProblems, match="within must be longer than nothing"):
        read_text(text, Path("gina.scenario.yaml"))
