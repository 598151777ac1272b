"""Worlds never see each other, however much happens in one; and whatever happened can be taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

GINA = "gina.lin@example.com"
SHOP: dict[str, Any] = {
    "seed": 7,
    "customers": 6,
    "now": "2026-03-02T15:00:00Z",
    "people": [{"key": "gina", "name": "Gina Lin", "email": GINA, "phone": "+16505550100"}],
    "orders": [{"key": "hat", "of": "gina", "items": [{"product": "Alpine Beanie", "quantity": 100}]}],
    "rmas": [{"key": "jacket", "of": "gina", "id": "2000777", "status": "In Transit"}],
    "returnlogic": {"per_second": 100_000, "per_minute": 1_000_000},
}
ACTS = (
    *("a profile is opened", "a link is cut", "an e-mail is added", "a return is created", "a visitor chats"),
    "an action is run",
    *("an app is set", "a profile is made", "a profile is changed", "time is moved", "time stands still"),
    *("an RMA is received", "an RMA is deleted", "a derived RMA is deleted"),
    *("a failure is scripted", "a failure hits", "profiles are merged", "a match is dropped"),
)
WAYS_BACK = ("a snapshot is taken", "a snapshot is brought back", "a person is reset", "data is reset", "all is reset")

happenings = st.lists(st.sampled_from(ACTS), max_size=8)
examples = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


def in_mocks(mocks_over: Any, run: Callable[[Any], Awaitable[None]]) -> None:
    async def running() -> None:
        async with mocks_over() as mocks:
            await run(mocks)

    asyncio.run(running())


async def forked(mocks: Any, world: dict[str, Any]) -> dict[str, Any]:
    links: dict[str, Any] = (await mocks.control.post(f"worlds/{world['id']}/fork", json={})).json()
    return links


@given(acts=st.lists(st.sampled_from([*ACTS, *WAYS_BACK]), max_size=8))
@examples
def test_a_world_of_the_same_seed_ids_and_people_sees_nothing_of_another(mocks_over: Any, acts: list[str]) -> None:
    async def run(mocks: Any) -> None:
        one, other = await mocks.open(**SHOP), await mocks.open(**SHOP)
        before = await mocks.seen(other)

        for act in acts:
            await mocks.act(one, act)

        assert await mocks.seen(other) == before

    in_mocks(mocks_over, run)


@given(acts=st.lists(st.tuples(st.booleans(), st.sampled_from(ACTS)), max_size=10))
@examples
def test_worlds_in_which_much_happens_at_once_are_as_if_each_had_been_alone(
    mocks_over: Any, acts: list[tuple[bool, str]]
) -> None:
    async def run(mocks: Any) -> None:
        worlds = {side: await mocks.open(**SHOP) for side in (False, True)}
        alone = {side: await mocks.open(**SHOP) for side in (False, True)}

        async def happens(links: dict[str, Any], side: bool) -> None:  # noqa: FBT001 -- which of two
            for of, act in acts:
                if of is side:
                    await mocks.act(links, act)

        await asyncio.gather(*(happens(worlds[side], side) for side in worlds))
        for side, links in alone.items():
            await happens(links, side)

        for side, links in worlds.items():
            assert steady(await mocks.seen(links)) == steady(await mocks.seen(alone[side]))

    in_mocks(mocks_over, run)


def steady(seen: Any) -> Any:
    """Leave out when things happened: nobody does two things at the same moment."""
    if isinstance(seen, dict):
        return {name: steady(value) for name, value in seen.items() if not name.endswith("_at") and name != "at"}
    return [steady(row) for row in seen] if isinstance(seen, list) else seen


@given(before=happenings, after=happenings, in_fork=st.booleans())
@examples
def test_a_write_never_leaks_between_a_fork_and_its_parent(
    mocks_over: Any,
    before: list[str],
    after: list[str],
    in_fork: bool,  # noqa: FBT001 -- Hypothesis gives it
) -> None:
    async def run(mocks: Any) -> None:
        parent = await mocks.open(**SHOP)
        for act in before:
            await mocks.act(parent, act)
        fork = await forked(mocks, parent)
        one, other = (fork, parent) if in_fork else (parent, fork)
        seen = await mocks.seen(other)

        for act in after:
            await mocks.act(one, act)

        assert await mocks.seen(other) == seen

    in_mocks(mocks_over, run)


@given(before=happenings, after=happenings)
@examples
def test_taking_a_snapshot_and_bringing_it_back_is_the_identity(
    mocks_over: Any, before: list[str], after: list[str]
) -> None:
    async def run(mocks: Any) -> None:
        world = await mocks.open(**SHOP)
        for act in before:
            await mocks.act(world, act)
        await mocks.control.post(f"worlds/{world['id']}/snapshots", json={"name": "then"})
        seen = await mocks.seen(world)
        for act in after:
            await mocks.act(world, act)

        await mocks.control.post(f"worlds/{world['id']}/snapshots/then/restore")

        assert await mocks.seen(world) == seen
        assert (await mocks.asked(world, "diff?since=then"))["changes"] == []

    in_mocks(mocks_over, run)


@given(acts=happenings)
@examples
def test_a_reset_of_all_is_as_if_the_world_had_just_been_opened(mocks_over: Any, acts: list[str]) -> None:
    async def run(mocks: Any) -> None:
        world = await mocks.open(**SHOP)
        opened = await mocks.seen(world)
        for act in acts:
            await mocks.act(world, act)

        await mocks.control.post(f"worlds/{world['id']}/reset")

        assert await mocks.seen(world) == opened
        assert (await mocks.asked(world, "diff"))["changes"] == []

    in_mocks(mocks_over, run)


@given(quantities=st.lists(st.integers(1, 60), min_size=2, max_size=8))
@examples
def test_returns_of_the_same_thing_at_once_never_take_more_than_there_is(
    mocks_over: Any, quantities: list[int]
) -> None:
    async def run(mocks: Any) -> None:
        world = await mocks.open(**SHOP)
        name = world["orders"]["hat"]["name"]
        pages = f"/w/{world['id']}/originate/api"
        [order] = (await mocks.returnlogic.get(f"{pages}/orders", params={"search": name})).json()["orders"]
        line = {"line_id": order["lines"][0]["id"], "return_type": "Refund", "reason_code": "TB"}
        wishes = [{"order_name": name, "items": [line | {"quantity": quantity}]} for quantity in quantities]

        answers = await asyncio.gather(*(mocks.returnlogic.post(f"{pages}/rmas", json=wish) for wish in wishes))

        taken = sum(quantity for quantity, answer in zip(quantities, answers, strict=True) if answer.is_success)
        left = [quantity for quantity, answer in zip(quantities, answers, strict=True) if not answer.is_success]
        numbers = [answer.json()["id"] for answer in answers if answer.is_success]
        assert taken <= 100
        assert [quantity for quantity in left if quantity <= 100 - taken] == []
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) == set(await mocks.rmas_of(world)) - {"2000777"}

    in_mocks(mocks_over, run)
