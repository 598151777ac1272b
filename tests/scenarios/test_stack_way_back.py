"""Snapshots, resets and differences of a stack's world; our adaptor forgets what it read before."""

from typing import Any

import pytest

from rma_scenarios.errors import StackError
from rma_scenarios.stack_world import StackWorld

OWNER = {"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}
BOOTS = {"key": "boots", "of": "gina", "items": [{"product": "Summit Down Vest"}]}


@pytest.fixture
async def world(triangle: Any) -> StackWorld:
    """A world whose adaptor keeps what it read for minutes, on a stack that says how that forgets."""
    await triangle.stack.control.call("PUT", "stack", triangle.stack.links.as_json())
    opened: StackWorld = await triangle.stack.open_world(
        tenant={"max_age_s": 300}, people=[OWNER], orders=[BOOTS], customers=0
    )
    return opened


async def returns_the_vest(triangle: Any, world: StackWorld) -> str:
    pages = f"{world.links['returnlogic']['url']}/originate/api"
    order = world.links["orders"]["boots"]["name"]
    calls = triangle.calls.http
    [row] = (await calls.get(f"{pages}/orders", params={"search": order})).json()["orders"]
    item = {"line_id": row["lines"][0]["id"], "quantity": 1, "return_type": "Refund", "reason_code": "TB"}
    made = await calls.post(f"{pages}/rmas", json={"order_name": order, "items": [item]})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def code_seen(world: StackWorld) -> str | None:
    """Open Gina's profile at the desk and return the RMA that the agent sees."""
    await world.desk.post(f"profiles/{world.profiles['gina']}/open")
    row = (await world.desk.get(f"profiles/{world.profiles['gina']}")).json()
    return {attribute["name"]: attribute["value"] for attribute in row["attributes"]}.get("rmaCode")


async def test_a_reset_world_shows_nothing_of_what_was_read_before(triangle: Any, world: StackWorld) -> None:
    rma_id = await returns_the_vest(triangle, world)
    before = await code_seen(world)

    done = await world.reset()

    assert before == rma_id
    assert (done["what"], done["adaptor"]) == ("all", "forgot")
    assert await code_seen(world) is None


async def test_one_person_is_reset_and_the_adaptor_forgets_that_one(triangle: Any, world: StackWorld) -> None:
    await returns_the_vest(triangle, world)
    await code_seen(world)

    done = await world.reset("person", OWNER["email"])

    assert (done["what"], done["adaptor"]) == ("person", "forgot")
    assert await code_seen(world) is None


async def test_a_restored_world_shows_what_it_showed_then(triangle: Any, world: StackWorld) -> None:
    rma_id = await returns_the_vest(triangle, world)
    name = await world.snapshot("returned")
    await world.reset()

    done = await world.restore(name)

    assert done["adaptor"] == "forgot"
    assert await code_seen(world) == rma_id
    assert [kept["name"] for kept in await world.snapshots()] == ["returned"]


async def test_what_changed_is_told_since_the_opening_or_a_snapshot(triangle: Any, world: StackWorld) -> None:
    name = await world.snapshot()
    rma_id = await returns_the_vest(triangle, world)
    after = await world.snapshot()

    changes = await world.diff()

    assert any(rma_id in sentence for sentence in changes)
    assert await world.diff(name) == changes
    assert await world.diff(after) == []


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        pytest.param(lambda world: world.restore("n/o?"), "there is no", id="no such snapshot"),
        pytest.param(lambda world: world.diff("n/o?"), "there is no snapshot", id="nothing to compare with"),
        pytest.param(lambda world: world.reset("weather"), "what", id="no such part"),
        pytest.param(lambda world: world.reset("person", "nobody"), "'nobody'", id="no such person"),
        pytest.param(lambda world: world.snapshot("\n"), "name", id="no name"),
    ],
)
async def test_misuse_is_told_in_the_mocks_sentence(world: StackWorld, act: Any, sentence: str) -> None:
    with pytest.raises(StackError, match=sentence):
        await act(world)
