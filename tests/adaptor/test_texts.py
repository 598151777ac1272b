"""What others wrote is one visible line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.texts import shortened, tame


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Ana\nRuiz\t \r\n!", "Ana Ruiz !", id="lines"),
        pytest.param("a\x00b\x1b[31mc\x9b", "a b [31mc", id="control characters"),
        pytest.param("gpj.\u202eexe", "gpj.exe", id="text that turns"),
        pytest.param("a\u2066b\u2069\u200fc\u061c", "abc", id="isolates and marks"),
        pytest.param("a\u200bb\ufeffc\u00add", "abcd", id="invisible characters"),
        pytest.param("a\u2028b\u2029c", "a b c", id="separators of lines"),
        pytest.param("a\u00a0b", "a b", id="a blank that does not break"),
        pytest.param("a\ud800b", "a?b", id="half a character"),
        pytest.param(
            "Nora \u00d8st \U0001f469\u200d\U0001f4bb", "Nora \u00d8st \U0001f469\u200d\U0001f4bb", id="what may stay"
        ),
    ],
)
def test_nothing_invisible_is_left(text: str, shown: str) -> None:
    assert tame(text) == shown


@given(st.text())
def test_any_text_becomes_one_line_that_can_be_written(text: str) -> None:
    shown = tame(text)

    assert shown.encode() is not None
    assert tame(shown) == shown == shown.strip()
    assert {unicodedata.category(character) for character in shown}.isdisjoint({"Cc", "Zl", "Zp", "Cn", "Cs"})


@given(st.text(), st.integers(1, 30))
def test_a_shortened_text_keeps_its_beginning(text: str, longest: int) -> None:
    shown = shortened(text, longest)

    assert len(shown) <= longest
    assert shown == text or text.startswith(shown.removesuffix("\u2026"))
