"""A retailer's browser comes back from ReturnLogic; so may anybody's, with anything."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

TEAM_ID = "8a1d6f0e-3f55-4c53-9b0e-2a7d0b8f4c11"
ANOTHER = "00000000-0000-4000-8000-00000000000b"
CODE = "q7w8e9r0t1y2u"


async def came(adaptor: Any, **query: str) -> httpx.Response:
    answer: httpx.Response = await adaptor.gladly.http.get("/install", params=query)
    return answer


def title_of(page: httpx.Response) -> str:
    [title] = re.findall("<h1>(.*?)</h1>", page.text)
    return str(title)


async def stored(adaptor: Any, team_id: str = TEAM_ID) -> Any:
    return await adaptor.services.installations.find(team_id)


async def test_an_installation_is_kept_and_the_page_says_so(app: Any) -> None:
    code = app.upstream.install(ANOTHER)

    page = await came(app, code=code, teamId=ANOTHER.upper())

    assert (page.status_code, title_of(page)) == (200, "The app is installed")
    assert (await stored(app, ANOTHER)).tokens.bearer_token.get_secret_value() in app.upstream.holding


async def test_after_an_outage_an_installation_finds_out_by_itself_that_returnlogic_is_back(app: Any) -> None:
    """There may be no other team yet whose tokens would be renewed."""
    app.upstream.token_answers = [httpx.Response(503)] * 5
    before = [(await came(app, code=f"{CODE}{number}", teamId=ANOTHER)).status_code for number in range(5)]

    page = await came(app, code=app.upstream.install(ANOTHER), teamId=ANOTHER)

    assert (before, title_of(page)) == ([502] * 5, "The app is installed")


async def test_the_page_runs_nothing_and_loads_nothing_and_repeats_no_code(app: Any) -> None:
    code = app.upstream.install(ANOTHER)

    page = await came(app, code=code, teamId=ANOTHER)

    policy = page.headers["content-security-policy"]
    assert (policy.startswith("default-src 'none'; style-src 'sha256-"), "unsafe" in policy) == (True, False)
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
    assert [word for word in ("<script", "src=", "href=", "onload", code, "bt0", "rt0") if word in page.text] == []


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"code": CODE}, id="no team"),
        pytest.param({"teamId": TEAM_ID}, id="no code"),
        pytest.param({"code": CODE, "teamId": "acme"}, id="another kind of team"),
        pytest.param({"code": CODE, "teamId": TEAM_ID + "0"}, id="a team too long"),
        pytest.param({"code": "<script>alert(1)</script>", "teamId": TEAM_ID}, id="markup"),
        pytest.param({"code": "a" * 257, "teamId": TEAM_ID}, id="a code too long"),
        pytest.param({"code": "abc", "teamId": TEAM_ID}, id="a code too short"),
        pytest.param({"code": CODE + "\n", "teamId": TEAM_ID}, id="a line break"),
        pytest.param({"code": CODE, "teamId": TEAM_ID + "\n"}, id="a line break after the team"),
    ],
)
async def test_what_is_not_of_the_right_shape_asks_nobody(app: Any, query: dict[str, str]) -> None:
    page = await came(app, **query)

    assert (page.status_code, title_of(page), len(app.upstream.token_calls)) == (
        400,
        "The app could not be installed",
        1,
    )
    assert "<script" not in page.text


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(["code", "teamId", "state", "x"]), st.text(max_size=60)))
async def test_whatever_comes_is_answered_by_a_page(app: Any, query: dict[str, str]) -> None:
    page = await came(app, **query)

    assert (page.status_code, len(app.upstream.token_calls)) == (400, 1)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT"])
async def test_only_a_browser_that_is_sent_there_is_answered(app: Any, method: str) -> None:
    answer = await app.gladly.http.request(method, "/install", params={"code": CODE, "teamId": TEAM_ID})

    assert (answer.status_code, len(app.upstream.token_calls)) == (405, 1)


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        (httpx.Response(400), 400, "ReturnLogic does not accept the code"),
        (httpx.Response(401), 502, "refuses the id or secret of the app"),
        (httpx.Response(500), 502, "ReturnLogic did not answer as it should"),
        (httpx.Response(429), 502, "ReturnLogic did not answer as it should"),
        (httpx.Response(200, content=b"<html>"), 502, "ReturnLogic did not answer as it should"),
        (httpx.Response(200, json={"bearer_token": "b"}), 502, "ReturnLogic did not answer as it should"),
        (httpx.ConnectError("s3cret"), 502, "ReturnLogic did not answer as it should"),
    ],
    ids=["400", "401", "500", "429", "a web page", "no refresh token", "no connection"],
)
async def test_a_code_that_brings_no_tokens_changes_nothing_and_says_what_to_do(
    app: Any, said: Any, status: int, sentence: str
) -> None:
    before = await stored(app)
    app.upstream.token_answers = [said]

    page = await came(app, code=CODE, teamId=TEAM_ID)

    assert (page.status_code, title_of(page), sentence in page.text) == (status, "The app could not be installed", True)
    assert (await stored(app), "nstall the app again" in page.text) == (before, True)


async def test_an_adaptor_that_is_no_app_says_so(adaptor: Any) -> None:
    page = await came(adaptor, code=CODE, teamId=TEAM_ID)

    assert (page.status_code, "not set up for apps" in page.text, adaptor.upstream.calls) == (404, True, [])


async def test_a_page_that_is_loaded_again_says_the_same_and_asks_nobody(app: Any) -> None:
    code = app.upstream.install(ANOTHER)

    pages = await asyncio.gather(*(came(app, code=code, teamId=ANOTHER) for _ in range(3)))
    refused = [await came(app, code=CODE, teamId=ANOTHER) for _ in range(3)]

    assert [title_of(page) for page in pages] == ["The app is installed"] * 3
    assert [page.status_code for page in refused] == [400] * 3
    assert len(app.upstream.token_calls) == 3


async def test_after_trouble_the_same_page_may_succeed(app: Any) -> None:
    code = app.upstream.install(ANOTHER)
    app.upstream.token_answers = [httpx.ConnectError("")]

    pages = [await came(app, code=code, teamId=ANOTHER) for _ in range(2)]

    assert [page.status_code for page in pages] == [502, 200]


async def test_a_stranger_cannot_make_us_hammer_returnlogic(app: Any) -> None:
    app.upstream.token_gate.clear()
    app.upstream.token_asked.clear()
    coming = [asyncio.create_task(came(app, code=f"{CODE}{number}", teamId=ANOTHER)) for number in range(50)]
    busy = [await task for task in coming[5:]]
    await app.upstream.token_asked.wait()
    under_way = len(app.upstream.token_calls)
    app.upstream.token_gate.set()
    for task in coming[:5]:
        task.cancel()
    await asyncio.gather(*coming[:5], return_exceptions=True)

    assert {(page.status_code, page.headers["retry-after"], title_of(page)) for page in busy} == {
        (503, "60", "Please wait a minute")
    }
    assert under_way == 2


async def test_so_many_codes_a_minute_and_no_more_are_tried(app: Any) -> None:
    pages = [await came(app, code=f"{CODE}{number}", teamId=ANOTHER) for number in range(25)]

    assert [page.status_code for page in pages] == [400] * 19 + [503] * 6
    assert len(app.upstream.token_calls) == 20


async def test_lookups_go_on_while_somebody_installs(app: Any) -> None:
    app.upstream.token_gate.clear()
    app.upstream.token_asked.clear()
    coming = asyncio.create_task(came(app, code=CODE, teamId=ANOTHER))
    await app.upstream.token_asked.wait()

    answer = await app.gladly.detailed("ana@example.com")
    app.upstream.token_gate.set()

    assert answer.json()["results"][0]["customAttributes"]["rmaStatus"] == "No returns"
    assert (await coming).status_code == 400


async def test_a_code_of_another_team_does_not_take_a_working_installation_over(app: Any) -> None:
    before = await stored(app)
    code = app.upstream.install(ANOTHER)

    page = await came(app, code=code, teamId=TEAM_ID)

    after = await stored(app)
    bearer = after.tokens.bearer_token.get_secret_value()
    assert (page.status_code, title_of(page)) == (200, "The app was installed already")
    assert (app.upstream.holding[bearer], after.installed_at) == (TEAM_ID, before.installed_at)


async def test_installing_anew_replaces_what_returnlogic_has_ended(app: Any, row: Any) -> None:
    app.upstream.rows = [row()]
    await app.gladly.detailed("ana@example.com")
    before = await stored(app)
    app.clock.move(60)

    page = await app.install()

    after = await stored(app)
    assert (title_of(page), after.installed_at, after.mark == before.mark) == (
        "The app is installed",
        app.clock.now,
        False,
    )
    assert len(app.services.read_model) == 0


async def test_nothing_is_replaced_while_returnlogic_does_not_say_whether_the_old_one_holds(app: Any) -> None:
    before = await stored(app)
    app.upstream.token_answers = [
        httpx.Response(200, json={"bearer_token": "bt", "refresh_token": "rt"}),
        httpx.Response(503),
    ]

    page = await came(app, code=CODE, teamId=TEAM_ID)

    assert (page.status_code, await stored(app)) == (502, before)


async def test_tokens_that_cannot_be_stored_are_no_installation(app: Any) -> None:
    async with app.services.tenants.engine.begin() as connection:
        await connection.execute(text("DROP TABLE installations"))
    code = app.upstream.install(ANOTHER)

    page = await came(app, code=code, teamId=ANOTHER)

    assert (page.status_code, "could not store" in page.text) == (503, True)


async def test_what_is_logged_of_an_installation_holds_no_code_and_no_token(app: Any, logged: Any) -> None:
    await app.install(team_id=ANOTHER)

    [line] = [line for line in logged if line["event"] == "app install"]
    assert line == {"event": "app install", "log_level": "info", "team": ANOTHER, "outcome": "installed"}
    assert not re.search("code0|bt0|rt0|s3cret", str(logged))
