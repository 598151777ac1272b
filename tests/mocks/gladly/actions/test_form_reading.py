"""Forms out of adaptors' answers: the documented one whole, strange ones as far as they go."""

import json
from typing import Any

import pytest

from rma_mocks.gladly.actions.form import WrongValue, filled, unfilled
from rma_mocks.gladly.actions.form_reading import NoForm, read_form

CANCEL: dict[str, Any] = {
    "title": "Cancel order",
    "submitButton": "Cancel it",
    "closeButton": "Keep it",
    "actionUrl": "/do/cancel?orderId=1832",
    "sections": [
        {"type": "text", "text": "This cannot be undone."},
        {
            "type": "input",
            "attr": "reason",
            "label": "Reason",
            "hint": "required",
            "input": {
                "type": "select",
                "placeholder": "Select a reason",
                "options": [{"text": "Changed mind", "value": "changed"}, {"text": "Wrong size"}],
            },
        },
        {
            "type": "input",
            "attr": "notify",
            "label": "E-mail",
            "defaultValue": True,
            "input": {"type": "checkbox", "text": "Send an e-mail"},
        },
        {
            "type": "input",
            "attr": "amount",
            "label": "Amount",
            "defaultValue": "12.50",
            "input": {"type": "text", "placeholder": "0.00", "optional": True},
        },
    ],
}


def form(**changed: Any) -> Any:
    return read_form(200, json.dumps(CANCEL | changed).encode(), name="Cancel order")


def inputs(*rows: Any) -> Any:
    return form(sections=list(rows))


def test_the_documented_form_is_read_whole() -> None:
    read = form()

    shown = read.as_json()
    assert (shown["title"], shown["submit_button"], shown["close_button"]) == ("Cancel order", "Cancel it", "Keep it")
    assert read.action_url == "/do/cancel?orderId=1832"
    assert shown["warnings"] == []
    assert [row["type"] for row in shown["sections"]] == ["text", "input", "input", "input"]
    reason, notify, amount = (read.inputs[name] for name in ("reason", "notify", "amount"))
    assert [(row.text, row.value) for row in reason.options] == [
        ("Changed mind", "changed"),
        ("Wrong size", "Wrong size"),
    ]
    assert (reason.is_required, reason.hint, reason.placeholder) == (True, "required", "Select a reason")
    assert (notify.default, notify.text, notify.is_required) == (True, "Send an e-mail", False)
    assert (amount.default, amount.placeholder, amount.is_required) == ("12.50", "0.00", False)
    assert "action_url" not in shown


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        pytest.param(404, b"{}", "answered 404 instead of a form", id="another status"),
        pytest.param(201, json.dumps(CANCEL).encode(), "answered 201 instead of a form", id="another success"),
        pytest.param(200, b"<!doctype html>", "sent an HTML page instead of a form", id="HTML"),
        pytest.param(200, b"", "sent no JSON instead of a form", id="nothing"),
        pytest.param(200, b"[1]", "sent JSON that is no object instead of a form", id="a list"),
        pytest.param(200, b'{"a": NaN}', "sent no JSON instead of a form", id="NaN"),
        pytest.param(200, b"[" * 100_000, "sent no JSON instead of a form", id="nested without end"),
        pytest.param(200, b'{"title": "T"}', "without actionUrl", id="no address"),
    ],
)
def test_what_is_no_form_says_what_it_is(status: int, body: bytes, sentence: str) -> None:
    with pytest.raises(NoForm, match=sentence):
        read_form(status, body, name="Cancel order")


def field(kind: Any = "text", **more: Any) -> dict[str, Any]:
    return {"type": "input", "attr": "a", "label": "A", "input": {"type": kind, **more}}


@pytest.mark.parametrize(
    ("section", "warning"),
    [
        pytest.param({"type": "video"}, "its type 'video' is neither text nor input", id="section type"),
        pytest.param("text", "its type of NoneType is neither text nor input", id="no object"),
        pytest.param({"type": {"a": 1}}, "its type of dict is neither", id="type that is an object"),
        pytest.param(field("hidden"), "its input type 'hidden' is none of text, select, checkbox", id="input type"),
        pytest.param({"type": "input", "attr": "a"}, "its input type of NoneType is none of", id="no input"),
        pytest.param({"type": "input", "input": {"type": "text"}}, "it has no attr", id="no attr"),
        pytest.param(field("select"), "it has no options to select", id="no options"),
        pytest.param(field("select", options={"a": 1}), "it has no options to select", id="options no list"),
        pytest.param(field("select", options=["a", {}]), "it has no options to select", id="options without text"),
    ],
)
def test_a_section_that_nobody_can_show_is_skipped_and_said(section: Any, warning: str) -> None:
    read = inputs({"type": "text", "text": "Stays"}, section)

    assert [row["type"] for row in read.as_json()["sections"]] == ["text"]
    assert read.warnings[-1].startswith("sections[1] is skipped, ")
    assert warning in read.warnings[-1]


def test_an_attr_or_an_option_that_is_there_twice_counts_once() -> None:
    options = [{"text": "One", "value": "1"}, {"text": "Uno", "value": "1"}]

    read = inputs(field("select", options=options), field())

    assert read.inputs["a"].kind == "select"
    assert [row.text for row in read.inputs["a"].options] == ["One"]
    assert list(read.warnings) == [
        "sections[0].input.options[1] is skipped, the value '1' is there already",
        "sections[1] is skipped, attr 'a' is there already",
    ]


@pytest.mark.parametrize(
    ("changed", "warning"),
    [
        pytest.param({"title": None}, "title is missing; the action's name stands in for it", id="no title"),
        pytest.param({"sections": {"type": "text"}}, "sections is not a list; the form is empty", id="no list"),
        pytest.param({"sections": [{"type": "text"}] * 201}, "sections has 201 rows", id="too many"),
    ],
)
def test_what_a_form_lacks_is_made_up_for(changed: dict[str, Any], warning: str) -> None:
    read = form(**changed)

    assert read.title == "Cancel order"
    assert warning in read.warnings[0]


def test_buttons_without_text_say_what_they_do() -> None:
    read = form(submitButton="", closeButton=None)

    assert (read.submit_button, read.close_button) == ("Submit", "Close")


@pytest.mark.parametrize(
    ("kind", "given", "default"),
    [
        pytest.param("text", 12.5, "12.5", id="a number as text"),
        pytest.param("text", {"a": 1}, "", id="an object is nothing"),
        pytest.param("text", "\ud800", "?", id="half a character"),
        pytest.param("checkbox", "true", True, id="true as text"),
        pytest.param("checkbox", "yes", False, id="another text"),
        pytest.param("select", "y", "y", id="an option"),
        pytest.param("select", "z", "", id="no option"),
    ],
)
def test_defaults_are_of_their_inputs_kind(kind: str, given: Any, default: Any) -> None:
    read = inputs(field(kind, options=[{"text": "y"}]) | {"defaultValue": given})

    assert read.inputs["a"].default == default


def test_what_is_not_touched_is_sent_with_its_default() -> None:
    assert filled(form(), {"reason": "changed"}) == {"reason": "changed", "notify": True, "amount": "12.50"}


@pytest.mark.parametrize(
    ("values", "attr", "sentence"),
    [
        pytest.param({"colour": "red"}, "colour", "its inputs are: reason, notify, amount", id="unknown"),
        pytest.param({"notify": "on"}, "notify", "notify is true or false", id="text for a checkbox"),
        pytest.param({"amount": True}, "amount", "amount is a text", id="truth for a text"),
        pytest.param(
            {"reason": "theft"}, "reason", "reason is one of changed, Wrong size, not 'theft'", id="no option"
        ),
    ],
)
def test_values_that_no_agent_could_enter_are_refused(values: Any, attr: str, sentence: str) -> None:
    with pytest.raises(WrongValue, match=sentence) as wrong:
        filled(form(), values)

    assert wrong.value.attr == attr


def test_required_inputs_are_those_that_are_not_optional_and_no_checkboxes() -> None:
    read = form()

    assert [row.attr for row in unfilled(read, filled(read, {"amount": "", "notify": False}))] == ["reason"]
    assert unfilled(read, filled(read, {"reason": "changed"})) == []
