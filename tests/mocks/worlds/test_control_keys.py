"""A team's API key is revoked and replaced while its world is open."""

from typing import Any

import httpx
import pytest

EMAIL = "gina.lin@example.com"


@pytest.fixture
async def world(mocks: Any, gina: dict[str, Any]) -> dict[str, Any]:
    links: dict[str, Any] = await mocks.open(id="w1", returnlogic={"api_key": "old", "per_second": 3}, **gina)
    return links


async def ask(mocks: Any, key: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"}
    answer: httpx.Response = await mocks.returnlogic.get("/v1/rmas", params={"email": EMAIL}, headers=headers)
    return answer


async def renew(mocks: Any, **body: Any) -> httpx.Response:
    answer: httpx.Response = await mocks.control.post("worlds/w1/returnlogic/keys", **body)
    return answer


async def test_a_revoked_key_is_refused_and_the_new_one_works(mocks: Any, world: dict[str, Any]) -> None:
    renewed = await renew(mocks)
    key = renewed.json()["api_key"]

    old, new = await ask(mocks, world["returnlogic"]["api_key"]), await ask(mocks, key)

    assert (renewed.status_code, renewed.json()) == (201, {"api_key": key})
    assert (old.status_code, old.json()["message"], new.status_code) == (401, "Unauthorized", 200)
    assert (await mocks.control.get("worlds/w1")).json()["returnlogic"]["api_key"] == key


async def test_calls_with_either_key_stand_in_the_journal(mocks: Any, world: dict[str, Any]) -> None:
    assert world
    await renew(mocks, json={"api_key": "given"})

    await ask(mocks, "old")
    await ask(mocks, "given")

    rows = (await mocks.control.get("worlds/w1/journal")).json()["exchanges"]
    assert [(row["operation"], row["status"]) for row in rows] == [("list_rmas", 401), ("list_rmas", 200)]


async def test_a_new_key_has_the_teams_limits_and_windows_of_its_own(mocks: Any, world: dict[str, Any]) -> None:
    await mocks.control.post("worlds/w1/clock", json={"freeze": True})
    await ask(mocks, world["returnlogic"]["api_key"])

    await renew(mocks, json={"api_key": "given"})
    answer = await ask(mocks, "given")

    assert answer.headers["x-ratelimit-limit-second"] == "3"
    assert answer.headers["x-ratelimit-remaining-minute"] == "119"


@pytest.mark.parametrize("key", ["old", "other"])
async def test_a_key_that_an_open_world_has_is_not_given_again(mocks: Any, world: dict[str, Any], key: str) -> None:
    await mocks.open(returnlogic={"api_key": "other"})

    refused = await renew(mocks, json={"api_key": key})

    assert (refused.status_code, refused.json()) == (
        409,
        {"message": "the ReturnLogic API key belongs to an open world"},
    )
    assert (await ask(mocks, world["returnlogic"]["api_key"])).status_code == 200


async def test_a_revoked_key_is_free_for_another_world(mocks: Any, world: dict[str, Any]) -> None:
    assert world
    await renew(mocks)

    await mocks.open(id="w2", returnlogic={"api_key": "old"})

    assert (await ask(mocks, "old")).status_code == 200


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        pytest.param({"json": {"key": "x"}}, "key: is no field of this call", id="misspelt"),
        pytest.param({"json": {"api_key": "a b"}}, "api_key: must be 1 to 500 ASCII characters", id="blank"),
        pytest.param({"content": b"{", "headers": {"Content-Type": "application/json"}}, "as JSON", id="half a body"),
    ],
)
async def test_a_key_that_makes_no_sense_is_refused_and_nothing_changes(
    mocks: Any, world: dict[str, Any], body: dict[str, Any], hint: str
) -> None:
    refused = await renew(mocks, **body)

    assert (refused.status_code, hint in refused.json()["message"]) == (400, True)
    assert (await ask(mocks, world["returnlogic"]["api_key"])).status_code == 200
