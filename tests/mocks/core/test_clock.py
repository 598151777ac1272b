"""A world's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from rma_mocks.core.clock import Clock, stamp

START = datetime(2026, 3, 2, 15, tzinfo=UTC)


class Seconds:
    """Real time, moved by hand."""

    def __init__(self) -> None:
        self.value = 100.0

    def __call__(self) -> float:
        return self.value


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def clock(seconds: Seconds) -> Clock:
    return Clock(START, monotonic=seconds)


def test_a_clock_ticks_in_real_time(clock: Clock, seconds: Seconds) -> None:
    seconds.value += 90

    assert clock.now() == START + timedelta(seconds=90)


def test_a_set_clock_goes_on_from_there(clock: Clock, seconds: Seconds) -> None:
    clock.set(START + timedelta(days=3))
    seconds.value += 5

    assert clock.now() == START + timedelta(days=3, seconds=5)


def test_a_frozen_clock_stands_still_until_it_is_resumed(clock: Clock, seconds: Seconds) -> None:
    seconds.value += 10
    clock.freeze()
    seconds.value += 60
    frozen = clock.now()
    clock.resume()
    seconds.value += 1

    assert frozen == START + timedelta(seconds=10)
    assert clock.now() == frozen + timedelta(seconds=1)


def test_advancing_moves_date_and_rate_windows(clock: Clock) -> None:
    before = clock.rate_time_s()

    clock.advance(timedelta(minutes=2))

    assert clock.now() == START + timedelta(minutes=2)
    assert clock.rate_time_s() == before + 120


def test_freezing_does_not_stop_rate_windows(clock: Clock, seconds: Seconds) -> None:
    clock.freeze()
    before = clock.rate_time_s()

    seconds.value += 1

    assert clock.rate_time_s() == before + 1


def test_held_rate_windows_stand_at_a_whole_minute_until_time_is_let_go(clock: Clock, seconds: Seconds) -> None:
    seconds.value += 10
    before = clock.rate_time_s()
    clock.freeze(with_windows=True)
    held = clock.rate_time_s()
    seconds.value += 100
    still = clock.rate_time_s()
    clock.advance(timedelta(seconds=1))
    advanced = clock.rate_time_s()
    clock.resume()
    seconds.value += 2

    assert (held % 60, still, advanced) == (0, held, held + 1)
    assert before < held
    assert clock.rate_time_s() == held + 3


def test_times_are_written_in_utc_with_milliseconds() -> None:
    assert stamp(START + timedelta(milliseconds=250)) == "2026-03-02T15:00:00.250Z"


def test_resuming_a_clock_that_ticks_changes_nothing(clock: Clock, seconds: Seconds) -> None:
    seconds.value += 30

    clock.resume()

    assert clock.now() == START + timedelta(seconds=30)
