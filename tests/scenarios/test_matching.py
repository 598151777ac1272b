"""What counts as expected, matcher by matcher, and how a difference is told."""

from typing import Any

import pytest

from rma_scenarios.engine.matching import Difference, differences, field_differences, shown


class Jacket:
    """Knows one RMA."""

    def rma_id(self, key: str) -> str:
        assert key == "jacket"
        return "1048576"

    def rma_url(self, key: str) -> str:
        return f"http://returnlogic.test/rma/{self.rma_id(key)}"


NAMES = Jacket()


def told(expected: Any, actual: Any) -> list[tuple[str, str, str]]:
    found = differences(expected, actual, NAMES)
    return [(".".join(map(str, one.path)), one.expected, one.actual) for one in found]


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        pytest.param("a", "a", id="equal text"),
        pytest.param(3, 3, id="equal numbers"),
        pytest.param(3, 3.0, id="a whole number with and without point"),
        pytest.param(True, True, id="equal answers"),
        pytest.param(None, None, id="nothing and nothing"),
        pytest.param({"a": 1}, {"a": 1, "b": 2}, id="a mapping agrees where it is written"),
        pytest.param({"a": {"b": None}}, {"a": {}}, id="null is there when a field is not"),
        pytest.param([1, 2], [1, 2], id="equal lists"),
        pytest.param(
            [{"a": 1}, {}], [{"a": 1, "b": 2}, {"c": 3}], id="mappings in a list agree where they are written"
        ),
        pytest.param({"exactly": {"a": [1]}}, {"a": [1]}, id="exactly"),
        pytest.param({"exactly": {"count": 1}}, {"count": 1}, id="exactly, with a word of matchers inside"),
        pytest.param({"exactly": 2}, 2.0, id="exactly a number"),
        pytest.param({"matches": "^J.*t$"}, "Jacket", id="matches"),
        pytest.param({"matches": "ack"}, "Jacket", id="matches somewhere"),
        pytest.param({"contains": "ack"}, "Jacket", id="contains a text"),
        pytest.param({"contains": "b"}, ["a", "b"], id="contains a value"),
        pytest.param({"contains": {"product": "Boots"}}, [{"product": "Boots", "size": "M"}], id="contains a mapping"),
        pytest.param({"contains": {"matches": "^B"}}, ["Aa", "Bb"], id="contains what a matcher says"),
        pytest.param({"absent": True}, None, id="absent: null"),
        pytest.param({"absent": True}, "", id="absent: empty text"),
        pytest.param({"absent": True}, [], id="absent: empty list"),
        pytest.param({"a": {"absent": True}}, {}, id="absent: no such field"),
        pytest.param({"absent": False}, 0, id="zero is not absent"),
        pytest.param({"absent": False}, False, id="no is not absent"),
        pytest.param({"count": 2}, ["a", "b"], id="count of a list"),
        pytest.param({"count": 1}, {"a": 1}, id="count of a mapping"),
        pytest.param({"count": 0}, None, id="count of nothing"),
        pytest.param({"a": {"count": 0}}, {}, id="count of what is not there"),
        pytest.param({"count": {"at_least": 2}}, [1, 2, 3], id="count in a range"),
        pytest.param({"at_least": 2}, 2, id="at least"),
        pytest.param({"at_most": 2}, 2, id="at most"),
        pytest.param({"at_least": 1, "at_most": 3}, 2, id="both ends"),
        pytest.param({"over": 0.5}, 0.6, id="over"),
        pytest.param({"under": 0.5}, 0.4, id="under"),
        pytest.param({"one_of": ["a", 2]}, 2, id="one of"),
        pytest.param({"is_not": "a"}, "b", id="is not"),
        pytest.param({"is_not": "1"}, 1, id="text is not a number"),
        pytest.param({"is_not": {"contains": "Gina"}}, "Leo", id="is not what a matcher says"),
        pytest.param({"is_not": {"absent": True}}, "Leo", id="is not absent"),
        pytest.param({"a": {"is_not": "b"}}, {"a": None}, id="null is not a text"),
        pytest.param({"one_of": ["a", {"contains": "Gina"}]}, "Gina Lin", id="one of them is a matcher"),
        pytest.param({"one_of": [{"a": 1}]}, {"a": 1, "b": 2}, id="one of them is a mapping"),
        pytest.param({"links_to": "jacket"}, "http://returnlogic.test/rma/1048576", id="links to"),
        pytest.param({"number_of": "jacket"}, "1048576", id="number of"),
        pytest.param({"number_of": "jacket"}, 1048576, id="number of, as a number"),
        pytest.param({"a": [{"b": {"count": 1}}]}, {"a": [{"b": ["x"]}]}, id="a matcher deep inside"),
        pytest.param({"count": 1, "size": 2}, {"count": 1, "size": 2}, id="a mapping with another key is no matcher"),
    ],
)
def test_this_is_as_expected(expected: Any, actual: Any) -> None:
    assert told(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "what"),
    [
        pytest.param("a", "b", ("", "a", "b"), id="text"),
        pytest.param("a", "A", ("", "a", "A"), id="another case"),
        pytest.param("a b", "a  b", ("", "a b", '"a  b"'), id="a blank more"),
        pytest.param("a", " a", ("", "a", '" a"'), id="a blank before"),
        pytest.param("", "a", ("", '""', "a"), id="empty text"),
        pytest.param("a", None, ("", "a", "nothing"), id="nothing"),
        pytest.param(None, "a", ("", "nothing", "a"), id="something"),
        pytest.param(True, 1, ("", "true", "1"), id="yes is no number"),
        pytest.param(1, True, ("", "1", "true"), id="a number is no yes"),
        pytest.param({"a": 1}, {}, ("a", "1", "nothing"), id="no such field"),
        pytest.param({"a": {"b": 1}}, {"a": 7}, ("a", '{"b": 1}', "7"), id="no mapping"),
        pytest.param([1, 2], [1, 3], ("1", "2", "3"), id="an item"),
        pytest.param([1], "1", ("", "[1]", "1"), id="no list"),
        pytest.param(["a"], ["a", "b"], ("", '1 of them: ["a"]', '2: ["a", "b"]'), id="more of them"),
        pytest.param([], ["a"], ("", "0 of them: []", '1: ["a"]'), id="one where none should be"),
        pytest.param(
            {"exactly": {"a": 1}}, {"a": 1, "b": 2}, ("exactly", '{"a": 1}', '{"a": 1, "b": 2}'), id="not exactly"
        ),
        pytest.param({"exactly": True}, 1, ("exactly", "true", "1"), id="exactly yes"),
        pytest.param({"exactly": [1]}, [1, 1], ("exactly", "[1]", "[1, 1]"), id="not exactly the list"),
        pytest.param({"matches": "^B"}, "Jacket", ("matches", "matches ^B", "Jacket"), id="does not match"),
        pytest.param({"matches": "4"}, 42, ("matches", "matches 4", "42"), id="no text to match"),
        pytest.param({"contains": "boot"}, "Boots", ("contains", "contains boot", "Boots"), id="does not contain"),
        pytest.param(
            {"contains": "c"}, ["ac"], ("contains", "contains c", '["ac"]'), id="a list contains whole values"
        ),
        pytest.param({"contains": 4}, "42", ("contains", "contains 4", "42"), id="a text contains no number"),
        pytest.param({"absent": True}, "x", ("absent", "nothing", "x"), id="not absent"),
        pytest.param({"absent": False}, [], ("absent", "something", "[]"), id="absent after all"),
        pytest.param({"count": 2}, ["a"], ("count", "count of 2", '1: ["a"]'), id="too few"),
        pytest.param({"count": 2}, None, ("count", "count of 2", "0"), id="none at all"),
        pytest.param({"count": 2}, "ab", ("count", "count of 2", "no list: ab"), id="letters are not counted"),
        pytest.param(
            {"count": {"at_least": 2}},
            ["a"],
            ("count.at_least", "count of at least 2", '1: ["a"]'),
            id="count in a range",
        ),
        pytest.param({"at_least": 3}, 2, ("at_least", "at least 3", "2"), id="below"),
        pytest.param({"at_most": 3}, 4, ("at_most", "at most 3", "4"), id="above"),
        pytest.param({"at_least": 3}, "4", ("at_least", "at least 3", "4"), id="text is not above"),
        pytest.param({"at_least": 1}, True, ("at_least", "at least 1", "true"), id="yes is not above"),
        pytest.param({"over": 0.5}, 0.5, ("over", "over 0.5 s", "0.5"), id="not over"),
        pytest.param({"under": 5.0}, 6, ("under", "under 5 s", "6"), id="not under"),
        pytest.param({"one_of": ["a", "b"]}, "c", ("one_of", 'one of ["a", "b"]', "c"), id="none of them"),
        pytest.param({"one_of": [1]}, True, ("one_of", "one of [1]", "true"), id="yes is not one of the numbers"),
        pytest.param({"is_not": "a"}, "a", ("is_not", "is not a", "a"), id="is"),
        pytest.param(
            {"is_not": {"contains": "Gina"}},
            "Gina Lin",
            ("is_not", 'is not {"contains": "Gina"}', "Gina Lin"),
            id="is what a matcher says",
        ),
        pytest.param({"a": {"is_not": "b"}}, {}, ("a.is_not", "is not b", "nothing"), id="is not there at all"),
        pytest.param(
            {"one_of": [{"contains": "Leo"}]},
            "Gina Lin",
            ("one_of", 'one of [{"contains": "Leo"}]', "Gina Lin"),
            id="like none of them",
        ),
        pytest.param(
            {"links_to": "jacket"},
            "http://returnlogic.test/rma/1",
            (
                "links_to",
                "the link to RMA jacket, http://returnlogic.test/rma/1048576",
                "http://returnlogic.test/rma/1",
            ),
            id="links elsewhere",
        ),
        pytest.param(
            {"number_of": "jacket"}, 1, ("number_of", "the number of RMA jacket, 1048576", "1"), id="another number"
        ),
    ],
)
def test_this_is_not_as_expected(expected: Any, actual: Any, what: tuple[str, str, str]) -> None:
    assert told(expected, actual) == [what]


def test_is_not_null_wants_something() -> None:
    assert told({"a": {"is_not": None}}, {}) == [("a.is_not", "is not nothing", "nothing")]


def test_is_not_of_a_misspelt_field_says_what_to_write() -> None:
    [found] = differences({"attributes": {"rmaSattus": {"is_not": "x"}}}, {"attributes": {"rmaStatus": "y"}}, NAMES)

    assert found.hint == "there is no such value at all; if none is wanted, write absent: true"


def test_every_word_of_a_matcher_must_hold_and_each_is_told() -> None:
    found = told({"at_least": 5, "at_most": 1, "is_not": 3}, 3)

    assert [what for what, _, _ in found] == ["at_least", "at_most", "is_not"]


def test_all_differences_are_told_in_the_order_of_the_expectation() -> None:
    expected = {"b": 1, "a": {"y": [1, {"absent": True}], "x": "z"}}

    found = told(expected, {"a": {"x": "w", "y": [2, 3]}, "b": 0})

    assert [what for what, _, _ in found] == ["b", "a.y.0", "a.y.1.absent", "a.x"]


def test_a_path_begins_where_the_expectation_stands() -> None:
    [found] = differences({"a": 1}, {"a": 2}, NAMES, ("steps", 0, "expect"))

    assert found == Difference(("steps", 0, "expect", "a"), "1", "2")


@pytest.mark.parametrize(
    ("expected", "actual", "hint"),
    [
        pytest.param(42, "42", "the value is text; write it in quotes", id="a number that is text"),
        pytest.param(True, "true", "the value is text; write it in quotes", id="a yes that is text"),
        pytest.param("42", 42, "the value is no text; write it without quotes", id="text that is a number"),
        pytest.param("x" * 400 + "a", "x" * 400 + "b", "they differ from letter 401 on", id="long texts"),
        pytest.param("x" * 400, "x" * 500, "they differ from letter 401 on", id="a long text in a longer one"),
        pytest.param("a", "b", "", id="nothing to add"),
    ],
)
def test_a_difference_that_cannot_be_seen_is_explained(expected: Any, actual: Any, hint: str) -> None:
    [found] = differences(expected, actual, NAMES)

    assert found.hint == hint


def test_fields_called_like_a_matchers_word_are_fields_where_there_can_be_no_matcher() -> None:
    assert [
        one.path for one in field_differences({"matches": [1], "count": 2}, {"matches": [1], "count": 3}, NAMES)
    ] == [("count",)]
    assert field_differences({"matches": []}, None, NAMES) == [Difference((), '{"matches": []}', "nothing")]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        pytest.param("two\nlines", '"two\\nlines"', id="lines"),
        pytest.param("Zoë 🧥", "Zoë 🧥", id="any language"),
        pytest.param({"ä": [None, True]}, '{"ä": [null, true]}', id="plain data"),
        pytest.param("x" * 301, "x" * 300 + " …", id="long"),
    ],
)
def test_a_value_is_shown_on_one_line(value: Any, line: str) -> None:
    assert shown(value) == line
