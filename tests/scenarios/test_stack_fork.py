"""A fork of a stack's world has a tenant of its own, and neither side ever shows the other's RMA."""

from typing import Any

import pytest

from rma_scenarios.client import Answer
from rma_scenarios.errors import StackError
from rma_scenarios.stack_links import StrangerAdaptor
from rma_scenarios.stack_world import StackWorld

GINA: dict[str, Any] = {
    "people": [{"key": "gina", "name": "Gina Lin", "email": "gina.lin@example.com"}],
    "rmas": [{"key": "jacket", "of": "gina", "status": "In Transit"}],
    "customers": 0,
}


async def link_seen(world: StackWorld) -> str | None:
    """Open Gina's profile at the desk and return the RMA link that the agent sees."""
    opened = await world.desk.post(f"profiles/{world.profiles['gina']}/open")
    await world.desk.get("idle?wait_s=5")
    row = (await world.desk.get(f"profiles/{world.profiles['gina']}")).json()
    assert opened.is_success, opened.text
    attributes = {attribute["name"]: attribute["value"] for attribute in row["attributes"]}
    return attributes.get("rma")


async def tenants(triangle: Any) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in (await triangle.stack.admin.get("tenants")).json()["tenants"]}


async def test_a_linked_profile_shows_each_worlds_own_rma_link(triangle: Any) -> None:
    world = await triangle.stack.open_world(**GINA)
    before = await link_seen(world)

    fork = await triangle.stack.fork(world)

    assert before == world.rmas["jacket"]["url"]
    assert await link_seen(fork) == fork.rmas["jacket"]["url"] != before
    assert await link_seen(world) == before


async def test_a_forks_tenant_is_set_like_its_worlds_with_secrets_of_its_own(triangle: Any) -> None:
    settings = {"max_age_s": 0, "rma_link": "table", "attributes": {"rma": "return"}, "max_cards": 3}
    world = await triangle.stack.open_world(tenant=settings, **GINA)

    fork = await triangle.stack.fork(world, world_id="side")

    rows = await tenants(triangle)
    assert {name for name in rows["side"] if rows["side"][name] != rows[world.id][name]} == {
        "name",
        "return_start_url",
        "rma_table_url",
        "rma_url_template",
    }
    assert rows["side"]["rma_url_template"].startswith(fork.links["returnlogic"]["originate_url"])
    assert fork.signing_key not in {None, world.signing_key}
    assert fork.app == {"url": fork.links["gladly"]["apps"][0]["url"], "signing_key": fork.signing_key}
    assert fork.app["url"].endswith("/t/side/lookup")


async def test_a_world_that_somebody_else_opened_can_be_forked(triangle: Any) -> None:
    opened = await triangle.stack.open_world(**GINA)
    found = await triangle.stack.world(opened.id)

    fork = await triangle.stack.fork(found)

    assert await link_seen(fork) == fork.rmas["jacket"]["url"]


async def test_a_fork_can_be_forked(triangle: Any) -> None:
    fork = await triangle.stack.fork(await triangle.stack.open_world(**GINA))

    second = await triangle.stack.fork(fork)

    assert await link_seen(second) == second.rmas["jacket"]["url"]


async def test_a_world_whose_lookups_are_refused_forks_into_one_whose_are_refused_too(triangle: Any) -> None:
    world = await triangle.stack.open_world(app={"signing_key": "not-the-one"}, **GINA)

    fork = await triangle.stack.fork(world)

    assert fork.app["signing_key"] == "not-the-one" != fork.signing_key
    assert await link_seen(fork) is None


@pytest.mark.parametrize("is_known", [pytest.param(True, id="opened here"), pytest.param(False, id="found by id")])
async def test_a_password_goes_along_where_it_is_known_and_a_signature_guards_elsewhere(
    triangle: Any, *, is_known: bool
) -> None:
    password = {"username": "gladly", "password": "secret"}
    opened = await triangle.stack.open_world(
        tenant={"signing_keys": [], "basic_auth": password}, app={"signing_key": None, **password}, **GINA
    )
    world = opened if is_known else await triangle.stack.world(opened.id)

    fork = await triangle.stack.fork(world)

    tenant = (await tenants(triangle))[fork.id]
    assert (tenant["basic_auth"] is not None, len(tenant["signing_keys"])) == (is_known, not is_known)
    assert await link_seen(fork) == fork.rmas["jacket"]["url"]


async def test_a_fork_takes_no_webhooks_since_a_world_sends_none_of_its_forks(triangle: Any) -> None:
    world = await triangle.stack.open_world(tenant={"webhooks": {"secrets": ["known-to-returnlogic"]}}, **GINA)

    fork = await triangle.stack.fork(world)

    kept = await tenants(triangle)
    assert (kept[world.id]["webhooks"] is not None, kept[fork.id]["webhooks"]) == (True, None)
    assert await link_seen(fork) == fork.rmas["jacket"]["url"]


async def test_a_fork_asks_the_same_stranger_and_gets_no_tenant(triangle: Any) -> None:
    stranger = StrangerAdaptor("http://127.0.0.1:1/lookup", "theirs")
    world = await triangle.stack.open_world(stranger=stranger, **GINA)

    fork = await triangle.stack.fork(world)

    assert fork.links["gladly"]["apps"][0]["url"] == stranger.url
    assert (fork.app, fork.signing_key, fork.admin) == (world.app, "theirs", None)
    assert await tenants(triangle) == {}


async def test_a_world_without_a_tenant_forks_without_one(triangle: Any) -> None:
    bare = await triangle.stack.open_bare_world({"id": "bare", **GINA})

    forks = [await triangle.stack.fork(world) for world in (bare, await triangle.stack.world("bare"))]

    assert [(fork.app, fork.admin) for fork in forks] == [({}, None), ({}, None)]
    assert await tenants(triangle) == {}


async def test_a_fork_is_refused_with_the_mocks_sentence(triangle: Any) -> None:
    world = await triangle.stack.open_world(id="shop", **GINA)

    with pytest.raises(StackError, match=r"^a world 'shop' is open already; delete it or choose another id$"):
        await triangle.stack.fork(world, world_id="shop")

    await world.close()
    with pytest.raises(StackError, match=r"^no world 'shop' is open$"):
        await triangle.stack.fork(world)


async def test_a_fork_whose_tenant_is_refused_is_closed_again(triangle: Any) -> None:
    world = await triangle.stack.open_world(**GINA)
    triangle.calls.instead["tenants/side"] = Answer(500, {}, b"the database is full")

    with pytest.raises(StackError, match=r"^the adaptor refused the tenant side: 500 the database is full$"):
        await triangle.stack.fork(world, world_id="side")

    assert [one.world.id for one in triangle.worlds] == [world.id]
