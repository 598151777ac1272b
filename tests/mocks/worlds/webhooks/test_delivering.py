"""Webhooks are registered, delivered at once, and tried again on the world's clock."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from rma_mocks.worlds.alarm import Alarm

HOOKS = "http://127.0.0.1:8700/hooks"


async def test_every_change_of_an_rma_is_told_with_the_whole_rma(shop: Any) -> None:
    await shop.registers()

    rma_id = await shop.creates()
    await shop.scans()
    await shop.mocks.returnlogic.delete(f"/w/shop/originate/api/rmas/{rma_id}")
    await shop.silence()

    assert shop.receiver.told == [
        ("rma.created", "Authorized"),
        ("rma.updated", "In Transit"),
        ("rma.deleted", "Authorized"),
    ]
    [event, *_] = shop.receiver.events
    listed = (await shop.api("GET", "/rmas", params={"rmaId": shop.links["rmas"]["jacket"]["id"]})).json()["data"]
    assert set(event) == {"id", "topic", "teamId", "occurredAt", "data"}
    assert (event["teamId"], event["occurredAt"]) == (shop.links["returnlogic"]["team_id"], "2026-03-02T15:00:00Z")
    assert event["id"].startswith("evt_")
    assert shop.receiver.events[1]["data"] == listed[0]


async def test_a_topic_that_nobody_registered_for_is_not_told(shop: Any) -> None:
    await shop.registers("rma.created")

    await shop.scans()

    assert (shop.receiver.requests, await shop.deliveries()) == ([], [])


async def test_a_secret_signs_the_very_bytes_that_are_sent_and_is_shown_to_nobody(shop: Any) -> None:
    [made] = await shop.registers("rma.updated", secret="hush-hush")

    await shop.scans()

    [request] = shop.receiver.requests
    expected = hmac.new(b"hush-hush", request.content, hashlib.sha256).hexdigest()
    assert request.headers["x-returnlogic-signature"] == expected
    told = (await shop.mocks.control.get("worlds/shop/journal")).text
    shown = (await shop.mocks.control.get("worlds/shop/returnlogic/webhooks")).text
    assert "hush" not in made.text + told + shown + (await shop.api("GET", "/webhooks")).text


async def test_without_a_secret_nothing_is_signed(shop: Any) -> None:
    await shop.registers("rma.updated")

    await shop.scans()

    assert "x-returnlogic-signature" not in shop.receiver.requests[0].headers


async def test_a_delivery_stands_in_the_journal_as_sent(shop: Any) -> None:
    await shop.registers("rma.updated")

    await shop.scans()

    journal = (await shop.mocks.control.get("worlds/shop/journal?operation=webhook")).json()["exchanges"]
    [row] = journal
    assert (row["lane"], row["direction"], row["from"], row["to"]) == ("returnlogic", "sent", "returnlogic", "adaptor")
    assert (row["path"], row["status"], row["response_body"]) == ("/hooks", 200, "noted")
    assert json.loads(row["request_body"]) == shop.receiver.events[0]


@pytest.mark.parametrize("status", [200, 201, 204, 299])
async def test_any_2xx_is_delivered_and_not_tried_again(shop: Any, status: int) -> None:
    shop.receiver.statuses = [status]
    await shop.registers("rma.updated")

    await shop.scans()
    await shop.moves_clock(advance_s=86_400)

    [row] = await shop.deliveries()
    assert (row["outcome"], [each["status"] for each in row["attempts"]]) == ("delivered", [status])


async def test_a_failed_delivery_is_tried_after_1_5_30_120_and_600_seconds_and_then_given_up(shop: Any) -> None:
    shop.receiver.statuses = [500, 302, 404, 429, 503, httpx.ConnectError("refused")]
    await shop.registers("rma.updated")
    await shop.scans()

    times = [await shop.moves_clock(to_next_event=True) for _ in range(5)]
    over = await shop.mocks.control.post("worlds/shop/clock", json={"to_next_event": True})

    assert [time[14:19] for time in times] == ["00:01", "00:06", "00:36", "02:36", "12:36"]
    [row] = await shop.deliveries()
    assert (row["outcome"], row["due_at"], over.status_code) == ("given up", None, 409)
    assert [each["status"] for each in row["attempts"]] == [500, 302, 404, 429, 503, None]
    assert row["attempts"][-1]["error"] == "the receiver did not answer: refused"
    assert len({request.content for request in shop.receiver.requests}) == 1


async def test_a_clock_that_is_moved_far_makes_every_try_on_the_way(shop: Any) -> None:
    shop.receiver.statuses = [500, 500, 500]
    await shop.registers("rma.updated")
    await shop.scans()

    await shop.moves_clock(advance_s=3600)

    [row] = await shop.deliveries()
    assert row["outcome"] == "delivered"
    assert [each["status"] for each in row["attempts"]] == [500, 500, 500, 200]


async def test_a_world_may_wait_otherwise(shop_with: Callable[..., Any]) -> None:
    async with shop_with(500, 500, webhooks={"retry_after_s": [60]}) as shop:
        await shop.moves_clock(freeze=True)
        await shop.registers("rma.updated")
        await shop.scans()

        await shop.moves_clock(advance_s=59)
        before = len(shop.receiver.requests)
        await shop.moves_clock(advance_s=1)

        [row] = await shop.deliveries()
        assert (before, len(shop.receiver.requests), row["outcome"]) == (1, 2, "given up")


async def test_on_a_clock_that_ticks_the_next_try_comes_of_itself(shop_with: Callable[..., Any]) -> None:
    async with shop_with(500, webhooks={"retry_after_s": [0.05]}) as shop:
        alarm = asyncio.create_task(Alarm(shop.mocks.apps.worlds).run())
        await shop.registers("rma.updated")
        await shop.scans()

        found = await shop.mocks.control.get("worlds/shop/journal?operation=webhook&status=200&wait_s=20")

        alarm.cancel()
        assert [row["status"] for row in found.json()["exchanges"]] == [200]


async def test_a_clock_that_is_let_go_brings_the_next_try_of_itself(shop: Any) -> None:
    shop.receiver.statuses = [500]
    await shop.registers("rma.updated")
    await shop.scans()
    await shop.moves_clock(advance_s=0.99)
    alarm = asyncio.create_task(Alarm(shop.mocks.apps.worlds).run())

    await shop.moves_clock(resume=True)
    found = await shop.mocks.control.get("worlds/shop/journal?operation=webhook&status=200&wait_s=20")

    alarm.cancel()
    assert [row["status"] for row in found.json()["exchanges"]] == [200]


async def test_a_world_is_not_idle_while_a_delivery_is_under_way(shop: Any) -> None:
    shop.receiver.held = asyncio.Event()
    await shop.registers("rma.updated")
    await shop.mocks.returnlogic.post(f"/w/shop/carrier/api/rmas/{shop.links['rmas']['jacket']['id']}/scan")

    during = (await shop.mocks.control.get("worlds/shop/idle?wait_s=0")).json()
    shop.receiver.held.set()

    assert during == {"idle": False}
    await shop.silence()


async def test_two_events_go_out_in_their_order(shop: Any) -> None:
    """Order is not promised; a mock that kept none would make every other test a guess."""
    shop.receiver.held = asyncio.Event()
    await shop.registers()
    path = f"/w/shop/originate/api/rmas/{shop.links['rmas']['jacket']['id']}"
    for text in ("first", "second"):
        await shop.mocks.returnlogic.post(f"{path}/comments", json={"text": text})
    await shop.mocks.returnlogic.post(f"{path}/cancel")
    shop.receiver.held.set()
    await shop.silence()

    assert [status for _, status in shop.receiver.told] == ["Authorized", "Authorized", "Canceled"]


async def test_a_webhook_that_is_taken_away_is_not_tried_again(shop: Any) -> None:
    shop.receiver.statuses = [500]
    [made] = await shop.registers("rma.updated")
    await shop.scans()

    gone = await shop.api("DELETE", f"/webhooks/{made.json()['id']}")
    again = await shop.api("DELETE", f"/webhooks/{made.json()['id']}")
    await shop.moves_clock(advance_s=3600)

    [row] = await shop.deliveries()
    assert (gone.status_code, again.status_code) == (204, 404)
    assert (row["outcome"], len(shop.receiver.requests)) == ("given up", 1)


async def test_what_stands_in_line_when_its_webhook_is_taken_away_is_not_sent(shop: Any) -> None:
    shop.receiver.held = asyncio.Event()
    [made] = await shop.registers("rma.updated")
    for text in ("first", "second"):
        path = f"/w/shop/originate/api/rmas/{shop.links['rmas']['jacket']['id']}/comments"
        await shop.mocks.returnlogic.post(path, json={"text": text})
    await shop.receiver.reached.wait()

    await shop.api("DELETE", f"/webhooks/{made.json()['id']}")
    shop.receiver.held.set()
    await shop.silence()

    assert [row["outcome"] for row in await shop.deliveries()] == ["given up", "given up"]
    assert len(shop.receiver.requests) == 1


async def test_nothing_waits_for_deliveries_that_are_given_up_before_they_begin(shop: Any) -> None:
    [made] = await shop.registers("rma.updated")
    team = shop.mocks.apps.worlds.find("shop").team
    jacket = team.world.retailer.rma(shop.links["rmas"]["jacket"]["id"])

    for _ in range(102):
        team.tell("rma.updated", jacket)
    team.hooks.forget(made.json()["id"])

    assert (await shop.mocks.control.get("worlds/shop/idle?wait_s=5")).json() == {"idle": True}
    assert shop.receiver.requests == []


@pytest.mark.parametrize(
    ("hook", "status", "field"),
    [
        pytest.param({"address": HOOKS, "topic": "rma.lost"}, 400, "topic", id="unknown topic"),
        pytest.param({"topic": "rma.created"}, 400, "address", id="no address"),
        pytest.param({"address": "ftp://127.0.0.1/x", "topic": "rma.created"}, 422, "address", id="no web address"),
        pytest.param({"address": "http://me:pw@127.0.0.1/", "topic": "rma.created"}, 422, "address", id="credentials"),
        pytest.param({"address": "http://127.0.0.1:99999/", "topic": "rma.created"}, 422, "address", id="port"),
        pytest.param({"address": "http://169.254.169.254/", "topic": "rma.created"}, 422, "address", id="other host"),
        pytest.param({"address": "http://hooks.example.com/", "topic": "rma.created"}, 422, "address", id="foreign"),
        pytest.param({"address": HOOKS, "topic": "rma.updated"}, 409, "address", id="registered already"),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused_and_nothing_changes(
    shop: Any, hook: dict[str, str], status: int, field: str
) -> None:
    await shop.registers("rma.updated")
    before = (await shop.api("GET", "/webhooks")).json()

    refused = await shop.api("POST", "/webhooks", json=hook)

    assert (refused.status_code, [row["field"] for row in refused.json()["errors"]]) == (status, [field])
    assert (await shop.api("GET", "/webhooks")).json() == before


async def test_a_host_that_the_world_names_may_be_called(shop_with: Callable[..., Any]) -> None:
    async with shop_with(webhooks={"hosts": ["Hooks.example.com"]}) as shop:
        made = await shop.api(
            "POST", "/webhooks", json={"topic": "rma.updated", "address": "https://hooks.example.com/rl"}
        )
        await shop.scans()

        called = [str(request.url) for request in shop.receiver.requests]
        assert (made.status_code, called) == (201, ["https://hooks.example.com/rl"])


async def test_another_team_sees_no_webhook_and_takes_none_away(shop: Any) -> None:
    other = await shop.mocks.open(id="other", customers=0)
    [made] = await shop.registers("rma.updated")
    key = {"Authorization": f"Bearer {other['returnlogic']['api_key']}"}

    listed = await shop.mocks.returnlogic.get("/v1/webhooks", headers=key)
    refused = await shop.mocks.returnlogic.delete(f"/v1/webhooks/{made.json()['id']}", headers=key)

    assert (listed.json(), refused.status_code) == ({"data": []}, 404)
    assert len((await shop.api("GET", "/webhooks")).json()["data"]) == 1
