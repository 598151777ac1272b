"""Which reasons say that something was too small or too big."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_adaptor.sentences.fit_reasons import Misfit, misfit_in


@pytest.mark.parametrize(
    "reason",
    [
        "Too Small",
        "too small",
        "SIZE_TOO_SMALL",
        "Size: too small",
        "Item was too tight",
        "Runs a bit tight",
        "Smaller than expected",
        "Doesn\u2019t fit - too small",
        "1 size too small",
        "Too small at chest",
    ],
)
def test_a_merchants_own_words_for_too_small_are_understood(reason: str) -> None:
    assert misfit_in(reason) is Misfit.TOO_SMALL


@pytest.mark.parametrize(
    "reason", ["Too Big", "too large", "Item runs large", "Fits too loose", "Larger than expected"]
)
def test_a_merchants_own_words_for_too_big_are_understood(reason: str) -> None:
    assert misfit_in(reason) is Misfit.TOO_BIG


@pytest.mark.parametrize(
    "reason",
    [
        None,
        "",
        "Quality",
        "Wrong size",
        "Does not fit",
        "Small hole",
        "Small",
        "Too small or too big",
        "Not too small",
        "It's not a bit too small",
        "Doesn't run small",
        "Not big enough",
        "Picture too small",
        "Refund too small",
        "Zu klein",
        "Too Small \u043d\u0435\u0442",
    ],
)
def test_what_is_not_clear_says_nothing(reason: str | None) -> None:
    assert misfit_in(reason) is None


@given(st.text())
def test_a_reason_about_a_defect_never_becomes_a_reason_about_size(text: str) -> None:
    assert misfit_in(f"{text} broken") is None
