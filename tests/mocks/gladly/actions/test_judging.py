"""What an adaptor's answer to a sent form means."""

import json
from typing import Any

import pytest

from rma_mocks.gladly.actions.judging import Judgement, failed, judged


def judge(status: int, body: Any) -> Judgement:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judged(status, raw, app="Shop", action="Cancel order", attrs={"reason"})


@pytest.mark.parametrize(
    ("body", "message", "detail"),
    [
        pytest.param({"message": "Cancelled", "detail": "Order 1832"}, "Cancelled", "Order 1832", id="documented"),
        pytest.param({}, "Cancel order", "", id="no message"),
        pytest.param({"message": ["a"], "detail": 7}, "Cancel order", "7", id="no texts"),
    ],
)
def test_200_is_done_with_message_and_detail(body: Any, message: str, detail: str) -> None:
    judgement = judge(200, body)

    assert (judgement.outcome, judgement.rule) == ("done", "GL-ACT-9")
    assert (judgement.message, judgement.detail) == (message, detail)


def test_400_keeps_the_form_with_errors_for_the_form_and_its_inputs() -> None:
    rows = [{"message": "Not yet", "detail": "See below"}, {"attr": "reason", "detail": "Choose one", "code": "12345"}]

    judgement = judge(400, {"errors": rows})

    assert (judgement.outcome, judgement.rule) == ("invalid", "GL-ACT-10")
    assert [row.as_json() for row in judgement.errors] == rows


def test_an_error_for_an_input_that_is_not_there_is_the_forms() -> None:
    [error] = judge(400, {"errors": [{"attr": "colour", "detail": "Too red"}]}).errors

    assert error.as_json() == {"message": "colour: Too red"}


@pytest.mark.parametrize("status", [400, 406])
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>", id="HTML"),
        pytest.param(b"", id="nothing"),
        pytest.param({"errors": "no"}, id="no list"),
        pytest.param({"errors": [1, None, {}]}, id="rows without words"),
    ],
)
def test_a_refusal_without_reason_says_so(status: int, body: Any) -> None:
    [error] = judge(status, body).errors

    assert error.message == "The form was not accepted, and no reason was given."


def test_406_dismisses_the_form_and_shows_the_error() -> None:
    judgement = judge(406, {"errors": [{"attr": "reason", "message": "Too late", "detail": "It left yesterday"}]})

    assert (judgement.outcome, judgement.rule) == ("dismissed", "GL-ACT-11")
    assert [row.as_json() for row in judgement.errors] == [
        {"message": "reason: Too late", "detail": "It left yesterday"}
    ]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        pytest.param(500, b"", "Shop answered 500 instead of 200, 400 or 406.", id="500"),
        pytest.param(201, b"{}", "Shop answered 201 instead of 200, 400 or 406.", id="another success"),
        pytest.param(401, b"{}", "Shop answered 401 instead of 200, 400 or 406.", id="401"),
        pytest.param(422, b"{}", "Shop answered 422 instead of 200, 400 or 406.", id="422"),
        pytest.param(200, b"<html>", "Shop sent an HTML page instead of a message.", id="HTML"),
        pytest.param(200, b"ok", "Shop sent no JSON instead of a message.", id="text"),
    ],
)
def test_anything_else_dismisses_the_form_with_a_generic_error(status: int, body: bytes, reason: str) -> None:
    judgement = judge(status, body)

    assert (judgement.outcome, judgement.rule) == ("dismissed", "GL-ACT-12")
    assert [row.as_json() for row in judgement.errors] == [
        {"message": "The action could not be run.", "detail": reason}
    ]


def test_no_answer_dismisses_the_form_too() -> None:
    judgement = failed("Shop gave no answer within 15 seconds", rule="GL-TIME-1")

    assert (judgement.outcome, judgement.rule) == ("dismissed", "GL-TIME-1")
