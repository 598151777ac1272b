"""Calls that belong to no open world are told with what came near, secrets masked."""

from typing import Any

import pytest


async def strays(mocks: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await mocks.control.get("strays")).json()["strays"]
    return rows


@pytest.mark.parametrize(
    ("headers", "hint"),
    [
        pytest.param({}, "there is no header 'Authorization: Bearer …' with an API key", id="no header"),
        pytest.param(
            {"Authorization": "Bearer quite-another"},
            "the bearer token is none of an open world's; open ones: w1, w2",
            id="unknown key",
        ),
        pytest.param(
            {"Authorization": "Bearer rl-key-of-w"},
            "the bearer token is none of an open world's; it resembles the API key of world w1",
            id="a letter is missing",
        ),
        pytest.param(
            {"Authorization": "Basic cmwta2V5LW9mLXcx"},
            "there is no header 'Authorization: Bearer …' with an API key",
            id="another scheme",
        ),
    ],
)
async def test_an_api_call_of_returnlogic_says_what_is_wrong_with_its_key(
    mocks: Any, headers: dict[str, str], hint: str
) -> None:
    await mocks.open(id="w1", returnlogic={"api_key": "rl-key-of-w1"})
    await mocks.open(id="w2")

    await mocks.returnlogic.get("/v1/rmas", params={"email": "a@example.com"}, headers=headers)

    [row] = await strays(mocks)
    assert (row["lane"], row["method"], row["path"], row["status"]) == ("returnlogic", "GET", "/v1/rmas", 401)
    assert row["hint"] == hint
    assert "rl-key" not in str(row)


@pytest.mark.parametrize(
    ("auth", "hint"),
    [
        pytest.param(None, "there is no header 'Authorization: Basic …' with a user name and an API token", id="none"),
        pytest.param(
            ("api@w1.example.com", "wrong"),
            "the Gladly user name api@w1.example.com belongs to world w1, but the API token is another",
            id="token",
        ),
        pytest.param(
            ("api@w1.exmaple.com", "wrong"),
            "no open world has the Gladly user name 'api@w1.exmaple.com'; "
            "the nearest is api@w1.example.com of world w1",
            id="user name",
        ),
    ],
)
async def test_an_api_call_of_gladly_says_what_is_wrong_with_its_credentials(
    mocks: Any, auth: tuple[str, str] | None, hint: str
) -> None:
    await mocks.open(id="w1")

    await mocks.gladly.post("/api/v1/customer-profiles", json={"name": "Gina"}, **({"auth": auth} if auth else {}))

    [row] = await strays(mocks)
    assert (row["lane"], row["status"], row["hint"]) == ("gladly", 401, hint)
    assert row["request_body"] == '{"name":"Gina"}'


@pytest.mark.parametrize(
    ("side", "path", "hint"),
    [
        pytest.param("gladly", "/w/demo2/desk", "no world 'demo2' is open; is it 'demo'? open ones: demo", id="desk"),
        pytest.param("gladly", "/w/demo2/stage", "no world 'demo2' is open; is it 'demo'? open ones: demo", id="stage"),
        pytest.param(
            "gladly", "/w/demo2/backstage", "no world 'demo2' is open; is it 'demo'? open ones: demo", id="backstage"
        ),
        pytest.param("returnlogic", "/w/zzz/originate", "no world 'zzz' is open; open ones: demo", id="originate"),
        pytest.param(
            "returnlogic",
            "/v2/rmas",
            "the API is under /v1/, pages are under /w/{world}/; /v2/rmas is neither",
            id="v2",
        ),
    ],
)
async def test_a_page_of_no_open_world_says_which_are_open(mocks: Any, side: str, path: str, hint: str) -> None:
    await mocks.open(id="demo")

    await getattr(mocks, side).get(path)

    [row] = await strays(mocks)
    assert (row["status"], row["hint"]) == (404, hint)


async def test_a_revoked_key_stays_in_its_worlds_journal(mocks: Any) -> None:
    links = await mocks.open(id="w1")
    await mocks.control.post("worlds/w1/returnlogic/keys")

    key = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    await mocks.returnlogic.get("/v1/rmas", params={"email": "a@example.com"}, headers=key)

    assert await strays(mocks) == []
    [row] = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    hint = "the bearer token is an API key, or a token of an app, that was revoked in this world"
    assert (row["status"], row["hint"]) == (401, hint)


async def test_the_mocks_own_calls_and_those_of_open_worlds_are_no_strays(mocks: Any) -> None:
    await mocks.open(id="w1")

    await mocks.gladly.get("/_mock/worlds")
    await mocks.gladly.get("/openapi.json")
    await mocks.gladly.get("/w/w1/desk/nowhere")
    await mocks.gladly.post("/w/w1/backstage/api/faults", json={"kind": "explode"})

    assert await strays(mocks) == []


async def test_a_hundred_strays_are_kept_until_somebody_forgets_them(mocks: Any) -> None:
    for number in range(110):
        await mocks.returnlogic.get(f"/v2/{number}")

    kept = [row["path"] for row in await strays(mocks)]
    await mocks.control.delete("strays")

    assert (len(kept), kept[0], kept[-1]) == (100, "/v2/10", "/v2/109")
    assert await strays(mocks) == []
