"""Cleaning, comparing and answering, on notebooks made for it."""

from typing import Any

import nbformat
import pytest

from rma_notebooks.answers import MIME, answers
from rma_notebooks.checking.banner import with_banner
from rma_notebooks.checking.outputs import cleaned, differences, heading_of, unheld_answers


def code(source: str, *outputs: Any, tags: tuple[str, ...] = ()) -> Any:
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs), execution_count=41)
    cell.metadata = nbformat.from_dict({"tags": list(tags), "execution": {"iopub.status.busy": "2026-11-25"}})
    return cell


def said(text: str, **data: Any) -> Any:
    return nbformat.v4.new_output("display_data", {"text/plain": text, **data}, metadata={"isolated": True})


def notebook(*cells: Any) -> Any:
    heads = [nbformat.v4.new_markdown_cell("# Title\n\ntext"), nbformat.v4.new_markdown_cell("text\n\n## Why?\n\ntext")]
    return nbformat.v4.new_notebook(cells=[*heads, *cells])


def test_cleaning_leaves_nothing_of_the_machine_and_counts_anew() -> None:
    made = notebook(code("1", said("http://127.0.0.1:5/w/w-0badcafe/desk")), code("2"))

    cleaned(made)

    first, second = made.cells[2:]
    assert (first.execution_count, second.execution_count) == (1, 2)
    assert first.outputs[0].data["text/plain"] == "http://127.0.0.1:8701/w/w-story/desk"
    assert (first.outputs[0].metadata, first.metadata) == ({}, {"tags": []})
    assert made.metadata.language_info == {"name": "python"}
    nbformat.validate(made)


def test_equal_outputs_are_no_difference_however_a_file_breaks_their_lines() -> None:
    one, other = notebook(code("1", said("a\nb"))), notebook(code("1", said(["a\n", "b"])))

    assert list(differences(one, other)) == []


def test_a_difference_shows_the_lines_that_changed_and_no_more() -> None:
    one, other = notebook(code("1", said("a\nb\nc"))), notebook(code("1", said("a\nB\nc")))

    assert list(differences(one, other)) == [(2, "  -b\n  +B")]


def test_where_only_the_picture_changed_its_changed_parts_are_shown() -> None:
    pictures = [{"image/svg+xml": f'<svg><rect width="{width}"/><text>a</text></svg>'} for width in (1, 2)]
    one, other = (notebook(code("1", said("same", **picture))) for picture in pictures)

    [(_, lines)] = differences(one, other)

    assert lines.splitlines() == ['  -<rect width="1"/>', '  +<rect width="2"/>']


def test_a_long_difference_is_cut() -> None:
    one, other = notebook(code("1", said("\n".join("ab" * 30)))), notebook(code("1", said("")))

    [(_, lines)] = differences(one, other)

    assert lines.endswith("… and 48 lines more")


@pytest.mark.parametrize(
    ("place", "heading"), [(0, "Title"), (1, "Why?"), (2, "Why?")], ids=["title", "heading", "cell under it"]
)
def test_a_cell_is_named_by_the_heading_above_it(place: int, heading: str) -> None:
    assert heading_of(notebook(code("1")), place) == heading


def test_a_cell_above_every_heading_is_at_the_beginning() -> None:
    assert heading_of(nbformat.v4.new_notebook(cells=[code("1")]), 0) == "the beginning"


@pytest.mark.parametrize(
    ("found", "told", "held"),
    [(True, True, True), (True, 1, False), ("1", 1, False), (None, None, True), (2, 3, False)],
    ids=["same", "one for true", "text for number", "nothing", "other"],
)
def test_an_answer_holds_when_value_and_type_are_the_same(found: Any, told: Any, held: bool) -> None:  # noqa: FBT001
    bundle = answers({"Is it?": (found, told)})._repr_mimebundle_()

    assert bundle[MIME] == [{"question": "Is it?", "expected": told, "found": found, "held": held}]
    assert bundle["text/plain"].startswith(f"{int(held)} of 1 answers are as this notebook says.")


def answered(told: dict[str, tuple[Any, Any]]) -> Any:
    return code(
        "answers", nbformat.v4.new_output("execute_result", answers(told)._repr_mimebundle_()), tags=("answers",)
    )


def test_answers_that_hold_are_no_complaint() -> None:
    assert list(unheld_answers(notebook(code("1"), answered({"Is it?": (1, 1)})))) == []


def test_an_answer_that_does_not_hold_says_both_values() -> None:
    [(place, sentence)] = unheld_answers(notebook(code("1"), answered({"Is it?": ("GL-LINK-1", "GL-LINK-2")})))

    assert (place, sentence) == (3, "Is it? The notebook says 'GL-LINK-2', and it is 'GL-LINK-1'.")


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        pytest.param(code("1"), "not tagged answers", id="no tag"),
        pytest.param(code("1", tags=("answers",)), "gives no answers", id="no answers"),
    ],
)
def test_a_notebook_without_answers_is_a_complaint(last: Any, sentence: str) -> None:
    [(_, told)] = unheld_answers(notebook(answered({"Is it?": (1, 1)}), last))

    assert sentence in told


def test_the_kept_copy_says_at_its_top_what_is_wrong_and_where() -> None:
    made = notebook(code("1"), code("2"))

    kept = with_banner(made, 3, "Why?", "It broke.")

    assert kept.cells[0].source == "> **✗ This notebook does not hold.** Under [“Why?”](#rma-wrong): It broke."
    assert [cell.source for cell in kept.cells[4:]] == ['<a id="rma-wrong"></a>**↓ This cell:** It broke.', "2"]
    assert len(made.cells) == 4
    nbformat.validate(kept)
