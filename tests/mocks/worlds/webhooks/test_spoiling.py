"""Scripted failures duplicate, reorder, delay, drop and date back what a webhook says."""

from typing import Any


async def test_a_duplicated_webhook_comes_twice_as_one_event(shop: Any) -> None:
    await shop.registers()
    await shop.fails("duplicated")

    await shop.scans()

    assert len(shop.receiver.requests) == 2
    assert len({event["id"] for event in shop.receiver.events}) == 1


async def test_a_reordered_webhook_comes_after_the_next_one(shop: Any) -> None:
    await shop.registers()
    await shop.fails("reordered")

    await shop.scans()
    held = list(shop.receiver.told)
    await shop.creates()

    assert held == []
    assert shop.receiver.told == [("rma.created", "Authorized"), ("rma.updated", "In Transit")]


async def test_a_reordered_webhook_without_a_next_one_is_only_late(shop: Any) -> None:
    await shop.registers()
    await shop.fails("reordered")
    await shop.scans()

    await shop.moves_clock(to_next_event=True)

    assert shop.receiver.told == [("rma.updated", "In Transit")]


async def test_a_delayed_webhook_comes_later_on_the_worlds_clock(shop: Any) -> None:
    await shop.registers()
    await shop.fails("delayed", latency_ms=20_000)
    await shop.scans()

    await shop.moves_clock(advance_s=19)
    before = list(shop.receiver.told)
    await shop.moves_clock(advance_s=1)

    assert (before, shop.receiver.told) == ([], [("rma.updated", "In Transit")])


async def test_a_dropped_webhook_never_comes_and_the_list_says_why(shop: Any) -> None:
    await shop.registers()
    await shop.fails("dropped")

    await shop.scans()
    await shop.moves_clock(advance_s=86_400)

    [row] = await shop.deliveries()
    assert (shop.receiver.requests, row["outcome"], row["attempts"]) == ([], "dropped", [])
    assert row["fault"] == {"kind": "dropped", "id": 1}


async def test_a_stale_webhook_shows_the_rma_as_it_was_before(shop: Any) -> None:
    await shop.registers()
    await shop.fails("stale")

    await shop.scans()

    assert shop.receiver.told == [("rma.updated", "Authorized")]
    rows = (await shop.mocks.control.get("worlds/shop/journal?operation=webhook")).json()["exchanges"]
    assert rows[0]["fault"] == {"kind": "stale", "id": 1}


async def test_failures_of_calls_and_of_deliveries_do_not_hit_each_other(shop: Any) -> None:
    await shop.registers()
    for kind in ("dropped", "maintenance"):
        await shop.mocks.control.post("worlds/shop/faults", json={"kind": kind, "path": "*"})

    down = await shop.api("GET", "/webhooks")
    await shop.scans()

    assert (down.status_code, shop.receiver.requests) == (503, [])
    faults = (await shop.mocks.control.get("worlds/shop/faults")).json()["faults"]
    assert [(row["kind"], row["calls"]) for row in faults] == [("dropped", 1), ("maintenance", 1)]
