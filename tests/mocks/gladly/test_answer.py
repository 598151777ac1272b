"""Answers are read as strictly as Gladly must, and no stricter."""

import pytest

from rma_mocks.gladly.lookups.answer import AnswerRefused, parse_answer


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        pytest.param(b"<html>", "not JSON", id="HTML"),
        pytest.param(b"", "not JSON", id="nothing"),
        pytest.param(b"[]", "no results", id="a list"),
        pytest.param(b'{"result": []}', "no results", id="another key"),
        pytest.param(b'{"results": {}}', "not a list", id="results is an object"),
        pytest.param(b'{"results": [{}]}', r"results\.0 has no externalCustomerId", id="no id"),
        pytest.param(
            b'{"results": [{"externalCustomerId": "a"}, {"externalCustomerId": 7}]}',
            r"results\.1\.externalCustomerId is a number instead of text",
            id="id is a number",
        ),
        pytest.param(
            b'{"results": [{"externalCustomerId": ""}]}', r"results\.0 has no externalCustomerId", id="empty id"
        ),
        pytest.param(b"[" * 100_000, "not JSON", id="nested without end"),
        pytest.param(b'{"results": ' + b"[" * 60 + b"]" * 60 + b"}", "50 levels", id="nested too deep to show"),
        pytest.param(b'{"results": [{"externalCustomerId": "a", "x": NaN}]}', "not JSON", id="NaN is not JSON"),
        pytest.param(b'{"results": [{"externalCustomerId": "a", "x": 1e999}]}', "not JSON", id="beyond every number"),
    ],
)
def test_an_unusable_answer_is_refused_with_its_place(body: bytes, complaint: str) -> None:
    with pytest.raises(AnswerRefused, match=complaint):
        parse_answer(body)


@pytest.mark.parametrize("body", [b'{"results": []}', b'{"results": null}'])
def test_no_results_and_null_are_alike(body: bytes) -> None:
    assert parse_answer(body) == []


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_shown() -> None:
    [result] = parse_answer(b'{"results": [{"externalCustomerId": "a", "customAttributes": {"rma": "x\\ud800"}}]}')

    assert result.custom_attributes == {"rma": "x?"}


def test_odd_but_usable_values_are_taken_as_they_are_meant() -> None:
    [result] = parse_answer(
        b'{"results": [{"externalCustomerId": "a", "name": 7,'
        b'"emails": ["bare@example.com", {"original": " padded@example.com "}, {"original": null}, 3],'
        b'"phones": [{"original": "+16505550100", "type": null}],'
        b'"customAttributes": {"count": 2, "flag": true, "none": null, "nested": {"a": 1}}}]}'
    )

    assert result.emails == ["bare@example.com", "padded@example.com"]
    assert result.phones == [("+16505550100", "")]
    assert result.custom_attributes == {"count": "2", "flag": "true", "none": ""}
    assert result.text("name") is None
