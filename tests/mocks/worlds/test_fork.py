"""A fork begins where its world stands, and neither ever sees what the other does."""

from typing import Any

import pytest

from rma_mocks.worlds.declared.fork_spec import ForkSpec
from rma_mocks.worlds.declared.spec import WorldSpec

GINA = "gina.lin@example.com"
OTHER_APP = {"url": "http://127.0.0.1:8700/t/fork/lookup", "signing_key": "another"}


async def forked(mocks: Any, world_id: str, **spec: Any) -> dict[str, Any]:
    answer = await mocks.control.post(f"worlds/{world_id}/fork", json=spec)
    assert answer.status_code == 201, answer.text
    links: dict[str, Any] = answer.json()
    return links


async def test_a_fork_has_the_same_people_and_returns_under_the_same_ids(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)

    fork = await forked(mocks, world["id"])

    assert fork["people"] == world["people"]
    assert fork["profiles"] == world["profiles"]
    assert [rma["id"] for rma in fork["rmas"].values()] == [rma["id"] for rma in world["rmas"].values()]
    assert await mocks.rmas_of(fork) == await mocks.rmas_of(world)
    assert (fork["seed"], fork["customers"]) == (world["seed"], world["customers"])


async def test_a_fork_has_credentials_and_pages_of_its_own(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)

    fork = await forked(mocks, world["id"], id="side", apps=[OTHER_APP])

    own = {"gladly": ("organization", "username", "api_token"), "returnlogic": ("team_id", "api_key")}
    for vendor, names in own.items():
        assert [name for name in names if fork[vendor][name] == world[vendor][name]] == []
    assert fork["stage_url"].endswith("/w/side/stage")
    assert fork["gladly"]["apps"][0]["url"] == OTHER_APP["url"]
    assert fork["gladly"]["apps"][0]["id"] == world["gladly"]["apps"][0]["id"]
    assert world["gladly"]["apps"][0]["url"] != OTHER_APP["url"]


async def test_a_fork_takes_along_what_happened_before(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await mocks.adds_email(world, "second@example.com")
    await mocks.control.post(f"worlds/{world['id']}/clock", json={"set": "2026-05-01T10:00:00Z"})
    await mocks.control.post(f"worlds/{world['id']}/clock", json={"freeze": True})
    await mocks.control.post(f"worlds/{world['id']}/faults", json={"kind": "maintenance", "times": 2})

    fork = await forked(mocks, world["id"])

    assert [email["original"] for email in (await mocks.profile(fork))["emails"]] == [GINA, "second@example.com"]
    clock = (await mocks.control.get(f"worlds/{fork['id']}/clock")).json()
    assert (clock["now"][:16], clock["is_frozen"]) == ("2026-05-01T10:00", True)
    assert [fault["times"] for fault in (await mocks.control.get(f"worlds/{fork['id']}/faults")).json()["faults"]] == [
        2
    ]


async def test_a_fork_begins_with_an_empty_journal_and_no_rounds(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await mocks.gladly.post(f"/w/{world['id']}/desk/api/profiles/{world['profiles']['gina']}/open")

    fork = await forked(mocks, world["id"])

    assert (await mocks.control.get(f"worlds/{fork['id']}/journal")).json()["exchanges"] == []
    assert (await mocks.gladly.get(f"/w/{fork['id']}/desk/api/rounds")).json()["rounds"] == []
    assert (await mocks.control.get(f"worlds/{world['id']}/journal")).json()["exchanges"] != []


@pytest.mark.parametrize("writer", ["fork", "parent"])
async def test_what_either_does_later_the_other_never_sees(mocks: Any, gina: dict[str, Any], writer: str) -> None:
    parent = await mocks.open(**gina, orders=[{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie"}]}])
    fork = await forked(mocks, parent["id"])
    one, other = (fork, parent) if writer == "fork" else (parent, fork)
    before = (await mocks.profile(other), await mocks.rmas_of(other))

    await mocks.adds_email(one, "later@example.com")
    await mocks.control.post(f"worlds/{one['id']}/faults", json={"kind": "maintenance", "path": "/x"})
    await mocks.returns(one, "hat")

    assert (await mocks.profile(other), await mocks.rmas_of(other)) == before
    assert len(await mocks.rmas_of(one)) == len(before[1]) + 1
    assert (await mocks.control.get(f"worlds/{other['id']}/faults")).json()["faults"] == []


async def test_a_fault_counts_down_in_each_world_by_itself(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    await mocks.control.post(f"worlds/{world['id']}/faults", json={"kind": "maintenance", "times": 1})
    fork = await forked(mocks, world["id"])
    key = {"Authorization": f"Bearer {world['returnlogic']['api_key']}"}

    refused = await mocks.returnlogic.get("/v1/rmas", params={"email": GINA}, headers=key)

    assert refused.status_code == 503
    states = [(await mocks.control.get(f"worlds/{one['id']}/faults")).json()["faults"] for one in (world, fork)]
    assert [[(row["state"], row["hits"]) for row in rows] for rows in states] == [[("over", 1)], [("active", 0)]]


async def test_a_fork_outlives_its_world_and_may_be_forked_itself(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina)
    fork = await forked(mocks, world["id"])
    await mocks.control.delete(f"worlds/{world['id']}")

    again = await forked(mocks, fork["id"])

    assert await mocks.rmas_of(again) == [rma["id"] for rma in world["rmas"].values()]


async def test_rate_windows_of_a_fork_are_its_own(mocks: Any, gina: dict[str, Any]) -> None:
    world = await mocks.open(**gina, returnlogic={"per_second": 1, "per_minute": 1})
    await mocks.rmas_of(world)
    fork = await forked(mocks, world["id"])
    key = {"Authorization": f"Bearer {fork['returnlogic']['api_key']}"}

    answers = [await mocks.returnlogic.get("/v1/rmas", params={"email": GINA}, headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]


@pytest.mark.parametrize(
    ("spec", "status", "sentence"),
    [
        pytest.param({"id": "w1"}, 409, "a world 'w1' is open already", id="its id is taken"),
        pytest.param({"apps": [OTHER_APP, OTHER_APP]}, 400, "the world has 1 lookup apps, not 2", id="too many apps"),
        pytest.param({"seed": 8}, 400, "seed", id="a field that no fork has"),
    ],
)
async def test_a_fork_that_cannot_be_is_refused_in_one_sentence(
    mocks: Any, gina: dict[str, Any], spec: dict[str, Any], status: int, sentence: str
) -> None:
    world = await mocks.open(id="w1", **gina)

    answer = await mocks.control.post(f"worlds/{world['id']}/fork", json=spec)

    assert (answer.status_code, sentence in answer.json()["message"]) == (status, True), answer.text
    assert len((await mocks.control.get("worlds")).json()["worlds"]) == 1


async def test_only_an_open_world_can_be_forked(mocks: Any) -> None:
    answer = await mocks.control.post("worlds/nowhere/fork", json={})

    assert (answer.status_code, answer.json()["message"]) == (404, "no world 'nowhere' is open")


async def test_a_fork_costs_what_changed_not_what_there_is(mocks: Any) -> None:
    """The derived base is shared: as many people as there are, none is copied."""
    worlds = mocks.apps.gladly.state.worlds
    world = worlds.open(WorldSpec(customers=10_000))

    fork = worlds.fork(world, ForkSpec())

    assert vars(fork.world.retailer)["_base"] is vars(world.world.retailer)["_base"]
    assert fork.organisation.profiles.made == []
