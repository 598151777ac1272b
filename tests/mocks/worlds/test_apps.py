"""A merchant installs an app, its developer changes the code into tokens, refreshes these, and is uninstalled."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

CLIENT = {"client_id": "toolkit", "client_secret": "toolkit-secret"}
APP = {"name": "Toolkit", "redirect_url": "http://127.0.0.1:8700/install?from=rl", **CLIENT}
INSTALLATIONS = "worlds/shop/returnlogic/installations"


async def opened(mocks: Any, world_id: str = "shop", **returnlogic: Any) -> dict[str, Any]:
    links: dict[str, Any] = await mocks.open(
        id=world_id, customers=5, returnlogic={"apps": [APP], "per_second": 100, **returnlogic}
    )
    return links


async def code_of(mocks: Any, world_id: str = "shop") -> str:
    installed = await mocks.control.post(f"worlds/{world_id}/returnlogic/installations")
    assert installed.status_code == 201, installed.text
    return str(installed.json()["code"])


async def exchange(mocks: Any, **body: Any) -> httpx.Response:
    answer: httpx.Response = await mocks.returnlogic.post("/v1/oauth", json={**CLIENT, **body})
    return answer


async def change_code(mocks: Any, code: str, **more: Any) -> httpx.Response:
    return await exchange(mocks, grant_type="authorization_code", code=code, **more)


async def refresh(mocks: Any, token: str, **more: Any) -> httpx.Response:
    return await exchange(mocks, grant_type="refresh_token", refresh_token=token, **more)


async def tokens_of(mocks: Any, world_id: str = "shop") -> dict[str, str]:
    return dict((await change_code(mocks, await code_of(mocks, world_id))).json())


async def status_with(mocks: Any, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return int((await mocks.returnlogic.get("/v1/rmas?email=a@example.com", headers=headers)).status_code)


@pytest.mark.parametrize("name", ["automation", "shopper"])
async def test_what_an_app_is_called_gives_it_no_other_rights(mocks: Any, gina: dict[str, Any], name: str) -> None:
    order = {"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie"}]}
    settings = {"apps": [APP | {"name": name}], "per_second": 100, "policies": {"return_window_days": 1}}
    links = await mocks.open(**gina, id="shop", orders=[order], returnlogic=settings)
    token = {"Authorization": f"Bearer {(await tokens_of(mocks))['bearer_token']}"}
    [line] = links["orders"]["hat"]["items"]
    item = {"orderLineId": line, "returnReasonCode": "TB", "returnType": "Refund"}

    too_early = await mocks.returnlogic.post(f"/v1/rmas/{links['rmas']['jacket']['id']}/process", headers=token)
    new = {"orderName": links["orders"]["hat"]["name"], "items": [item]}
    after_window = await mocks.returnlogic.post("/v1/rmas", json=new, headers=token)

    assert (too_early.status_code, after_window.status_code) == (409, 201)


async def test_installing_sends_the_browser_to_the_developer_with_code_and_team(mocks: Any) -> None:
    links = await opened(mocks)
    [app] = links["returnlogic"]["apps"]

    sent = await mocks.returnlogic.get(app["install_url"])

    target = urlsplit(sent.headers["location"])
    asked = parse_qs(target.query)
    assert (sent.status_code, f"{target.scheme}://{target.netloc}{target.path}") == (302, APP["redirect_url"][:29])
    assert asked == {"from": ["rl"], "code": asked["code"], "teamId": [links["returnlogic"]["team_id"]]}
    assert re.fullmatch("[a-z0-9]{13}", asked["code"][0])
    assert (await change_code(mocks, asked["code"][0])).status_code == 200


async def test_a_code_becomes_two_opaque_tokens_and_the_bearer_token_opens_the_team(mocks: Any) -> None:
    links = await opened(mocks)

    answer = await change_code(mocks, await code_of(mocks))

    assert set(answer.json()) == {"bearer_token", "refresh_token"}
    assert await status_with(mocks, answer.json()["bearer_token"]) == 200
    assert await status_with(mocks, links["returnlogic"]["api_key"]) == 200


async def test_one_client_serves_several_teams_and_each_token_opens_its_own(mocks: Any) -> None:
    orders: dict[str, Any] = {
        "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
        "orders": [{"of": "gina", "items": [{}]}],
    }
    await mocks.open(id="shop", customers=0, returnlogic={"apps": [APP]})
    await mocks.open(id="other", customers=0, returnlogic={"apps": [APP]}, **orders)
    tokens = [(await tokens_of(mocks, world_id))["bearer_token"] for world_id in ("shop", "other")]

    found = [
        (await mocks.returnlogic.get("/v1/orders?email=gina.lin@example.com", headers={"Authorization": f"Bearer {t}"}))
        for t in tokens
    ]

    assert [len(answer.json()["data"]) for answer in found] == [0, 1]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        pytest.param({"code": "0000000000000"}, 400, "code", id="unknown code"),
        pytest.param({"client_secret": "wrong"}, 401, "client_secret", id="wrong secret"),
        pytest.param({"client_id": "stranger"}, 401, "client_id", id="unknown client"),
        pytest.param({"grant_type": "password"}, 400, "grant_type", id="unknown grant"),
        pytest.param({"code": None}, 400, "body", id="no code"),
        pytest.param({"client_secret": 7}, 400, "client_secret", id="secret as number"),
    ],
)
async def test_a_refused_exchange_names_the_field_and_leaves_the_code_as_it_is(
    mocks: Any, change: dict[str, Any], status: int, field: str
) -> None:
    await opened(mocks)
    code = await code_of(mocks)

    refused = await exchange(mocks, **({"grant_type": "authorization_code", "code": code} | change))

    assert refused.status_code == status
    assert [row["field"] for row in refused.json()["errors"]] == [field]
    assert refused.json()["message"] == {400: "Bad Request", 401: "Unauthorized"}[status]
    assert (await change_code(mocks, code)).status_code == 200


async def test_a_code_is_taken_once(mocks: Any) -> None:
    await opened(mocks)
    code = await code_of(mocks)
    tokens = (await change_code(mocks, code)).json()

    again = await change_code(mocks, code)

    assert (again.status_code, again.json()["errors"]) == (
        400,
        [{"field": "code", "message": "was taken already, or revoked"}],
    )
    assert await status_with(mocks, tokens["bearer_token"]) == 200


async def test_a_form_is_refused_and_said_to_be_none(mocks: Any) -> None:
    await opened(mocks)
    body = {**CLIENT, "grant_type": "authorization_code", "code": await code_of(mocks)}

    refused = await mocks.returnlogic.post("/v1/oauth", data=body)

    problem = {"field": "body", "message": "must be a JSON object, sent as application/json"}
    assert (refused.status_code, refused.json()) == (400, {"message": "Bad Request", "errors": [problem]})


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b"[" * 100_000], ids=["half", "list", "bytes", "deep"])
async def test_what_is_no_json_object_is_refused_likewise(mocks: Any, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    refused = await mocks.returnlogic.post("/v1/oauth", content=content, headers=headers)

    assert (refused.status_code, [row["field"] for row in refused.json()["errors"]]) == (400, ["body"])


async def test_a_bearer_token_expires_on_the_worlds_clock_and_the_journal_says_so(mocks: Any) -> None:
    await opened(mocks, token_lifetime_s=60)
    await mocks.control.post("worlds/shop/clock", json={"freeze": True})
    token = (await tokens_of(mocks))["bearer_token"]
    await mocks.control.post("worlds/shop/clock", json={"advance_s": 59})
    before = await status_with(mocks, token)

    due = (await mocks.control.get("worlds/shop/clock")).json()["next_event"]
    await mocks.control.post("worlds/shop/clock", json={"to_next_event": True})

    assert (before, await status_with(mocks, token)) == (200, 401)
    assert due["what"] == "the bearer token of the app Toolkit expires"
    last = (await mocks.control.get("worlds/shop/journal?path=/v1/rmas*")).json()["exchanges"][-1]
    assert last["hint"].startswith("the bearer token of the app Toolkit expired at ")


async def test_a_refresh_rotates_both_tokens(mocks: Any) -> None:
    await opened(mocks)
    old = await tokens_of(mocks)

    new = (await refresh(mocks, old["refresh_token"])).json()
    again = await refresh(mocks, old["refresh_token"])

    assert not {*old.values()} & {*new.values()}
    assert [await status_with(mocks, row["bearer_token"]) for row in (old, new)] == [401, 200]
    assert (again.status_code, again.json()["errors"][0]["field"]) == (400, "refresh_token")
    assert await status_with(mocks, new["bearer_token"]) == 200


async def test_without_rotation_the_refresh_token_stays(mocks: Any) -> None:
    await opened(mocks, variants={"refresh_rotation": False})
    old = await tokens_of(mocks)

    new = [(await refresh(mocks, old["refresh_token"])).json() for _ in range(2)]

    assert [row["refresh_token"] for row in new] == [old["refresh_token"]] * 2
    assert [await status_with(mocks, row["bearer_token"]) for row in (old, *new)] == [401, 401, 200]


async def test_a_refresh_token_of_another_client_is_refused(mocks: Any) -> None:
    other = {"name": "Other", "redirect_url": "http://127.0.0.1/o", "client_id": "other", "client_secret": "other"}
    await opened(mocks, apps=[APP, other])
    await mocks.control.post(INSTALLATIONS, json={"client_id": "toolkit"})
    [row, _] = (await mocks.control.get(INSTALLATIONS)).json()["installations"]
    tokens = (await change_code(mocks, row["code"])).json()

    refused = await refresh(mocks, tokens["refresh_token"], client_id="other", client_secret="other")

    assert refused.status_code == 400
    assert (await refresh(mocks, tokens["refresh_token"])).status_code == 200


async def test_every_token_has_its_own_rate_windows(mocks: Any) -> None:
    links = await opened(mocks, per_second=2)
    await mocks.control.post("worlds/shop/clock", json={"freeze": True})
    token, key = (await tokens_of(mocks))["bearer_token"], links["returnlogic"]["api_key"]
    found = mocks.apps.worlds.find("shop")
    found.team.windows._time_s = lambda: 600.0
    found.team.empty_windows()

    statuses = [await status_with(mocks, each) for each in (key, key, key, token, token, token)]

    assert statuses == [200, 200, 429, 200, 200, 429]


@pytest.mark.parametrize("by", ["merchant", "control"])
async def test_uninstalling_ends_tokens_and_webhooks_of_the_app_alone(mocks: Any, by: str) -> None:
    links = await opened(mocks)
    tokens, key = await tokens_of(mocks), links["returnlogic"]["api_key"]
    for token, topic in ((tokens["bearer_token"], "rma.created"), (key, "rma.updated")):
        hook = {"topic": topic, "address": "http://127.0.0.1:8700/hooks"}
        await mocks.returnlogic.post("/v1/webhooks", json=hook, headers={"Authorization": f"Bearer {token}"})

    if by == "merchant":
        gone = await mocks.returnlogic.delete("/w/shop/originate/api/apps/toolkit")
    else:
        gone = await mocks.control.delete(f"{INSTALLATIONS}/toolkit")

    [row] = (await mocks.returnlogic.get("/w/shop/originate/api/apps")).json()["apps"]
    hooks = (await mocks.control.get("worlds/shop/returnlogic/webhooks")).json()["webhooks"]
    assert (gone.status_code, row["state"]) == (204, "not installed")
    assert [await status_with(mocks, each) for each in (tokens["bearer_token"], key)] == [401, 200]
    assert (await refresh(mocks, tokens["refresh_token"])).status_code == 400
    assert [hook["topic"] for hook in hooks] == ["rma.updated"]


async def test_installing_anew_ends_the_tokens_before(mocks: Any) -> None:
    await opened(mocks)
    old = await tokens_of(mocks)

    new = await tokens_of(mocks)

    assert [await status_with(mocks, row["bearer_token"]) for row in (old, new)] == [401, 200]


async def test_no_snapshot_and_no_reset_touches_an_installation_and_a_fork_has_none(mocks: Any) -> None:
    await opened(mocks)
    tokens = await tokens_of(mocks)

    await mocks.control.post("worlds/shop/reset")
    await mocks.control.post("worlds/shop/snapshots/opening/restore")
    fork = (await mocks.control.post("worlds/shop/fork", json={"id": "fork"})).json()

    rows = (await mocks.control.get("worlds/fork/returnlogic/installations")).json()["installations"]
    assert await status_with(mocks, tokens["bearer_token"]) == 200
    assert [(row["client_id"], row["state"]) for row in rows] == [("toolkit", "not installed")]
    assert fork["returnlogic"]["apps"][0]["client_secret"] == "toolkit-secret"


async def test_installations_outlive_the_process_and_end_with_their_world(
    mocks_over: Callable[..., Any], tmp_path: Path
) -> None:
    async with mocks_over(state=tmp_path) as mocks:
        await opened(mocks)
        tokens = await tokens_of(mocks)

    async with mocks_over(state=tmp_path) as mocks:
        before = await status_with(mocks, tokens["bearer_token"])
        new = (await refresh(mocks, tokens["refresh_token"])).json()
        await mocks.control.delete("worlds/shop")

        assert (before, await status_with(mocks, new["bearer_token"])) == (200, 401)


async def test_the_journal_keeps_no_secret_and_finds_the_world_of_a_call_by_its_code(mocks: Any) -> None:
    await opened(mocks)
    await opened(mocks, "other")
    tokens = await tokens_of(mocks)
    await refresh(mocks, tokens["refresh_token"], client_secret="guessed")

    rows = (await mocks.control.get("worlds/shop/journal?path=/v1/oauth")).json()["exchanges"]

    assert [(row["operation"], row["status"]) for row in rows] == [("exchange_token", 200), ("exchange_token", 401)]
    secrets = (*tokens.values(), CLIENT["client_secret"], "guessed")
    assert [secret for secret in secrets if secret in str(rows)] == []
    assert (await mocks.control.get("worlds/other/journal?path=/v1/oauth")).json()["exchanges"] == []


async def test_a_token_call_that_is_nobodys_is_a_stray_with_a_hint_and_no_secret(mocks: Any) -> None:
    await opened(mocks)

    await change_code(mocks, "0000000000000", client_id="stranger", client_secret="hidden")

    [row] = (await mocks.control.get("strays")).json()["strays"]
    assert row["hint"] == "no open world has this client; apps are registered with a world's returnlogic.apps"
    assert "hidden" not in str(row)


@pytest.mark.parametrize(
    ("apps", "hint"),
    [
        pytest.param([APP, APP], "returnlogic.apps: the client id 'toolkit' is used twice", id="one client twice"),
        pytest.param([{"name": "A"}], "returnlogic.apps.0.redirect_url: is missing", id="no address"),
        pytest.param([{**APP, "redirect_url": "ftp://x"}], "must be a URL such as", id="no web address"),
    ],
)
async def test_apps_that_make_no_sense_are_refused(mocks: Any, apps: list[dict[str, Any]], hint: str) -> None:
    refused = await mocks.control.post("worlds", json={"returnlogic": {"apps": apps}})

    assert refused.status_code in {400, 409}
    assert hint in refused.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "hint"),
    [
        pytest.param("POST", "", {"client_id": "nobodys"}, 404, "no app of this world", id="unknown client"),
        pytest.param("POST", "", {"client": "toolkit"}, 400, "is no field of this call", id="misspelt"),
        pytest.param("DELETE", "/toolkit", None, 404, "is not installed", id="not installed"),
    ],
)
async def test_installing_what_is_not_there_says_so(
    mocks: Any, method: str, path: str, body: Any, status: int, hint: str
) -> None:
    await opened(mocks)

    refused = await mocks.control.request(method, INSTALLATIONS + path, json=body)

    assert (refused.status_code, hint in refused.json()["message"]) == (status, True)


async def test_a_strict_world_has_the_token_call_which_is_published(mocks: Any) -> None:
    await mocks.open(id="shop", customers=0, profile="strict", returnlogic={"apps": [APP]})

    tokens = await tokens_of(mocks)

    assert await status_with(mocks, tokens["bearer_token"]) == 200


async def test_a_scripted_failure_hits_the_token_endpoint_too(mocks: Any) -> None:
    await opened(mocks)
    code = await code_of(mocks)
    await mocks.control.post("worlds/shop/faults", json={"kind": "maintenance", "path": "/v1/oauth"})

    down, up = await change_code(mocks, code), await change_code(mocks, code)

    assert (down.status_code, up.status_code) == (503, 200)
    assert down.headers["x-ratelimit-limit-second"] == "2"
