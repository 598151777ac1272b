"""After some outages in a row one call at a time finds out whether ReturnLogic is back."""

from contextlib import suppress

import pytest

from rma_adaptor.errors import (
    AnswerUnreadable,
    ReturnLogicBroken,
    ReturnLogicDown,
    ReturnLogicError,
    ReturnLogicUnreachable,
    TokenRefused,
)
from rma_adaptor.returnlogic.breaker import Breaker

OUTAGES = [
    ReturnLogicUnreachable("silent"),
    ReturnLogicDown("maintenance"),
    ReturnLogicBroken("GET /rmas answered 500"),
]
ANSWERS = [TokenRefused("401"), AnswerUnreadable("no list"), ReturnLogicError("GET /rmas answered 400")]


def end(breaker: Breaker, error: ReturnLogicError | None = None) -> None:
    """Make one call that ends so."""
    with suppress(ReturnLogicError), breaker.watching():
        if error is not None:
            raise error


def opened() -> Breaker:
    breaker = Breaker(outages=3)
    for error in OUTAGES:
        end(breaker, error)
    return breaker


def test_some_outages_in_a_row_open_it_whatever_their_kind() -> None:
    breaker = Breaker(outages=3)
    end(breaker, OUTAGES[0])
    end(breaker, OUTAGES[1])
    assert not breaker.is_open

    end(breaker, OUTAGES[2])

    assert breaker.is_open


@pytest.mark.parametrize("answer", [None, *ANSWERS], ids=str)
def test_any_answer_in_between_starts_the_count_anew(answer: ReturnLogicError | None) -> None:
    breaker = Breaker(outages=3)
    for error in (OUTAGES[0], OUTAGES[1], answer, OUTAGES[0], OUTAGES[1]):
        end(breaker, error)

    assert not breaker.is_open


def test_while_one_call_finds_out_the_others_get_the_last_outage_at_once() -> None:
    breaker = opened()

    with breaker.watching():
        with pytest.raises(ReturnLogicBroken, match="500"):
            breaker.check()
        with pytest.raises(ReturnLogicBroken), breaker.watching():
            pytest.fail("a second call was let through")


def test_a_call_that_nobody_waits_for_never_finds_out() -> None:
    """It may hang for long, and everybody else would be refused as long as that."""
    breaker = opened()

    with pytest.raises(ReturnLogicBroken):
        breaker.check(is_background=True)
    with pytest.raises(ReturnLogicBroken), breaker.watching(is_background=True):
        pytest.fail("it was let through")

    breaker.check()
    end(breaker)
    breaker.check(is_background=True)


def test_a_call_that_nobody_waits_for_and_is_under_way_when_it_opens_blocks_nobody() -> None:
    breaker = Breaker(outages=3)
    calls = [breaker.watching() for _ in OUTAGES]
    for call in calls:
        call.__enter__()

    with breaker.watching(is_background=True):
        for call, error in zip(calls, OUTAGES, strict=True):
            with suppress(ReturnLogicError):
                call.__exit__(type(error), error, None)
        assert breaker.is_open
        breaker.check()
        end(breaker)

        assert not breaker.is_open


def test_the_first_answer_closes_it() -> None:
    breaker = opened()

    end(breaker)

    assert not breaker.is_open
    with breaker.watching(), breaker.watching():
        breaker.check()


def test_a_call_that_fails_again_lets_the_next_one_find_out() -> None:
    breaker = opened()

    end(breaker, ReturnLogicDown("still"))

    assert breaker.is_open
    breaker.check()
    end(breaker)
    assert not breaker.is_open


def test_a_call_that_was_given_up_lets_the_next_one_find_out() -> None:
    breaker = opened()

    with suppress(KeyboardInterrupt), breaker.watching():
        raise KeyboardInterrupt

    assert breaker.is_open
    breaker.check()
