"""YAML as plain data: what a word means, where it stands, and what is no plain data."""

from typing import Any

import pytest

from rma_scenarios.format.problems import Place
from rma_scenarios.format.text import MOST_BYTES, TextProblem, child, compose, data_of, keys_of, place_of


def problem(text: str) -> tuple[int, int, str]:
    with pytest.raises(TextProblem) as caught:
        compose(text)
    found = caught.value.problem
    return found.place.line, found.place.column, found.sentence


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("true", True, id="true is a yes"),
        pytest.param("false", False, id="false is a no"),
        pytest.param("yes", "yes", id="yes is text"),
        pytest.param("no", "no", id="no, the country, is text"),
        pytest.param("on", "on", id="on is text"),
        pytest.param("True", "True", id="a capital letter makes text"),
        pytest.param("null", None, id="null is nothing"),
        pytest.param("~", None, id="a tilde is nothing"),
        pytest.param("", None, id="a blank is nothing"),
        pytest.param("12", 12, id="whole number"),
        pytest.param("-3", -3, id="negative number"),
        pytest.param("1.50", 1.5, id="number with a point"),
        pytest.param("2.5e3", 2500.0, id="number with an exponent"),
        pytest.param("007", "007", id="leading zeros are text"),
        pytest.param("0x1F", "0x1F", id="hexadecimal is text"),
        pytest.param("1_000", "1_000", id="underscores are text"),
        pytest.param("12:30:45", "12:30:45", id="a time is text, not base sixty"),
        pytest.param("2026-03-02", "2026-03-02", id="a date is text"),
        pytest.param("2026-03-02T15:00:00Z", "2026-03-02T15:00:00Z", id="a moment is text"),
        pytest.param("'12'", "12", id="quotes make text"),
        pytest.param('"true"', "true", id="double quotes make text"),
        pytest.param(".inf", ".inf", id="infinity is text"),
        pytest.param("#1001", None, id="a hash begins a comment"),
        pytest.param("'#1001'", "#1001", id="a quoted hash does not"),
        pytest.param("=", "=", id="an equals sign is text"),
    ],
)
def test_a_plain_word_means_what_people_think(written: str, value: Any) -> None:
    found = data_of(compose(f"word: {written}\n"))

    assert found == {"word": value}
    assert type(found["word"]) is type(value)


def test_on_may_be_a_key() -> None:
    assert data_of(compose("on: [off, {no: y}]")) == {"on": ["off", {"no": "y"}]}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("﻿a: 1\n", id="byte order mark"),
        pytest.param("a: 1\r\n", id="Windows line ends"),
        pytest.param("---\na: 1\n...\n", id="one document, marked as such"),
        pytest.param("# why\na: 1 # because\n", id="comments"),
    ],
)
def test_what_editors_do_to_a_file_does_not_matter(text: str) -> None:
    assert data_of(compose(text)) == {"a": 1}


def test_text_of_any_language_survives() -> None:
    assert data_of(compose("name: Zoë 山田 🧥\n")) == {"name": "Zoë 山田 🧥"}


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        pytest.param("", (1, 1), "the file is empty; rma new writes one to start from", id="empty"),
        pytest.param("# later\n", (1, 1), "the file is empty; rma new writes one to start from", id="only a comment"),
        pytest.param(
            "a: 1\n---\nb: 2\n",
            (2, 1),
            "a second document begins here; one file holds one scenario",
            id="two documents",
        ),
        pytest.param("a: 1\nb: 2\na: 3\n", (3, 1), "a stands here twice; the first is in line 1", id="a key twice"),
        pytest.param(
            "a:\n  - {b: 1, b: 2}\n",
            (2, 12),
            "b stands here twice; the first is in line 2",
            id="a key twice, deep down",
        ),
        pytest.param(
            "a: &x 1\nb: *x\n",
            (1, 4),
            "anchors and aliases are not part of the format; write the value again",
            id="alias",
        ),
        pytest.param(
            "a: &x 1\n*x : 2\n",
            (1, 4),
            "anchors and aliases are not part of the format; write the value again",
            id="alias as a key",
        ),
        pytest.param(
            "b: 'a & b'\na: &x 1\n",
            (2, 4),
            "anchors and aliases are not part of the format; write the value again",
            id="an anchor that nobody uses",
        ),
        pytest.param(
            "a: &x {b: 1}\nc: {<<: *x}\n",
            (2, 5),
            "merge keys are not part of the format; write the values again",
            id="merge",
        ),
        pytest.param(
            "a: !!python/object/apply:os.system [ls]\n",
            (1, 4),
            "the tag !!python/object/apply:os.system is not part of the format; write plain data",
            id="a tag that would run a program",
        ),
        pytest.param(
            "a: !mine b\n", (1, 4), "the tag !mine is not part of the format; write plain data", id="a tag of one's own"
        ),
        pytest.param(
            'a: !!int "many"\n',
            (1, 4),
            "the tag !!int is not part of the format; write plain data",
            id="a tag that does not fit its value",
        ),
        pytest.param(
            "a: !!set {b, c}\n", (1, 4), "the tag !!set is not part of the format; write plain data", id="a set"
        ),
        pytest.param("? [a, b]\n: c\n", (1, 3), "a key must be a word", id="a list as key"),
        pytest.param("a:\n\tb: 1\n", (2, 1), "there is a tab; YAML is indented with blanks", id="tab"),
        pytest.param("a:\n  -\tb\n", (2, 4), "there is a tab; YAML is indented with blanks", id="tab after a dash"),
        pytest.param(
            "a: b: c\n",
            (1, 5),
            "this is no YAML: a colon too many, or the indentation differs from the line above; "
            "quote text that holds a colon",
            id="a colon too many",
        ),
        pytest.param(
            "a: @gina\n", (1, 4), "text that begins with * & @ ` or % belongs in quotes", id="a sign that YAML reserves"
        ),
        pytest.param("a: *b*\n", (1, 4), "text that begins with * & @ ` or % belongs in quotes", id="a star"),
        pytest.param(
            "a: [b\nc: d\n",
            (2, 2),
            "this is no YAML: while parsing a flow sequence did not find expected ',' or ']'",
            id="an open bracket",
        ),
        pytest.param(
            "a: 'b\n",
            (2, 1),
            "this is no YAML: while scanning a quoted scalar found unexpected end of stream",
            id="quote",
        ),
        pytest.param(
            "a: ok\nb: x\0y\n",
            (2, 5),
            "there is a character that YAML does not allow; save the file as UTF-8 text",
            id="NUL",
        ),
        pytest.param(
            "\x1b[31ma: 1\n",
            (1, 1),
            "there is a character that YAML does not allow; save the file as UTF-8 text",
            id="a terminal's colour code",
        ),
        pytest.param("a: " + "9" * 101, (1, 4), "this number has too many digits", id="a number without end"),
        pytest.param("a: 1.0e999", (1, 4), "this number is too large", id="a number beyond all others"),
    ],
)
def test_what_is_no_plain_data_is_refused_at_its_place(text: str, place: tuple[int, int], sentence: str) -> None:
    assert problem(text) == (*place, sentence)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        pytest.param("[" * 42 + "]" * 42, 42, id="a little too deep"),
        pytest.param("[" * 200_000, 42, id="brackets without end"),
        pytest.param("{a: " * 100_000, 165, id="braces without end"),
        pytest.param("- " * 200_000 + "x", 83, id="dashes without end"),
    ],
)
def test_what_nests_without_end_is_refused_and_does_not_end_the_process(text: str, column: int) -> None:
    assert problem(text) == (1, column, "this nests more than 40 levels deep")


def test_forty_levels_are_not_too_deep() -> None:
    assert data_of(compose("[" * 41 + "]" * 41)) != []


def test_a_wide_file_is_not_a_deep_one() -> None:
    assert len(data_of(compose("a: [" + "[], " * 5000 + "]"))["a"]) == 5000


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    assert problem("a: 1 #" + "x" * MOST_BYTES) == (1, 1, "a scenario file may have up to 1024 KB")


TREE = compose("steps:\n  - agent: {opens_profile: gina}\n  - {agent: x, expect: {profile: {emails: [a, b]}}}\n")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        pytest.param([], Place(1, 1), id="the file"),
        pytest.param(["steps", 0], Place(2, 5), id="a step"),
        pytest.param(["steps", 0, "agent", "opens_profile"], Place(2, 28), id="a value"),
        pytest.param(["steps", 1, "expect", "profile", "emails", 1], Place(3, 47), id="an item of a list"),
        pytest.param(
            ["steps", 0, "agent", "opens_profile", "profile"], Place(2, 28), id="a field left out by its short form"
        ),
        pytest.param(["steps", 0, "tagged-union", "agent"], Place(2, 12), id="a part that is no key"),
        pytest.param(["steps", 7], Place(2, 3), id="an item that there is not"),
    ],
)
def test_a_path_leads_to_a_place_and_passes_over_what_is_not_there(path: list[Any], place: Place) -> None:
    assert place_of(TREE, path) == place


def test_a_path_can_lead_to_the_key_instead_of_its_value() -> None:
    assert place_of(TREE, ["steps", 0, "agent", "opens_profile"], at_key=True) == Place(2, 13)


def test_children_and_keys_are_those_of_mappings_alone() -> None:
    steps = child(TREE, "steps")

    assert (list(keys_of(TREE)), list(keys_of(steps)), child(steps, "agent"), child(None, "a")) == (
        ["steps"],
        [],
        None,
        None,
    )
