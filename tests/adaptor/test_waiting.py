from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from rma_adaptor.returnlogic.waiting import wait_s_of


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, 1, id="nothing told: the second ends soon"),
        pytest.param({"X-RateLimit-Remaining-Minute": "0"}, 60, id="the minute is used up"),
        pytest.param({"Retry-After": "0"}, 0, id="at once"),
        pytest.param({"Retry-After": "7", "X-RateLimit-Remaining-Minute": "0"}, 7, id="what is told goes first"),
        pytest.param({"Retry-After": "-3"}, 0, id="before now"),
        pytest.param({"Retry-After": "1e9"}, 3600, id="an hour is the most"),
        pytest.param({"Retry-After": "inf"}, 1, id="never is no number"),
        pytest.param({"Retry-After": "nan"}, 1, id="no number"),
        pytest.param({"Retry-After": "soon"}, 1, id="a word"),
        pytest.param({"Retry-After": "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"}, 1, id="a year that is none"),
        pytest.param({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0, id="a date that is over"),
    ],
)
def test_a_429_says_in_its_headers_how_long_to_wait(headers: dict[str, str], seconds: float) -> None:
    assert wait_s_of(httpx.Headers(headers)) == seconds


def test_a_date_counts_from_now() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)

    assert 25 < wait_s_of(httpx.Headers({"Retry-After": at})) <= 30
