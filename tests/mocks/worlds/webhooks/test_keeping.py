"""Webhooks and what is on their way belong to a world's state."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOOKS = "http://127.0.0.1:8700/hooks"


async def test_a_fork_tells_nobody_what_the_original_tells(shop: Any) -> None:
    shop.receiver.statuses = [500]
    await shop.registers()
    await shop.scans()

    await shop.mocks.control.post("worlds/shop/fork", json={"id": "fork"})
    await shop.mocks.control.post("worlds/fork/clock", json={"advance_s": 86_400})
    await shop.mocks.returnlogic.post(f"/w/fork/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/deliver")
    await shop.mocks.control.get("worlds/fork/idle")

    fork = (await shop.mocks.control.get("worlds/fork/returnlogic/webhooks")).json()
    assert (len(shop.receiver.requests), fork) == (1, {"webhooks": [], "deliveries": []})


async def test_a_snapshot_brings_back_what_was_registered_and_what_was_on_its_way(shop: Any) -> None:
    shop.receiver.statuses = [500]
    await shop.registers("rma.updated")
    await shop.scans()
    await shop.mocks.control.post("worlds/shop/snapshots", json={"name": "failed"})
    await shop.moves_clock(advance_s=1)
    delivered = (await shop.deliveries())[0]["outcome"]

    await shop.mocks.control.post("worlds/shop/reset")
    at_the_opening = (await shop.api("GET", "/webhooks")).json()["data"]
    await shop.mocks.control.post("worlds/shop/snapshots/failed/restore")
    [again] = await shop.deliveries()
    await shop.moves_clock(advance_s=1)

    assert (delivered, at_the_opening, again["outcome"]) == ("delivered", [], "pending")
    assert len({event["id"] for event in shop.receiver.events}) == 1
    assert len(shop.receiver.requests) == 3


async def test_a_diff_tells_which_webhooks_came_and_went(shop: Any) -> None:
    [made] = await shop.registers("rma.updated")
    await shop.mocks.control.post("worlds/shop/snapshots", json={"name": "registered"})
    came = (await shop.mocks.control.get("worlds/shop/diff")).json()["changes"]
    await shop.api("DELETE", f"/webhooks/{made.json()['id']}")

    went = (await shop.mocks.control.get("worlds/shop/diff?since=registered")).json()["changes"]

    assert f"ReturnLogic tells {HOOKS} of rma.updated." in came
    assert went == [f"{HOOKS} is no longer told of rma.updated."]


async def test_what_is_being_sent_while_a_state_is_brought_back_is_given_up(shop: Any) -> None:
    await shop.registers("rma.updated")
    shop.receiver.held = asyncio.Event()
    await shop.mocks.returnlogic.post(f"/w/shop/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/scan")

    await shop.mocks.control.post("worlds/shop/reset")
    shop.receiver.held.set()
    await shop.silence()

    assert await shop.deliveries() == []
    assert (await shop.mocks.control.get("worlds/shop/journal?operation=webhook")).json()["exchanges"] == []


async def test_a_closed_world_sends_nothing_more(shop: Any) -> None:
    await shop.registers("rma.updated")
    shop.receiver.held = asyncio.Event()
    await shop.mocks.returnlogic.post(f"/w/shop/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/scan")
    [sending] = shop.mocks.apps.worlds.find("shop").team.hooks._sending.values()

    await shop.mocks.control.delete("worlds/shop")
    await asyncio.wait([sending])

    assert sending.cancelled()


async def test_what_is_on_its_way_outlives_the_process(
    shop_with: Callable[..., Any], mocks_over: Callable[..., Any], tmp_path: Path
) -> None:
    async with shop_with(500, state=tmp_path) as shop:
        await shop.moves_clock(freeze=True)
        await shop.registers("rma.updated", secret="hush-hush")
        await shop.scans()

    async with mocks_over(state=tmp_path, adaptor=shop.receiver) as mocks:
        await mocks.control.post("worlds/shop/clock", json={"advance_s": 1})
        await mocks.control.get("worlds/shop/idle")

        first, second = shop.receiver.requests
        assert first.content == second.content
        assert first.headers["x-returnlogic-signature"] == second.headers["x-returnlogic-signature"]
