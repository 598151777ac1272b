"""Several cases in one file: which there are, what they are called, and what stands in each."""

from pathlib import Path
from typing import Any

import pytest

from rma_scenarios.format.problems import FileProblems
from rma_scenarios.format.reading import Case, read_text


def cases(matrix: str, *, name: str = "<name>", rest: str = "") -> list[Case]:
    text = (
        "format: 1\nscenario: Anybody gets a profile\nbecause: Everybody matters\n"
        f"matrix: {matrix}\nsteps:\n  - agent: {{creates_profile: {{name: {name}}}}}\n{rest}"
    )
    return read_text(text, Path("people.scenario.yaml"))


def problems(matrix: str, **parts: str) -> list[str]:
    with pytest.raises(FileProblems) as caught:
        cases(matrix, **parts)
    return [f"{one.place.line}:{one.place.column} {one.sentence}" for one in caught.value.problems]


def made(case: Case) -> dict[str, Any]:
    return case.scenario.steps[0].actor.verb.model_dump(exclude_unset=True)


def test_lists_are_combined_and_the_last_one_changes_fastest() -> None:
    found = cases("{name: [Ana, Ben], mail: [a@b.example, c@d.example]}", name="<name>, emails: [<mail>]")

    assert [case.name for case in found] == [
        "people[ana-a-b.example]",
        "people[ana-c-d.example]",
        "people[ben-a-b.example]",
        "people[ben-c-d.example]",
    ]
    assert made(found[1]) == {"name": "Ana", "emails": ["c@d.example"]}


def test_rows_are_taken_one_by_one_and_may_name_themselves() -> None:
    found = cases("[{case: A shopper, name: Ana}, {case: Nobody we know, name: '?'}]")

    assert [case.name for case in found] == ["people[a-shopper]", "people[nobody-we-know]"]
    assert [made(case)["name"] for case in found] == ["Ana", "?"]


def test_a_file_without_a_matrix_is_one_case_without_a_label() -> None:
    text = "format: 1\nscenario: S\nbecause: B\nsteps:\n  - agent: {creates_profile: {name: Ana}}\n"

    [case] = read_text(text, Path("one.scenario.yaml"))

    assert (case.name, case.label, case.id) == ("one", "", "one.scenario.yaml::one")


@pytest.mark.parametrize(
    ("value", "written", "got"),
    [
        pytest.param("[a@b.example, c@d.example]", "<v>", ["a@b.example", "c@d.example"], id="a whole list"),
        pytest.param("a@b.example", "[<v>]", ["a@b.example"], id="an item of a list"),
        pytest.param("ana", "[<v>@b.example]", ["ana@b.example"], id="a part of a text"),
        pytest.param("7", "[x<v>@b<v>.example]", ["x7@b7.example"], id="a number inside a text, twice"),
        pytest.param("2.50", "[x<v>@b.example]", ["x2.50@b.example"], id="as it is written"),
    ],
)
def test_a_value_takes_the_place_of_its_word(value: str, written: str, got: list[str]) -> None:
    [case] = cases(f"{{v: [{value}]}}", name=f"Ana, emails: {written}")

    assert made(case)["emails"] == got


def test_a_value_keeps_its_kind_when_it_is_all_there_is() -> None:
    rest = "    expect: {profile: {linked: <is>}}\n"

    found = cases("{is: [true, false]}", name="Ana", rest=rest)

    assert [case.scenario.steps[0].expect.profile.linked for case in found if case.scenario.steps[0].expect] == [
        True,
        False,
    ]


def test_a_row_may_name_what_a_step_makes() -> None:
    rest = "  - agent: {opens_profile: <called>}\n"

    found = cases("{called: [first, second]}", name="Ana, as: <called>", rest=rest)

    assert [case.label for case in found] == ["first", "second"]


def test_a_value_that_looks_like_a_word_is_left_alone() -> None:
    found = cases("[{case: x, name: <other>}, {case: y, name: Ben}]")

    assert [made(case)["name"] for case in found] == ["<other>", "Ben"]


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        pytest.param("{name: Ana}", "4:16 name must be a list of values", id="a value for a list"),
        pytest.param("{name: []}", "4:16 name must be a list of values", id="an empty list"),
        pytest.param("[]", "4:9 the matrix has no cases", id="no rows"),
        pytest.param("all", "4:9 the matrix must be lists of values by name, or a list of rows", id="a word"),
        pytest.param("[Ana, Ben]", "4:9 the matrix must be lists of values by name, or a list of rows", id="values"),
        pytest.param("[{name: Ana}, {nam: Ben}]", "4:23 every row has the same names, here name", id="other names"),
        pytest.param(
            "[{name: A, x: 1}, {name: B}]", "4:27 every row has the same names, here name, x", id="a name less"
        ),
        pytest.param("{name: [Ana, ana]}", "4:22 two cases are called 'ana'; tell them apart with case", id="alike"),
        pytest.param("{name: [Ana], age: [7]}", "4:29 nothing in the file uses <age>", id="unused"),
        pytest.param("{nmae: [Ana]}", "6:37 <name> stands for nothing; did you mean <nmae>?", id="misspelled"),
        pytest.param("{name: [7]}", "4:17 name must be text; write it in quotes: '7'", id="wrong kind"),
    ],
)
def test_a_matrix_that_makes_no_sense_is_refused_where_it_stands(matrix: str, told: str) -> None:
    assert told in problems(matrix)


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        pytest.param(
            f"{{name: [{', '.join(f'a{number}' for number in range(1001))}]}}",
            "4:9 the matrix has 1001 cases; up to 1000 are played",
            id="lists",
        ),
        pytest.param(
            f"[{', '.join(f'{{name: a{number}}}' for number in range(1001))}]",
            "4:9 up to 1000 cases are played",
            id="rows",
        ),
    ],
)
def test_more_than_a_thousand_cases_are_refused(matrix: str, told: str) -> None:
    assert problems(matrix) == [told]


def test_lists_that_would_make_millions_of_cases_are_refused_at_once() -> None:
    axes = ", ".join(f"n{axis}: [{', '.join(map(str, range(100)))}]" for axis in range(10))

    assert problems(f"{{{axes}}}") == [f"4:9 the matrix has {100**10} cases; up to 1000 are played"]


def test_a_problem_is_told_once_however_many_cases_have_it() -> None:
    told = problems("{name: [Ana, Ben]}", rest="    expect: {profile: {liked: true}}\n")

    assert told == ["7:24 liked is unknown; did you mean linked?"]


def test_a_place_in_a_case_is_that_of_the_value_it_was_given() -> None:
    first, second = cases("{name: [Ana, Ben]}")

    path = ["steps", 0, "agent", "creates_profile", "name"]

    assert (first.place(path).column, second.place(path).column) == (17, 22)
    assert second.place(["steps", 0]).line == 6


def test_a_word_that_a_call_kept_is_no_word_of_the_matrix() -> None:
    rest = "  - api: {get: /x, keep: {id: body.id}}\n  - api: {get: <id>}\n  - api: {get: /<id>/<world>}\n"

    [case] = cases("{name: [Ana]}", rest=rest)

    assert [step.api.get for step in case.scenario.steps if step.api] == ["/x", "<id>", "/<id>/<world>"]


@pytest.mark.parametrize(
    "expect",
    [
        pytest.param("expect: {never: [{path: '/w/<wrld>/api*'}]}", id="inside of a text"),
        pytest.param("expect: {profile: {attributes: {<wrld>: {absent: true}}}}", id="a key"),
        pytest.param("expect: {profile: {attributes: {'x-<wrld>': {absent: true}}}}", id="inside of a key"),
        pytest.param("eventually: {chat: [Hello <wrld>]}", id="what must come to hold"),
    ],
)
def test_a_word_that_stands_for_nothing_is_refused_anywhere_in_an_expectation(expect: str) -> None:
    [told] = problems("{name: [Ana]}", rest=f"    {expect}\n")

    assert told.endswith("<wrld> stands for nothing; did you mean <world>?")


def test_a_word_that_stands_for_nothing_is_refused_at_the_end_too() -> None:
    [told] = problems("{name: [Ana]}", rest="finally:\n  never: [{path: /w/<nam>/x}]\n")

    assert told == "8:18 <nam> stands for nothing; did you mean <name>?"


def test_a_word_in_a_value_of_the_matrix_is_refused_where_it_stands() -> None:
    [told] = problems("{name: ['<x> y']}", rest="    expect: {profile: {name: <name>}}\n")

    assert told.startswith("4:17 <x> stands for nothing")


def test_what_only_looks_a_little_like_a_word_is_text() -> None:
    [case] = cases("{name: [Ana]}", rest="    expect: {chat: ['a < b > c <Br> <br/>', {matches: '[<]br>'}]}\n")

    assert case.scenario.steps[0].expect is not None


def test_a_key_takes_a_cases_value() -> None:
    found = cases("{name: [Ana, Ben]}", rest="    expect: {profile: {attributes: {x-<name>: {absent: true}}}}\n")

    expected = [case.scenario.steps[0].expect for case in found]
    assert [one and one.written["profile"]["attributes"] for one in expected] == [
        {"x-Ana": {"absent": True}},
        {"x-Ben": {"absent": True}},
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        pytest.param("[a, b]", "<v> is a key, so it stands for one word", id="a list"),
        pytest.param("x", "x stands here twice", id="twice"),
    ],
)
def test_a_key_that_would_be_none_is_refused(value: str, told: str) -> None:
    rest = "    expect: {profile: {attributes: {x: a, <v>: b}}}\n"

    [found] = problems(f"[{{case: one, name: Ana, v: {value}}}]", rest=rest)

    assert found.endswith(told)
