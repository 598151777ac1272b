"""The control API opens, lists and closes worlds, and says what is wrong with a bad one."""

from typing import Any

import httpx
import pytest


async def test_a_world_comes_with_everything_a_client_needs(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(id="w1", **gina)

    assert links["gladly"]["desk_url"] == "http://127.0.0.1:8701/w/w1/desk"
    assert links["returnlogic"]["api_url"] == "http://127.0.0.1:8702/v1"
    assert links["people"]["gina"]["email"] == "gina.lin@example.com"
    assert links["rmas"]["jacket"]["url"].endswith(f"/w/w1/originate/rma/{links['rmas']['jacket']['id']}")


async def test_declared_orders_come_with_their_names_and_the_page_that_returns_them(
    mocks: Any, gina: dict[str, Any]
) -> None:
    orders = [{"of": "gina", "key": "socks", "items": [{}]}, {"of": "gina", "name": "#1001", "items": [{}]}]

    links = await mocks.open(id="w1", orders=orders, **gina)

    page = "http://127.0.0.1:8702/w/w1/returns-center?email=gina.lin%40example.com&order=%23"
    assert links["orders"] == {
        "socks": {"name": "#500001", "items": [9000001], "url": f"{page}500001"},
        "order1": {"name": "#1001", "items": [9000002], "url": f"{page}1001"},
    }


async def test_people_are_listed_with_their_rmas_the_declared_ones_first(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(**gina)

    answer = (await mocks.control.get(f"worlds/{links['id']}/people", params={"limit": 3})).json()

    assert answer["total"] == 6
    assert answer["people"][0]["name"] == "Gina Lin"
    assert answer["people"][0]["rma_ids"] == [links["rmas"]["jacket"]["id"]]


async def test_the_control_api_wants_its_token(mocks: Any) -> None:
    answer = await mocks.control.get("worlds", headers={"Authorization": "Bearer wrong"})

    assert answer.status_code == 401
    assert "control token" in answer.json()["message"]


@pytest.mark.parametrize(
    ("spec", "status", "hint"),
    [
        pytest.param({"rmas": [{"of": "nobody"}]}, 400, "not a declared person", id="return of a stranger"),
        pytest.param(
            {
                "people": [{"key": "a", "name": "A", "email": "a@example.com"}],
                "rmas": [{"of": "a", "items": [{"size": "XXS"}]}],
            },
            400,
            "write one of: XS, S, M, L, XL",
            id="unknown size",
        ),
        pytest.param(
            {"people": [{"key": "a", "name": "A"}, {"key": "a", "name": "B"}]}, 409, "used twice", id="key used twice"
        ),
        pytest.param({"peeple": []}, 400, "peeple", id="misspelt field"),
        pytest.param(
            {"people": [{"key": "a", "name": "A", "email": "a@example.com"}], "rmas": [{"of": "a", "status": "Lost"}]},
            400,
            "must be one of: Requested",
            id="unknown status",
        ),
        pytest.param({"customers": -1}, 400, "customers", id="negative people"),
    ],
)
async def test_a_world_that_makes_no_sense_is_refused_with_a_hint(
    mocks: Any, spec: dict[str, Any], status: int, hint: str
) -> None:
    answer = await mocks.control.post("worlds", json=spec)

    assert answer.status_code == status
    assert hint in answer.text
    assert (await mocks.control.get("worlds")).json()["worlds"] == []


async def test_given_credentials_belong_to_one_open_world(mocks: Any) -> None:
    given = {"returnlogic": {"api_key": "rl-key"}, "gladly": {"username": "me@example.com", "api_token": "t"}}
    first = await mocks.open(**given)

    refused = await mocks.control.post("worlds", json=given)
    await mocks.control.delete(f"worlds/{first['id']}")
    again = await mocks.control.post("worlds", json=given)

    assert (refused.status_code, again.status_code) == (409, 201)


async def test_a_refused_world_leaves_nothing_behind(mocks: Any) -> None:
    await mocks.open(id="a", returnlogic={"api_key": "rl-key"})

    refused = await mocks.control.post("worlds", json={"id": "b", "returnlogic": {"api_key": "rl-key"}})
    afterwards = await mocks.control.post("worlds", json={"id": "b"})

    assert (refused.status_code, afterwards.status_code) == (409, 201)


async def test_worlds_with_the_same_seed_never_see_each_other(mocks: Any, gina: dict[str, Any]) -> None:
    first, second = await mocks.open(**gina), await mocks.open(**gina)
    assert first["profiles"] == second["profiles"]

    for world in (first, second):
        page = f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}"
        assert (await mocks.gladly.get(page)).status_code == 200
    await mocks.gladly.post(
        f"/w/{first['id']}/desk/api/profiles/{first['profiles']['gina']}/emails", json={"email": "g@example.com"}
    )

    untouched = await mocks.gladly.get(f"/w/{second['id']}/desk/api/profiles/{second['profiles']['gina']}")
    assert [row["original"] for row in untouched.json()["emails"]] == ["gina.lin@example.com"]
    journal = (await mocks.control.get(f"worlds/{second['id']}/journal")).json()
    assert [row["operation"] for row in journal["exchanges"] if row["operation"]] == []


async def test_a_deleted_world_is_gone_on_both_mocks(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(**gina)

    await mocks.control.delete(f"worlds/{links['id']}")

    assert (await mocks.gladly.get(f"/w/{links['id']}/desk/api/organisation")).status_code == 404
    answer = await mocks.returnlogic.get(
        "/v1/rmas", headers={"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    )
    assert answer.status_code == 401


async def test_the_clock_is_set_frozen_and_advanced(mocks: Any) -> None:
    links = await mocks.open(now="2026-03-02T15:00:00Z")
    clock = f"worlds/{links['id']}/clock"

    await mocks.control.post(clock, json={"freeze": True})
    await mocks.control.post(clock, json={"set": "2026-04-01T09:00:00Z"})
    moved = await mocks.control.post(clock, json={"advance_s": 3600})
    both = await mocks.control.post(clock, json={"advance_s": 1, "freeze": True})

    assert moved.json() == {"now": "2026-04-01T10:00:00.000Z", "is_frozen": True, "next_event": None}
    assert both.status_code == 400
    assert "exactly one" in both.text


async def test_a_scripted_fault_fails_the_call_and_is_then_over(mocks: Any, gina: dict[str, Any]) -> None:
    links = await mocks.open(**gina)
    headers = {"Authorization": f"Bearer {links['returnlogic']['api_key']}"}
    question = {"email": "gina.lin@example.com"}
    await mocks.control.post(f"worlds/{links['id']}/faults", json={"kind": "maintenance", "path": "/v1/rmas"})

    down = await mocks.returnlogic.get("/v1/rmas", params=question, headers=headers)
    up = await mocks.returnlogic.get("/v1/rmas", params=question, headers=headers)

    assert (down.status_code, up.status_code) == (503, 200)
    [fault] = (await mocks.control.get(f"worlds/{links['id']}/faults")).json()["faults"]
    assert (fault["state"], fault["hits"]) == ("over", 1)


async def test_an_unknown_fault_is_refused_with_the_known_ones(mocks: Any) -> None:
    links = await mocks.open()

    answer: httpx.Response = await mocks.control.post(f"worlds/{links['id']}/faults", json={"kind": "explode"})

    assert answer.status_code == 400
    assert "maintenance" in answer.json()["message"]


async def test_the_stage_knows_its_halves_and_its_shopper(mocks: Any, gina: dict[str, Any]) -> None:
    await mocks.open(id="w1", **gina)

    config = (await mocks.gladly.get("/w/w1/stage/config")).json()

    assert config["shopper_hint"] == {"name": "Gina Lin", "email": "gina.lin@example.com"}
    assert (await mocks.gladly.get("/w/w1/stage")).status_code == 200
    assert (await mocks.gladly.get("/w/nowhere/stage")).status_code == 404
