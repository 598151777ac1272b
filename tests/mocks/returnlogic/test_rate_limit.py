from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rma_mocks.core.faults import Fault
from rma_mocks.returnlogic import Team
from rma_mocks.returnlogic.rate_limit import RateWindows

LIMIT_HEADERS = (
    "X-RateLimit-Limit-Second",
    "X-RateLimit-Limit-Minute",
    "X-RateLimit-Remaining-Second",
    "X-RateLimit-Remaining-Minute",
)
ASK = "/rmas?email=ana@example.com"


def limits(answer: httpx.Response) -> tuple[str, ...]:
    return tuple(answer.headers[name] for name in LIMIT_HEADERS)


async def test_two_calls_a_second_pass_and_the_third_is_refused(api: httpx.AsyncClient) -> None:
    statuses = [(await api.get(ASK)).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


async def test_a_refused_call_says_so_as_the_gateway_does(api: httpx.AsyncClient) -> None:
    answers = [await api.get(ASK) for _ in range(3)]

    assert answers[2].json() == {"message": "API rate limit exceeded"}
    assert limits(answers[2]) == ("2", "120", "0", "118")
    assert "Retry-After" not in answers[2].headers


async def test_the_next_second_brings_two_calls_more(team: Team, api: httpx.AsyncClient) -> None:
    team.world.clock.advance(timedelta(seconds=0.99))
    first = [(await api.get(ASK)).status_code for _ in range(3)]
    team.world.clock.advance(timedelta(seconds=0.01))

    second = [(await api.get(ASK)).status_code for _ in range(3)]

    assert (first, second) == ([200, 200, 429], [200, 200, 429])


async def test_a_minute_holds_120_calls_however_they_are_spread(team: Team, api: httpx.AsyncClient) -> None:
    team.windows = RateWindows(per_second=40, per_minute=120, time_s=team.world.clock.rate_time_s)
    statuses = []
    for _ in range(3):
        statuses += [(await api.get(ASK)).status_code for _ in range(40)]
        team.world.clock.advance(timedelta(seconds=19))

    beyond = await api.get(ASK)
    team.world.clock.advance(timedelta(seconds=3))
    afterwards = await api.get(ASK)

    assert statuses == [200] * 120
    assert (beyond.status_code, limits(beyond)) == (429, ("40", "120", "40", "0"))
    assert afterwards.status_code == 200


async def test_refused_calls_do_not_use_up_the_minute(team: Team, api: httpx.AsyncClient) -> None:
    for _ in range(10):
        await api.get(ASK)
    team.world.clock.advance(timedelta(seconds=1))

    answer = await api.get(ASK)

    assert limits(answer) == ("2", "120", "1", "117")


async def test_advancing_the_worlds_clock_moves_the_windows_along(team: Team, api: httpx.AsyncClient) -> None:
    for _ in range(3):
        await api.get(ASK)
    team.world.clock.advance(timedelta(minutes=1))

    answer = await api.get(ASK)

    assert limits(answer) == ("2", "120", "1", "119")


async def test_keys_do_not_share_their_windows(api: httpx.AsyncClient, http: httpx.AsyncClient) -> None:
    for _ in range(3):
        await api.get(ASK)

    answer = await http.get(f"/v1{ASK}", headers={"Authorization": "Bearer key-w2"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/rmas?email=ana@example.com", 200, id="200"),
        pytest.param("/rmas?email=ana", 400, id="400"),
        pytest.param("/rmas/1", 404, id="404"),
        pytest.param("/nothing", 404, id="404 of an unknown path"),
    ],
)
async def test_every_answer_carries_the_four_headers(api: httpx.AsyncClient, path: str, status: int) -> None:
    answer = await api.get(path)

    assert answer.status_code == status
    assert limits(answer) == ("2", "120", "1", "119")


async def test_a_call_without_a_key_is_told_the_default_limits(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/rmas")

    assert (answer.status_code, limits(answer)) == (401, ("2", "120", "2", "120"))


@pytest.mark.parametrize("kind", ["maintenance", "rate_limited", "status", "malformed", "content_type"])
async def test_scripted_failures_carry_the_four_headers_too(team: Team, api: httpx.AsyncClient, kind: str) -> None:
    team.world.faults.add(Fault("returnlogic", kind))

    answer = await api.get(ASK)

    assert limits(answer) == ("2", "120", "1", "119")


async def test_a_team_may_be_granted_higher_limits(team: Team, api: httpx.AsyncClient) -> None:
    team.windows = RateWindows(per_second=5, per_minute=300, time_s=team.world.clock.rate_time_s)

    statuses = [(await api.get(ASK)).status_code for _ in range(6)]

    assert statuses == [200] * 5 + [429]


async def test_pages_are_not_limited(http: httpx.AsyncClient) -> None:
    statuses = {(await http.get("/w/w1/originate/api/rmas")).status_code for _ in range(5)}

    assert statuses == {200}


@given(
    granted_to_key=st.tuples(st.integers(1, 4), st.integers(1, 9)),
    pauses=st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.999, 1.0, 7.5, 59.0, 60.0]), max_size=60),
    begins_at=st.floats(0, 200, allow_nan=False),
)
def test_no_second_and_no_minute_ever_holds_more_calls_than_granted_nor_fewer(
    granted_to_key: tuple[int, int], pauses: list[float], begins_at: float
) -> None:
    """Held against a plain count of the granted calls in the second and minute that each call falls into."""
    now, granted = begins_at, []
    per_second, per_minute = granted_to_key
    windows = RateWindows(per_second=per_second, per_minute=per_minute, time_s=lambda: now)
    for pause in pauses:
        now += pause
        in_second = sum(int(at) == int(now) for at in granted)
        in_minute = sum(at // 60 == now // 60 for at in granted)

        allowance = windows.take()

        is_free = in_second < per_second and in_minute < per_minute
        granted += [now] * is_free
        left = (per_second - in_second - is_free, per_minute - in_minute - is_free)
        assert (allowance.is_granted, allowance.second_left, allowance.minute_left) == (is_free, *left)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("POST", "/rmas/2000000/authorize", 409, id="409"),
        pytest.param("POST", "/rmas", 400, id="400 of a body"),
        pytest.param("POST", "/webhooks", 400, id="400 of a webhook"),
        pytest.param("DELETE", "/webhooks/x", 404, id="404 of a webhook"),
    ],
)
async def test_every_refusal_carries_the_four_headers(
    api: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await api.request(method, path)

    assert (answer.status_code, limits(answer)) == (status, ("2", "120", "1", "119"))


async def test_the_token_call_has_no_key_and_is_told_the_default_limits(http: httpx.AsyncClient) -> None:
    answer = await http.post("/v1/oauth", json={})

    assert (answer.status_code, limits(answer)) == (400, ("2", "120", "2", "120"))
